"""A command line → verb, subject and options. One grammar for all surfaces; nothing here knows what a verb does."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from core.errors import CommandError
from core.wording import say

LIMIT = 4_000

# Phones and chat clients put these in by themselves; nobody means them.
_TYPED = str.maketrans("“”„‟«»＂‘’：＃，（）＝／＠？", '"""""""\'\':#,()=/@?')
_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ANGLED = re.compile(r"<(https?://[^\s<>|]+)(?:\|[^<>]*)?>")
_PREFIX = re.compile(r"^/\s?policy(?=\s|$)", re.IGNORECASE)

# A word ends at a blank outside of quotation marks.
_WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_OPTION = re.compile(r"(--)?([a-z]+|[가-힣]+)[:=](?!//)(.*)", re.IGNORECASE | re.DOTALL)
_LAST_OPTIONS = re.compile(r"(?:\s+(?:--)?(?:[a-z]+|[가-힣]+)[:=][^\s/\"][^\s\"]*)+$", re.IGNORECASE)
_KOREAN_OPTIONS = {
    "언어": "lang",
    "출처": "from",
    "국가": "country",
    "제목": "title",
    "확인": "confirm",
    "민감도": "sensitivity",
    "기간": "days",
    "부터": "since",
    "까지": "until",
    "공유": "share",
    "다음": "next",
    "주제": "topic",
    "중복": "dedupe",
    "스레드": "thread",
    "다이제스트": "digest",
}
# Fields of the query language (core/query.py): where a verb does not take them as options they stay in its subject.
_QUERY_FIELDS = ("title", "lang", "from", "country")

# «구독해 주세요»: how one asks for the verb before it, glued to it or apart.
_ASKING = r"(?:하기|하자|합니다|할게요?|하고\s?싶어요?|부탁해요?|부탁드립니다|(?:해|보여|알려)\s?(?:줘요?|주세요|주십시오)|해|좀)"
_GLUED = re.compile(rf"(?:\s*{_ASKING})+[.!~]*$")
_APART = re.compile(rf"(?:\s+{_ASKING})+[.!~]*$")
_ASKING_TAIL = 40
_TWO_WORDS = re.compile(r"(?:^|(?<=\s))구독을? (취소|해지|목록)")


@dataclass(frozen=True, slots=True)
class Line:
    """A command as typed: `verb` is the word in the table, `typed` the word used; `korean` says how it was addressed."""

    verb: str
    typed: str
    subject: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    korean: bool = False


def tidy(text: str) -> str:
    """The line without its /policy, in one line of plain quotes, colons and blanks, without signs that nobody sees."""
    sound = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode()).translate(_TYPED)
    plain = _ANGLED.sub(r"\1", _UNSEEN.sub("", _CONTROLS.sub(" ", sound)))
    return _PREFIX.sub("", plain.strip()).strip()


def parse(text: str, verbs: Mapping[str, str], options: Mapping[str, Sequence[str]], lang: str) -> Line:
    """Split a tidy line.

    `verbs` maps every word for a verb to the verb, `options` a verb to the option names it takes out of its subject. A
    Korean verb may stand at the end, after its object with or without particle. Raises CommandError for a line too long
    or an option that the verb does not know. An unknown verb comes back as it is, with `verb` empty.
    """
    if len(text) > LIMIT:
        raise CommandError("command too long", user=say(lang, "too_long", count=len(text), limit=LIMIT))
    word, rest = _verb(text, verbs)
    korean = is_korean(word)
    if word not in verbs:
        return Line("", word, rest, korean=korean)
    verb = verbs[word]
    subject, given = split_options(rest, options.get(verb, ()), verb=verb, lang="ko" if korean else lang)
    return Line(verb, word, subject, given, korean)


def split_options(text: str, known: Sequence[str], *, verb: str, lang: str) -> tuple[str, dict[str, str]]:
    """Take `key:value` words out of the text, which else stays as it is. What stands in quotes or parentheses is left.

    Raises CommandError for a key that is neither known nor a field of the query language.
    """
    given: dict[str, str] = {}
    kept: list[str] = []
    depth = 0
    words = _spaced_words(text)
    for blank, word in words:
        option = _OPTION.fullmatch(word) if depth == 0 else None
        if option is None or not (name := _option_name(option, known, verb, lang)):
            kept.append(blank + word)
            plain = re.sub(r'"[^"]*"?', "", word)
            depth += plain.count("(") - plain.count(")")
            continue
        value = option[3]
        while (not value or value.endswith(",")) and (more := next(words, None)):
            value += more[1]
        value = value.replace('"', "")
        given[name] = f"{given[name]},{value}" if name in given else value
    return "".join(kept).strip(), given


def is_korean(text: str) -> bool:
    """Whether there is a syllable of Hangul in it."""
    return any("가" <= c <= "힣" for c in text)


def without_particle(text: str) -> str:
    """«한중 FTA를» → «한중 FTA»: the object's particle where it can only be one; «가을» stays the autumn."""
    if len(text) < 2 or text[-1] not in "을를":
        return text
    before = text[-2]
    if not is_korean(before):
        return text[:-1] if before.isalnum() or before in '")' else text
    closed = (ord(before) - ord("가")) % 28 != 0
    return text[:-1] if closed == (text[-1] == "을") else text


def _verb(text: str, verbs: Mapping[str, str]) -> tuple[str, str]:
    """The word for a verb and what it is about; the first word as it stands where there is no verb."""
    first, _, rest = _TWO_WORDS.sub(r"구독\1", text).partition(" ")
    word = unicodedata.normalize("NFKC", first).casefold()
    if word in verbs and not is_korean(word):
        return word, rest.strip()
    if (bare := _without(_GLUED, word)) in verbs and is_korean(bare):
        return bare, _without(_APART, f" {rest}").strip()
    said, options = _without_options(f"{first} {rest}".strip())
    before, _, last = _without(_GLUED, said).rpartition(" ")
    if last in verbs and is_korean(last):
        return last, without_particle(before.strip()) + options
    first, _, rest = text.partition(" ")
    return first, rest.strip()


def _without(asking: re.Pattern[str], text: str) -> str:
    """«한중 FTA 구독해 주세요» → «한중 FTA 구독»."""
    head, tail = text[:-_ASKING_TAIL], text[-_ASKING_TAIL:]
    found = asking.search(tail)
    return head + tail[: found.start()] if found else text


def _without_options(text: str) -> tuple[str, str]:
    """«핵심광물 미리보기 기간:7» → «핵심광물 미리보기», « 기간:7»."""
    found = _LAST_OPTIONS.search(text[-_ASKING_TAIL * 4 :])
    return (text[: -len(found[0])], found[0]) if found else (text, "")


def _option_name(option: re.Match[str], known: Sequence[str], verb: str, lang: str) -> str | None:
    """The known name of an option, None for what belongs to the subject."""
    dashes, typed = option[1], option[2]
    name = _KOREAN_OPTIONS.get(typed, typed.lower())
    if name in known:
        return name
    if not dashes and (name in _QUERY_FIELDS or is_korean(typed) or not option[3]):
        return None
    told = [say(lang, "unknown_option", verb=verb, word=typed[:40])]
    if near := get_close_matches(name, known, n=1):
        told.append(say(lang, "did_you_mean", words=f"{near[0]}:{option[3][:40]}"))
    elif known:
        told.append(say(lang, "options_are", words=", ".join(f"{one}:" for one in known)))
    raise CommandError(f"unknown option of {verb}", user=" ".join(told))


def _spaced_words(text: str) -> Iterator[tuple[str, str]]:
    """Each word with the blanks before it."""
    end = 0
    for found in _WORD.finditer(text):
        yield text[end : found.start()], found[0]
        end = found.end()
