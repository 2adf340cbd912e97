"""Teams' activities → Request, and the Reply back: messages, mentions, slash commands and buttons. Not for alerts (send.py).

Teams waits for the answer to its request, so a message is only taken in and served afterwards. The sender's token was checked
before (sdk.py). A thread serves one activity; all of this may block.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.commands.request import Reply, Request, Visibility
from bot.teams.activity import ActivityError, Incoming, Json, Trust, read
from bot.teams.answer import Answers
from bot.teams.consent import Consent
from bot.teams.dialog import DO, SUBMIT, filled, form_card, seen
from bot.teams.extension import Extension
from bot.teams.files import Files
from bot.teams.home import WORDS, home_card, home_drawn, line_of
from bot.teams.invoke import Invokes
from bot.teams.lifecycle import Lifecycle
from bot.teams.render import FORM, open_button
from core.card import say
from core.errors import PolicywireError, StorageError
from core.form import Filled
from core.model import Channel
from core.wording import say as word
from storage.store import Store
from storage.teams import SURFACE, Conversation

log = logging.getLogger(__name__)

Dispatch = Callable[[Request], Reply]

WORKERS = 8
# Beyond so many commands that wait, Teams is asked to come again.
WAITING = 200
# Teams gives up on a button after some ten seconds; the person does so earlier.
QUICK = 4.0
UPDATES = ("conversationUpdate", "installationUpdate")


@dataclass(frozen=True, slots=True)
class Served:
    """What Teams gets for its request: an HTTP status, and a body for an invoke."""

    status: int = 200
    body: Json | None = None


class Receiver:
    """Turns what Teams sends into requests and carries the replies back. `admins` are directory ids of people.

    `ops` is told what nobody else can be.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        store: Store,
        answers: Answers,
        files: Files,
        trust: Trust,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        *,
        admins: frozenset[str] = frozenset(),
        ops: Channel | None = None,
        quick: float = QUICK,
    ) -> None:
        self._dispatch, self._store, self._answers = dispatch, store, answers
        self._trust, self._clock, self._admins = trust, clock, admins
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="teams")
        consent = Consent(answers, files, trust, self._workers, self.first)
        self._invokes = Invokes(self, self._workers, Extension(store, clock, zone), consent, quick)
        self._lifecycle = Lifecycle(store, answers, clock, lambda asked: home_card(store, asked), ops)
        self._room = threading.BoundedSemaphore(WAITING)

    def close(self) -> None:
        """Takes nothing more; what waits is dropped, what runs is finished."""
        self._answers.close()
        self._workers.shutdown(cancel_futures=True)

    def __call__(self, raw: Json) -> Served:
        """Serve one activity. Never raises: a broken one is refused, and Teams repeats what we could not take in now."""
        try:
            return self._take(read(raw, self._trust))
        except ActivityError as error:
            log.warning("refused %s", error)
            return Served(error.status, {"error": str(error)})
        except StorageError as error:
            log.error("an activity of Teams could not be taken in: %s", error)
            return Served(503)
        except Exception:
            log.exception("an activity of Teams failed")
            return Served(500)

    def _take(self, asked: Incoming) -> Served:
        if not self._room.acquire(blocking=False):
            return Served(503)
        kept = False
        try:
            known = self._store.teams.find(asked.place.tenant, asked.place.id)
            self._store.teams.refresh(asked.place)
            if known and _moved(known, asked.place):
                self._workers.submit(self._quietly, lambda: self._lifecycle.moved(asked))
            if asked.type == "invoke":
                if asked.name.startswith("composeExtension/") and self._stranger(asked):
                    return Served(403)
                body = self._invokes(asked)
                return Served(501) if body is None else Served(body=body)
            if asked.type in UPDATES:
                kept = True
                self._later(lambda: self._lifecycle(asked, known))
            elif asked.type == "message" and asked.addressed and self.first(asked):
                kept = True
                self._later(lambda: self._serve(asked, known))
            return Served()
        finally:
            if not kept:
                self._room.release()

    def first(self, asked: Incoming) -> bool:
        """Teams repeats what it thinks we did not get. What has no id is always new."""
        return not asked.id or self._once(f"{asked.place.tenant}\n{asked.thread}\n{asked.id}\n{asked.name}")

    def _once(self, told: str) -> bool:
        """Whether this is the first time in a day."""
        return self._store.teams.first(sha256(told.encode()).hexdigest(), self._clock())

    def _later(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                self._quietly(work)
            finally:
                self._room.release()

        self._workers.submit(run)

    def _quietly(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            log.exception("an activity of Teams failed")

    def _serve(self, asked: Incoming, known: Conversation | None) -> None:
        if known and known.removed_at:
            self._lifecycle(asked, known)
        place = replace(asked.place, name=asked.place.name or (known.name if known else ""))
        asked = replace(asked, place=self._answers.named(place))
        form = asked.value.get(FORM)
        if isinstance(form, str):
            self._form(asked, form)
            return
        if asked.personal and not asked.value and asked.text.casefold() in WORDS:
            card = home_card(self._store, asked)
            self._answers.show(asked, home_drawn(card, asked.lang), card)
            return
        line = line_of(asked.value)
        self.carry(asked, self.reply(asked, asked.text if line is None else line))

    def _form(self, asked: Incoming, form: str) -> None:
        """A form as a message, where the client has no dialogs: it sends what was filled in as a message's value."""
        data, shown = asked.value, seen(asked.value)
        answers = filled(data) if DO in data else {}
        reply = self.reply(
            asked, form, filled=answers, submitted=data.get(DO) == SUBMIT, seen=shown if DO in data else None
        )
        if reply.form:
            self._answers.show(asked, form_card(reply.form, asked.lang, shown if DO in data else None), reply.card)
        else:
            self.carry(asked, reply)

    def carry(self, asked: Incoming, reply: Reply) -> None:
        """Bring a reply to its people."""
        public = reply.visibility is Visibility.CHANNEL
        self._answers.tell(asked, reply.card, public=public, form=open_button(reply.form))
        self.accompany(asked, reply)

    def accompany(self, asked: Incoming, reply: Reply) -> None:
        """Bring what goes with an answer: the line that all may know, and the file."""
        if reply.announce:
            self._answers.announce(asked, reply.announce)
        if reply.file:
            self._answers.hand_over(asked, reply.file)

    def reply(
        self,
        asked: Incoming,
        text: str,
        *,
        filled: Filled | None = None,
        submitted: bool = False,
        seen: Filled | None = None,
    ) -> Reply:
        """The reply to a line, or with `filled` to the form of that name. Never raises."""
        if self._stranger(asked):
            return Reply(say(word(asked.lang, "teams.stranger")))
        try:
            self._meet(asked)
            request = replace(self._request(asked, text), filled=filled, submitted=submitted, seen=seen)
            return self._dispatch(request)
        except PolicywireError as error:
            log.warning("a command on Teams was refused: %s", error)
            return Reply(say(error.user))
        except Exception:
            log.exception("a command on Teams failed")
            return Reply(say(word(asked.lang, "failed")))

    def _meet(self, asked: Incoming) -> None:
        """Whoever uses us in a channel gets news of their own in a chat; where there can be none, it is tried once a day."""
        tenant, person = asked.place.tenant, asked.person.id
        known = asked.personal or self._store.teams.chat_with(tenant, person)
        if not known and self._once(f"meet\n{tenant}\n{person}"):
            self._answers.meet(asked)

    def _stranger(self, asked: Incoming) -> bool:
        """Whether this is a guest of a shared channel: people of other organisations are there too."""
        return bool(self._trust.tenants and asked.person.tenant and asked.person.tenant not in self._trust.tenants)

    def _request(self, asked: Incoming, text: str) -> Request:
        return Request(
            surface=SURFACE,
            workspace=asked.place.tenant,
            channel=asked.place.id,
            user=asked.person.known_as,
            text=text,
            channel_name=asked.place.name,
            lang=asked.lang,
            user_name=asked.person.name,
            admin=asked.person.directory_id in self._admins,
        )


def _moved(known: Conversation, place: Conversation) -> bool:
    """Whether a place that we are in is reached in another way than before, or belongs to another team."""
    other_team = known.team and place.team and known.team != place.team
    return not known.removed_at and bool(other_team or known.service_url != place.service_url)
