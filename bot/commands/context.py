"""What a command's handler works with: the request, its parsed line, and the product's parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.line import Line
from bot.commands.request import Request
from core.catalogue import Catalogue
from core.model import Channel
from core.wording import say
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Help:
    """What `help` shows of a command. `about` and `examples` are by language."""

    about: Mapping[str, str]
    aliases: tuple[str, ...]
    examples: Mapping[str, tuple[str, ...]]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """One command on its way. `lang` is the language of the answer."""

    request: Request
    line: Line
    channel: Channel
    lang: str
    store: Store
    catalogue: Catalogue
    help: Mapping[str, Help]
    zone: ZoneInfo
    now: datetime

    def say(self, key: str, /, **values: object) -> str:
        """A text of core/wording.py in the answer's language."""
        return say(self.lang, key, **values)

    def examples(self, verb: str) -> tuple[str, ...]:
        """Command lines that show a verb, in the answer's language."""
        by_lang = self.help[verb].examples
        return by_lang.get(self.lang, by_lang["en"])
