"""Request → Reply: parse, find the command, run it; whatever goes wrong becomes an answer its sender can act on."""

import logging
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.commands import forms
from bot.commands.context import Context, Help, word
from bot.commands.line import Line, is_korean, parse, tidy
from bot.commands.permission import refusal
from bot.commands.replies import LONGEST_LINE, answer, card, refuse, suggest
from bot.commands.request import Reply, Request
from bot.commands.requests import asked_elsewhere
from bot.commands.subject import named_topic
from bot.commands.table import BY_VERB, COMMANDS, OPTIONS, WORDS
from core.card import Card, Note
from core.catalogue import Catalogue
from core.errors import CommandError, PolicywireError, QueryError
from core.facts import NOTHING_KNOWN, Known
from core.form import Filled
from core.model import Channel
from core.ports import PageReader, Summariser, Translator
from core.roles import Person, Wish
from core.wording import say
from storage import people
from storage.audit import Actor
from storage.notices import Notice
from storage.store import Store

log = logging.getLogger(__name__)
HELP = {c.verb: Help(c.about, c.aliases, c.examples, c.options) for c in COMMANDS}
# Korean syllables are compared by their letters: 구둑 is one letter away from 구독.
_SPELLED = {unicodedata.normalize("NFD", known): known for known in WORDS if len(known) > 1}
WORD_SHOWN = 40


class Dispatcher:
    """The one way in for commands, whatever surface they came by. `lang` is that of new channels."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        lang: str = "en",
        *,
        known: Known = NOTHING_KNOWN,
        summariser: Summariser | None = None,
        read_page: PageReader | None = None,
        write_docx: Callable[[Card], bytes] | None = None,
        translator: Translator | None = None,
    ) -> None:
        self._store, self._catalogue, self._clock, self._zone, self._lang = store, catalogue, clock, zone, lang
        self._known, self._summariser, self._read_page = known, summariser, read_page
        self._write_docx, self._translator = write_docx, translator

    def __call__(self, request: Request) -> Reply:
        """Never raises: an error becomes a reply, and what nobody foresaw is logged without the command's text."""
        lang = request.lang or self._lang
        try:
            place = (request.surface, request.workspace, request.channel)
            channel = self._store.subscriptions.channel(*place, name=request.channel_name, lang=lang)
            chosen = self._store.people.lang(people.Person(request.surface, request.workspace, request.user))
            lang = chosen or request.lang or channel.lang
            text = tidy(request.text)
            lang = "ko" if is_korean(text.partition(" ")[0]) else lang
            line = parse(text, WORDS, OPTIONS, lang)
            if not line.verb and line.typed:
                return self._unknown(line, lang)
            lang = "ko" if line.korean else lang
            context = self._context(request, line if line.verb else Line("status", ""), channel, lang)
            if request.filled is not None and line.verb in forms.IDS:
                return self._fill(context, line.verb, request.filled)
            return self._permitted(context)
        except QueryError as error:
            return refuse(error.pointed(lang), preformatted=True)
        except CommandError as error:
            return refuse(error.user)
        except PolicywireError as error:
            # Its text is for the one who runs the installation: it may name hosts and files.
            log.error("a command on %s failed: %s", request.surface, error)
            return refuse(say(lang, "failed"))
        except Exception:
            log.exception("a command on %s failed", request.surface)
            return refuse(say(lang, "failed"))

    def _context(self, request: Request, line: Line, channel: Channel, lang: str) -> Context:
        return Context(
            request,
            line,
            channel,
            lang,
            self._store,
            self._catalogue,
            HELP,
            self._zone,
            self._clock(),
            lambda wish: self._approved(request, channel, wish),
            self._known,
            self._summariser,
            self._read_page,
            self._write_docx,
            self._translator,
        )

    def _fill(self, context: Context, id: str, filled: Filled) -> Reply:
        """The form with its answers so far, or what came of them where they were submitted and nothing is wrong."""
        drawn = forms.form(id, context, filled)
        wrong = forms.wrong(drawn)
        if wrong or not context.request.submitted:
            notes = [Note(told) for told in (*wrong.values(), drawn.note) if told]
            return replace(answer(*notes), form=drawn)
        if id == forms.SETTINGS:
            shown = context.request.seen
            filled = forms.changed(forms.form(id, context, {}), filled, shown if shown is not None else {})
        line_by_line = replace(context.request, filled=None, submitted=False, seen=None)
        replies = [self(replace(line_by_line, text=line)) for line in forms.lines(id, filled)]
        return _together(replies) if replies else refuse(context.say("settings.unchanged"))

    def _permitted(self, context: Context) -> Reply:
        """The one place where it is looked at who may: whatever they may not do is not begun."""
        if home := asked_elsewhere(context):
            return self._at_home(context, home)
        command = BY_VERB[context.line.verb]
        with self._store.audit.acting(_actor(context)):
            return refusal(context, command.needs(context.line)) or command.run(context)

    def _at_home(self, context: Context, home: Channel) -> Reply:
        """A request is decided by the rules of its own channel, which reads of it, wherever its editor is."""
        request = replace(context.request, channel=home.address, channel_name=home.name)
        reply = self._permitted(self._context(request, context.line, home, context.lang))
        if reply.announce:
            name = f"decided:{tidy(context.line.subject)}"
            context.store.notices.told([Notice(home, reply.announce, name)], {}, context.now)
        return replace(reply, announce=None)

    def _approved(self, request: Request, channel: Channel, wish: Wish) -> Reply:
        """What somebody asked for and an editor let through, as the one who asked. They were understood when they asked."""
        approver = Person(request.user, request.user_name and f"{request.user_name} ({request.user})")
        asked = replace(request, user=wish.user.id, user_name=wish.user.name, text=wish.line, admin=False)
        line = parse(wish.line, WORDS, OPTIONS, wish.lang)
        context = self._context(asked, line, channel, wish.lang)
        with self._store.audit.acting(replace(_actor(context), approved_by=str(approver))):
            return BY_VERB[line.verb].run(context)

    def _unknown(self, line: Line, lang: str) -> Reply:
        """The nearest verbs with the rest of the line; for the name of a topic or item, what could be done with it."""
        typed = f"{line.typed} {line.subject}".strip()
        if topic := named_topic(self._catalogue, typed):
            told = say(lang, "is_topic", word=typed, id=topic.id)
            lines = [f"{word(HELP[verb], verb, lang)} {topic.id}" for verb in ("latest", "subscribe")]
            return suggest(lang, told, lines, meant=lines)
        told = say(lang, "unknown_verb", word=line.typed[:WORD_SHOWN])
        near = _meant(line, typed, lang)
        others = [word(HELP[verb], verb, lang) for verb in ("help", "topics")]
        return suggest(lang, told, near or others, meant=near)


def _together(replies: Sequence[Reply]) -> Reply:
    """What came of several lines, as one answer and one announcement."""
    public = [block for reply in replies if reply.announce for block in reply.announce.blocks]
    told = card(*(block for reply in replies for block in reply.card.blocks))
    return Reply(told, announce=card(*public) if public else None)


def _actor(context: Context) -> Actor:
    verb = context.line.verb
    return Actor(context.place, context.person, verb, context.now, context.channel.key, feeds=verb == "feeds")


def _meant(line: Line, typed: str, lang: str) -> list[str]:
    """Lines that the sender of an unknown verb may have had in mind."""
    if typed.startswith(("#", "http://", "https://")):
        return [f"{word(HELP['summary'], 'summary', lang)} {typed}"] if len(typed) <= LONGEST_LINE else []
    spelled = unicodedata.normalize("NFD", line.typed.casefold()[:WORD_SHOWN])
    near = [_SPELLED[one] for one in get_close_matches(spelled, _SPELLED, n=3, cutoff=0.7)]
    rest = f" {line.subject}" if 0 < len(line.subject) <= WORD_SHOWN else ""
    # Of two words for one verb the nearer one is enough.
    return [f"{one}{rest}" for at, one in enumerate(near) if WORDS[one] not in [WORDS[w] for w in near[:at]]]
