"""The table of commands: every verb with its names, arguments, options and examples. Help and parsing read it; so do tests."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.commands import catalogue, items, overview, subscriptions
from bot.commands.context import Context
from bot.commands.request import Reply


@dataclass(frozen=True, slots=True)
class Command:
    """One verb. `about` is what it does by language, `options` are the `key:value` words it takes."""

    verb: str
    aliases: tuple[str, ...]
    about: dict[str, str]
    examples: tuple[str, ...]
    run: Callable[[Context], Reply]
    options: tuple[str, ...] = ()


COMMANDS = (
    Command(
        "subscribe",
        ("follow", "sub", "구독"),
        {"en": "Follow a topic, a phrase or a query in this channel.", "ko": "이 채널에서 주제, 문구 또는 검색식을 구독합니다."},
        ("subscribe korea-china-fta", 'subscribe "critical minerals" lang:ko,en', "subscribe (CBAM OR 탄소국경) NOT 세미나 from:official", "한중 FTA를 구독"),
        subscriptions.subscribe,
        ("lang", "from", "country"),
    ),
    Command(
        "unsubscribe",
        ("unfollow", "unsub", "해지"),
        {"en": "Stop following.", "ko": "구독을 해지합니다."},
        ("unsubscribe cbam", "unsubscribe all"),
        subscriptions.unsubscribe,
        ("confirm",),
    ),
    Command(
        "list",
        ("subs", "subscriptions", "목록"),
        {"en": "What this channel follows.", "ko": "이 채널의 구독 목록입니다."},
        ("list",),
        subscriptions.show,
    ),
    Command(
        "latest",
        ("recent", "최신"),
        {"en": "The newest stored items, of a topic or query if one is named.", "ko": "저장된 최신 자료를 보여 줍니다. 주제나 검색식을 적을 수 있습니다."},
        ("latest", "latest korea-egypt-cepa 5", "latest “핵심광물” lang:ko"),
        items.latest,
        ("lang",),
    ),
    Command(
        "summary",
        ("summarise", "summarize", "요약"),
        {"en": "The gist of one item, each sentence with its source.", "ko": "자료 하나의 요지를 출처와 함께 보여 줍니다."},
        ("summary #K7Q2", "summary https://…"),
        items.summary,
    ),
    Command(
        "topics",
        ("topic", "주제"),
        {"en": "The topics that can be followed, and their names in four languages.", "ko": "구독할 수 있는 주제와 네 언어의 이름입니다."},
        ("topics", "topics 광물", "topics show cbam"),
        catalogue.topics,
    ),
    Command(
        "feeds",
        ("feed", "sources", "출처"),
        {"en": "The feeds that are watched, and how they are.", "ko": "지켜보는 출처와 그 상태입니다."},
        ("feeds", "feeds customs"),
        catalogue.feeds,
    ),
    Command(
        "status",
        ("상태",),
        {"en": "This channel and the product at a glance.", "ko": "이 채널과 제품의 상태입니다."},
        ("status",),
        overview.status,
    ),
    Command(
        "help",
        ("도움말", "?"),
        {"en": "These commands, or examples of one.", "ko": "명령 목록과 예입니다."},
        ("help", "help subscribe"),
        overview.help_,
    ),
)  # fmt: skip

BY_VERB = {command.verb: command for command in COMMANDS}
WORDS = {word: command.verb for command in COMMANDS for word in (command.verb, *command.aliases)}
OPTIONS = {command.verb: command.options for command in COMMANDS}
