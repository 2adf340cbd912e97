"""Request → Reply: parse, find the command, run it; whatever goes wrong becomes an answer its sender can act on."""

import logging
from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.commands.context import Context, Help
from bot.commands.line import Line, parse, tidy
from bot.commands.replies import refuse, suggest
from bot.commands.request import Reply, Request
from bot.commands.table import BY_VERB, COMMANDS, OPTIONS, WORDS
from core.catalogue import Catalogue
from core.errors import CommandError, PolicywireError, QueryError
from core.wording import say
from storage.store import Store

log = logging.getLogger(__name__)
HELP = {c.verb: Help(c.about, c.aliases, c.examples) for c in COMMANDS}


class Dispatcher:
    """The one way in for commands, whatever surface they came by."""

    def __init__(self, store: Store, catalogue: Catalogue, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._store, self._catalogue, self._clock, self._zone = store, catalogue, clock, zone

    def __call__(self, request: Request) -> Reply:
        """Never raises: an error becomes a reply, and what nobody foresaw is logged without the command's text."""
        lang = request.lang
        try:
            line = parse(tidy(request.text), WORDS, OPTIONS, lang)
            lang = "ko" if line.korean else lang
            return self._run(request, line, lang)
        except QueryError as error:
            return refuse(error.user, preformatted=True)
        except CommandError as error:
            return refuse(error.user)
        except PolicywireError as error:
            log.warning("command failed: %s", error)
            return refuse(error.user)
        except Exception:
            log.exception("command failed on %s", request.surface)
            return refuse(say(lang, "failed"))

    def _run(self, request: Request, line: Line, lang: str) -> Reply:
        if not line.verb and line.typed:
            return self._unknown(line, lang)
        place = (request.surface, request.workspace, request.channel)
        channel = self._store.subscriptions.channel(*place, name=request.channel_name, lang=request.lang)
        line = line if line.verb else Line("status", "")
        context = Context(request, line, channel, lang, self._store, self._catalogue, HELP, self._zone, self._clock())
        return BY_VERB[line.verb].run(context)

    def _unknown(self, line: Line, lang: str) -> Reply:
        """The nearest verbs; where the word is a topic, what could be done with it."""
        near = list(
            dict.fromkeys(WORDS[word] for word in get_close_matches(line.typed.casefold(), WORDS, n=3, cutoff=0.6))
        )
        typed = f"{line.typed} {line.subject}".strip()
        if topic := self._catalogue.find(typed):
            near = [f"latest {topic.id}", f"subscribe {topic.id}"]
        return suggest(lang, say(lang, "unknown_verb", word=line.typed[:40]), near or ["help"], ask=bool(near))
