"""A command line → verb, subject and options. One grammar for all surfaces; nothing here knows what a verb does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import CommandError
from core.wording import say

LIMIT = 4_000

# Phones and chat clients put these in by themselves; nobody means them.
_TYPED = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "：": ":", "＃": "#", "，": ",", "（": "(", "）": ")", "＝": "=", "／": "/", "\u00a0": " ", "\u3000": " "})  # fmt: skip
_TOKEN = re.compile(r'"[^"]*"|[^\s"]+"[^"]*"|\S+')
_OPTION = re.compile(r"(?:--)?([a-z]+)[:=](?!//)(.+)", re.IGNORECASE | re.DOTALL)
_PARTICLES = ("을", "를", "은", "는", "이", "가")


@dataclass(frozen=True, slots=True)
class Line:
    """A command as typed: `verb` is the word in the table, `typed` the word used; `korean` says how it was addressed."""

    verb: str
    typed: str
    subject: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    korean: bool = False


def tidy(text: str) -> str:
    """The line without its /policy, with plain quotes, colons and spaces."""
    return re.sub(r"^/policy\b", "", text.translate(_TYPED).strip()).strip()


def parse(text: str, verbs: Mapping[str, str], options: Mapping[str, Sequence[str]], lang: str) -> Line:
    """Split a tidy line.

    `verbs` maps every word for a verb to the verb, `options` a verb to the option names it takes out of its subject. A
    Korean verb may stand at the end, after its object with or without particle. Raises CommandError for a line too long
    or with an open quotation mark. An unknown verb comes back as it is, with `verb` empty.
    """
    if len(text) > LIMIT:
        raise CommandError("command too long", user=say(lang, "too_long", count=len(text), limit=LIMIT))
    first, _, rest = text.partition(" ")
    verb = verbs.get(first.casefold(), "")
    if not verb and (last := _verb_at_end(text, verbs)):
        first, rest = last
        verb = verbs[first]
    korean = any("가" <= c <= "힣" for c in first)
    if not verb:
        return Line("", first, rest, korean=korean)
    subject, given = _options(rest.strip(), options.get(verb, ()))
    return Line(verb, first, subject, given, korean)


def _verb_at_end(text: str, verbs: Mapping[str, str]) -> tuple[str, str] | None:
    """«한중 FTA를 구독» → 구독, «한중 FTA»."""
    before, _, last = text.rpartition(" ")
    word = re.sub(r"(해줘|해 줘|하기|해|해주세요)$", "", last)
    if not before or word not in verbs or not ("가" <= word[0] <= "힣"):
        return None
    return word, _without_particle(before.strip())


def _without_particle(text: str) -> str:
    return (
        text[:-1]
        if (len(text) > 2
        and text.endswith(_PARTICLES)
        and "가" <= text[-2] <= "힣")
        or re.search(r"[A-Za-z0-9][을를은는이가]$", text)
        else text
    )


def _options(text: str, known: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Take `key:value` words out of the text. Words in quotes or parentheses, and keys nobody knows, stay in it."""
    given: dict[str, str] = {}
    kept: list[str] = []
    depth = 0
    for token in _TOKEN.findall(text):
        option = _OPTION.fullmatch(token) if depth == 0 and not token.startswith(('"', "(")) else None
        if option and option[1].lower() in known:
            given[option[1].lower()] = option[2].strip('"')
        else:
            kept.append(token)
            depth += 0 if token.startswith('"') else token.count("(") - token.count(")")
    return " ".join(kept), given
