"""The sentences of a body that may be put before people, and what is page furniture instead.

Furniture: invitations to follow, share, comment or subscribe, copyright lines, bylines, rows of links and of tables. Also
passed over is text that speaks to a machine. Not for splitting sentences in general (core/text.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from core.text import CJK, clean, sentences

READ_LIMIT = 60_000
CANDIDATES = 300
# More of a sentence is never shown, so no more of it is judged.
JUDGED = 1_000
# A text whose lines are all shorter than this was wrapped by an editor: its line ends inside a sentence mean nothing.
WRAPPED = 140
# What stands before a heading, a list's row or a quotation.
MARKERS = "#*-•·>■□◆◇▲△▶○◦※▷ \t\r\n"

# Never part of a report, however long the sentence.
_FURNITURE = re.compile(
    r"""follow\s+(?:us|me|@)|like\s+us\s+on|(?:leave|post|add)\s+a\s+(?:comment|reply)|share\s+(?:this|via)\b|subscribe\s+(?:now|here|today|to\s+our)
    |(?:sign|log)\s?(?:up|in)\s+(?:for\s+(?:our|free)|now|here|to\s+(?:read|continue|our))|all\s+rights\s+reserved|skip\s+to\s+(?:main\s+)?content
    |may\s+not\s+be\s+(?:published,|reproduced,|republished)|the\s+post\s.{1,200}\sappeared\s+first\s+on|this\s+(?:post|article)\s+(?:first\s+|originally\s+)?appeared
    |enable\s+javascript|we\s+use\s+cookies|\(reporting\s+by|(?<!\w)[©ⓒ]
    |무단\s*(?:전재|복제|배포)|재배포\s*금지|[가-힣]{2,4}\s*(?:선임|수습|인턴)?\s*(?:기자|특파원)\s*(?:$|[/|]|\S{1,64}@)|기사\s*제보|제보\s*(?:하기|는\s*카)|구독과\s*좋아요
    |未经.{0,12}(?:许可|授权|允许).{0,12}(?:转载|使用|复制)|不得转载|转载(?:请|须)|扫(?:码|一扫|描二维码)|关注.{0,12}公众号|無断(?:転載|複製|転用)|転載(?:を)?禁""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# Furniture where they stand almost alone; in a longer sentence they may be the news, as copyright is.
_SHORT_FURNITURE = re.compile(
    r"""share\s+(?:on|to)\b|(?:sign|log)\s?(?:up|in)\b|subscribe|click\s+(?:here|the|on)|tap\s+here|read\s+(?:more|also|next|the\s+full)
    |related\s+(?:articles?|posts?|stories|topics|news)|copyright|\(c\)\s*(?:19|20)\d\d|privacy\s+policy|terms\s+(?:of|and)\s+(?:use|service|conditions)|cookies?\s+(?:policy|settings|preferences)
    |back\s+to\s+top|^advertisement|newsletter|download\s+(?:our|the)\s+app|your\s+(?:browser|email\s+address)|photo(?:graph)?\s*(?:by|credit|:)|editing\s+by
    |contact\s+us|for\s+(?:more|further)\s+information|media\s+(?:contact|enquir|inquir)|thanks?\s+for\s+reading|^by\s\S+(?:\s\S+){0,3}$
    |^(?:published|updated|posted|tags?|categor(?:y|ies)|source|filed\s+under)\s*:
    |저작권|구독\s*(?:하기|신청|하세요|해\s*주)|공유\s*하기|좋아요|댓글|로그인|회원\s*가입|팔로우|뉴스레터|바로\s*가기|관련\s*(?:기사|뉴스)|더\s*보기|기사\s*(?:원문|공유)
    |카카오톡|페이스북|유튜브\s*채널|앱\s*(?:다운로드|설치)|글자\s*크기|인쇄하기|스크랩|이전\s*글|다음\s*글|본문\s*바로|첨부\s*파일|문의\s*(?:처|:|전화)
    |담당\s*(?:부서|자)\s*[:：]|논설위원|사진\s*[=:]|\[사진|자료\s*=|본\s*기사는|[가-힣]{2,4}\s*기자\s*[\(\[=]
    |版权|責任編輯|责任编辑|编辑\s*[:：]|记者\s*[:：]|关注我们|微信|微博|分享(?:到|至|给)|点击|上一篇|下一篇|相关(?:阅读|新闻|链接|文章)|返回顶部|打印本页|【?字体|原标题
    |[來来]源\s*[:：]|登录|注册|收藏本站
    |著作権|フォロー(?:する|して|お願)|シェア(?:する|して)|コメントを(?:残|書|投稿)|会員(?:登録|限定)|ログイン|メールマガジン|メルマガ|関連(?:記事|リンク|ニュース)|続きを読
    |ページの?(?:先頭|トップ)|お問い?合わせ|いいね|クリック|印刷する""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# Letters up to which a sentence is short; a CJK one says as much in half of them.
_SHORT, _SHORT_WIDE = 80, 30
_EN_WRITE = r"(?:write|say|state|output|respond|reply|answer|include|add|mention|report|repeat|print|decode|translate|summari[sz]e|ignore|praise|claim)\b"
_TO_A_MACHINE = re.compile(
    rf"""(?:ignore|disregard|forget|override|bypass)\b.{{0,40}}\b(?:instructions?|prompts?|guidelines?|directions?|(?:rules|text|everything)\s+above|system\s+message)
    |\b(?:system|developer)\s+(?:prompt|message)|^\W*(?:system|assistant|developer)\s*:|<\|?\s*/?(?:im_start|im_end|system|assistant|user|endoftext|instructions?)|\[/?INST\]
    |[\}}\]"]\s*assistant\s*:|\byou\s+are\s+(?:now\b|an?\s+(?:ai|language\s+model|assistant))|\bas\s+an\s+ai\s+(?:language\s+)?(?:model|assistant)
    |\b(?:note|message|attention|instructions?)\s+(?:to|for)\s+(?:the\s+)?(?:ai|llm|assistant|model|summari[sz]er|translator|bot)\b
    |\b(?:ai|llm|language\s+model|chatbot|assistant|summari[sz]er)s?\b(?:\s\w+){{0,3}}\s(?:must|should|please|shall|will)\s(?:\w+\s){{0,2}}{_EN_WRITE}
    |\byour\s+(?:summary|output|answer|response|reply|translation|instructions)\b|\bnew\s+instructions?\s*:|\b(?:reveal|repeat|leak|print)\b.{{0,30}}\b(?:prompt|api\s*key|password)
    |\bwhen\s+(?:summari[sz]ing|translating)\s+this|\b(?:respond|reply|answer|output)\s+(?:only|just|exactly)\b|\b(?:respond|reply)\s+with\s+the\s+(?:quot|word|text|phrase|sentence|following)
    |\bpretend\s+(?:to\s+be|you|that\s+you)|\bact\s+as\s+(?:if\s+you|an?\s+(?:ai|assistant|expert))|\bjailbreak|\bDAN\s+mode
    |(?:이전|앞|위|기존|모든)[의\s].{{0,12}}(?:지시|명령|프롬프트|지침)[^.]{{0,12}}(?:무시|잊|따르지)|(?:지시|명령|프롬프트|지침)[을를은는]?\s*(?:모두\s*)?(?:무시하고|잊)
    |시스템\s*(?:프롬프트|메시지)|새로운\s*(?:지시|명령)\s*[:：]|(?:인공지능|AI|에이아이|요약기|번역기|챗봇|언어\s*모델)[^.]{{0,40}}(?:하시오|으시오|쓰시오|적으세요|출력하|써야\s*한|써라|출력하라|작성하라|말하라)
    |(?:요약|번역|답변|출력)(?:문|본)?(?:에는|에|은|을|를|할\s*때)\s?.{{0,60}}(?:하시오|으시오|쓰시오|써라|하라\b|넣으세요|적으세요|넣어라)|너는\s*이제|당신은\s*이제
    |(?:번역기|인공지능|AI|요약기)에게\s*[:：]|(?:忽略|无视|忘记|不要理会|忽視|無視|忘掉)[^。]{{0,16}}(?:指令|指示|提示|规则|規則)|(?:系统|系統)\s*(?:提示|消息|訊息)
    |(?:致|请)\s*(?:人工智能|AI|模型|助手)|(?:人工智能|AI|模型|助手|机器人)(?:请|必须|应当|应该|务必)[^。]{{0,8}}(?:输出|写|回答|说|加入)|(?:摘要|总结|翻译|回答|输出)(?:中|里|时|内容)?(?:必须|务必|请|应)[^。]{{0,8}}(?:写|加入|说|输出|包含)
    |你现在是|新(?:的)?(?:指令|任务)\s*[:：]|只(?:输出|回答|回复)[“「:：]
    |(?:指示|命令|プロンプト)を[^。]{{0,8}}(?:無視|忘れ)|システム\s*(?:プロンプト|メッセージ)|あなたは(?:今から|これから|AI)|(?:新しい|次の)(?:指示|命令)\s*[:：]
    |(?:人工知能|AI|モデル|アシスタント|要約器|翻訳者|ボット)[^。]{{0,40}}(?:書いてください|出力し|と書け|必ず書く|書くこと|述べてください)|(?:要約|翻訳|回答|出力)(?:に|では|の代わりに)[^。]{{0,60}}(?:てください|て下さい|加えよ|含めよ|出力せよ|と加え)
    |だけ出力|出力せよ
    |\b(?:summari[sz]|condens|shorten|abridg|paraphras|translat)\w*\s(?:this|the)\s(?:text|article|document|page|passage|story)|(?:이|본)\s?(?:글|기사|문서|텍스트)[을를]\s?(?:요약|줄이|축약|번역|압축)
    |(?:缩写|摘要|概括|总结|翻译|压缩|转述)(?:本文|此文|这篇|该文)|(?:本稿|本文|この(?:文章|記事|文書))を(?:短く|要約|まとめ|翻訳)""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_ADDRESS = re.compile(r"https?://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.\w")
_DATELINE = re.compile(
    r"""[\(\[［（][^()\[\]（）\n]{1,30}(?:=|＝)[^()\[\]（）\n]{1,30}[\)\]］）]\s*(?:[가-힣]{2,4}\s*(?:기자|특파원)\s*(?:=|＝)\s*)?
    |[가-힣]{2,4}\s*(?:기자|특파원)\s*(?:=|＝)\s*|[A-Z][A-Z .,/]{2,40}\((?:AP|AFP|Reuters|Kyodo|Xinhua|Yonhap|Bloomberg|CNN)\)\s*[—–-]{1,2}\s*
    |\((?:CNN|AP|AFP|Reuters)\)\s*(?:[—–-]{1,2}\s*)?|[^\s（）()]{1,12}\d{1,2}月\d{1,2}日(?:电|電)\s*(?:[（(]记者[^（）()]{1,30}[）)]\s*)?""",
    re.VERBOSE,
)
_WIDE = re.compile(f"[{CJK}]")
# At least four words, three of them in small letters, and a full stop.
_SHORT_SENTENCE = re.compile(r"\A(?=(?:.*?\b[a-z]{2,}\b){3})\S+(?:\s+\S+){3,}[.!?][\"'”’)]?\s*\Z", re.DOTALL)


def prose(body: str, lang: str | None = None) -> list[tuple[int, int]]:
    """Half-open spans of a body's presentable sentences, in order: at most CANDIDATES, from its first READ_LIMIT characters.

    A text without any, such as a poem, gives its lines of words instead.
    """
    body = body[:READ_LIMIT]
    pieces = list(_pieces(body, lang))
    return _chosen(body, pieces, _is_prose) or _chosen(body, pieces[:CANDIDATES], _is_words)


def _chosen(body: str, pieces: Iterable[tuple[int, int]], fits: Callable[[str], bool]) -> list[tuple[int, int]]:
    heads = ((start, end, body[start : min(end, start + JUDGED)]) for start, end in pieces)
    sound = ((start, end) for start, end, head in heads if fits(head) and _harmless(head))
    return list(islice(sound, CANDIDATES))


def speaks_to_a_machine(text: str) -> bool:
    """Whether a text tells a model what to do. A hint only: what was generated is judged by core/gate.py."""
    return _TO_A_MACHINE.search(clean(text, READ_LIMIT)) is not None


def _pieces(body: str, lang: str | None) -> Iterator[tuple[int, int]]:
    wrapped = max(map(len, body.splitlines()), default=0) <= WRAPPED
    for start, end in sentences(body, lang):
        for begin, stop in _blocks(body, start, end, wrapped):
            trimmed = _trimmed(body, begin, stop)
            if trimmed:
                yield trimmed


def _blocks(body: str, start: int, end: int, wrapped: bool) -> Iterator[tuple[int, int]]:
    """A sentence cut at the line ends which are the ends of blocks: of headings, links, rows."""
    full = 0.6 * max(map(len, body[start:end].splitlines())) if wrapped else WRAPPED * WRAPPED
    begin = at = start
    for line in body[start:end].splitlines(keepends=True)[:-1]:
        at += len(line)
        if len(line.strip()) < full or _is_furniture(line[:JUDGED]):
            yield begin, at
            begin = at
    yield begin, end


def _trimmed(body: str, start: int, end: int) -> tuple[int, int] | None:
    """Without blanks, list markers and the place and reporter a news agency begins with."""
    text = body[start:end].rstrip()
    end = start + len(text)
    start += len(text) - len(text.lstrip(MARKERS))
    if dateline := _DATELINE.match(body, start, end):
        start = dateline.end()
    return (start, end) if start < end else None


def _harmless(text: str) -> bool:
    return not (_is_furniture(text) or _is_row(text) or speaks_to_a_machine(text))


def _is_furniture(text: str) -> bool:
    short = len(text) <= (_SHORT_WIDE if _WIDE.search(text) else _SHORT)
    return bool(_FURNITURE.search(text) or (short and _SHORT_FURNITURE.search(text)))


def _is_row(text: str) -> bool:
    """A row of a table or of links rather than words that follow each other."""
    cells = text.count("|") + text.count("\t") + text.count(" > ") + text.count(" » ") + text.count(" / ")
    return cells >= 2 or len(_ADDRESS.findall(text)) * 80 > len(text)


def _is_prose(text: str) -> bool:
    """More than a few words: a date line or a heading is no sentence to put before people. A short one that ends is one."""
    letters = sum(sign.isalpha() for sign in text)
    enough = 8 if _WIDE.search(text) else 15 if _SHORT_SENTENCE.search(text) else 25
    return letters >= enough and _is_words(text)


def _is_words(text: str) -> bool:
    """Letters more than figures and signs."""
    letters = sum(sign.isalpha() for sign in text)
    return letters >= 4 and letters * 2 > len("".join(text.split()))
