"""What a command's handler works with: the request, its parsed line, and the product's parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.line import Line, is_korean
from bot.commands.request import Reply, Request
from core.card import Card
from core.catalogue import Catalogue
from core.facts import NOTHING_KNOWN, Known
from core.model import Channel
from core.ports import PageReader, Summariser, Translator
from core.roles import Person, Place, Wish
from core.wording import say
from storage import people
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Help:
    """What `help` shows of a command. `about` and `examples` are by language."""

    about: Mapping[str, str]
    aliases: tuple[str, ...]
    examples: Mapping[str, tuple[str, ...]]
    options: tuple[str, ...] = ()


def word(help_of: Help, verb: str, lang: str) -> str:
    """What a verb is called in a language: itself in English, its first Korean alias in Korean."""
    return next(filter(is_korean, help_of.aliases), verb) if lang == "ko" else verb


@dataclass(frozen=True, slots=True)
class Context:
    """One command on its way. `lang` is the language of the answer, `known` the names that facts are found by.

    `perform` carries out a request that an editor of the channel has just approved.
    """

    request: Request
    line: Line
    channel: Channel
    lang: str
    store: Store
    catalogue: Catalogue
    help: Mapping[str, Help]
    zone: ZoneInfo
    now: datetime
    perform: Callable[[Wish], Reply]
    known: Known = NOTHING_KNOWN
    summariser: Summariser | None = None
    read_page: PageReader | None = None
    write_docx: Callable[[Card], bytes] | None = None
    translator: Translator | None = None

    @property
    def person(self) -> Person:
        """Who asks."""
        return Person(self.request.user, self.request.user_name)

    @property
    def me(self) -> people.Person:
        """The same as the store knows them, with what they have for themselves."""
        request = self.request
        return people.Person(request.surface, request.workspace, request.user)

    @property
    def place(self) -> Place:
        """Where they ask."""
        channel = self.channel
        return Place(channel.surface, channel.workspace, channel.address, channel.name)

    def say(self, key: str, /, **values: object) -> str:
        """A text of core/wording.py in the answer's language."""
        return say(self.lang, key, **values)

    def in_language(self, lang: str) -> "Context":
        """The same with answers in another language."""
        return replace(self, lang=lang)

    @property
    def public(self) -> "Context":
        """The same with answers in the language of the channel, for what everybody there reads."""
        return self.in_language(self.channel.lang)

    def word(self, verb: str) -> str:
        """What the verb is called in the answer's language."""
        return word(self.help[verb], verb, self.lang)

    def examples(self, verb: str) -> tuple[str, ...]:
        """Command lines that show a verb, in the answer's language."""
        by_lang = self.help[verb].examples
        return by_lang.get(self.lang, by_lang["en"])
