"""Teams' activities → Request, and the Reply back: messages, mentions, slash commands and buttons. Not for alerts (send.py).

Teams waits for the answer to its request, so a message is only taken in and served afterwards. The sender's token was checked
before (sdk.py). A thread serves one activity; all of this may block.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.commands.request import Reply, Request, Visibility
from bot.teams.activity import ActivityError, Incoming, Json, Trust, read
from bot.teams.answer import Answers
from bot.teams.render import CARD_TYPE, RUN, adaptive
from core.card import say
from core.errors import PolicywireError, StorageError
from core.wording import say as word
from storage.teams import SURFACE, TeamsStore

log = logging.getLogger(__name__)

Dispatch = Callable[[Request], Reply]

WORKERS = 8
# Beyond so many commands that wait, Teams is asked to come again.
WAITING = 200
# Teams gives up on a button after some ten seconds; the person does so earlier.
QUICK = 4.0

MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
ERROR_TYPE = "application/vnd.microsoft.error"


@dataclass(frozen=True, slots=True)
class Served:
    """What Teams gets for its request: an HTTP status, and a body for an invoke."""

    status: int = 200
    body: Json | None = None


class Receiver:
    """Turns what Teams sends into requests and carries the replies back. `admins` are directory ids of people."""

    def __init__(
        self,
        dispatch: Dispatch,
        conversations: TeamsStore,
        answers: Answers,
        trust: Trust,
        clock: Callable[[], datetime],
        *,
        admins: frozenset[str] = frozenset(),
        quick: float = QUICK,
    ) -> None:
        self._dispatch, self._conversations, self._answers = dispatch, conversations, answers
        self._trust, self._clock, self._admins, self._quick = trust, clock, admins, quick
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="teams")
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
            self._conversations.refresh(asked.place)
            if asked.type == "invoke":
                return self._invoke(asked)
            if asked.type == "message" and asked.addressed and self._first(asked):
                kept = True
                self._later(self._serve, asked)
            return Served()
        finally:
            if not kept:
                self._room.release()

    def _first(self, asked: Incoming) -> bool:
        """Teams repeats what it thinks we did not get. What has no id is always new."""
        told = f"{asked.place.tenant}\n{asked.thread}\n{asked.id}\n{asked.name}"
        return not asked.id or self._conversations.first(sha256(told.encode()).hexdigest(), self._clock())

    def _later(self, work: Callable[[Incoming], None], asked: Incoming) -> None:
        def run() -> None:
            try:
                work(asked)
            except Exception:
                log.exception("an activity of Teams failed")
            finally:
                self._room.release()

        self._workers.submit(run)

    def _serve(self, asked: Incoming) -> None:
        line = _line(asked.value) if asked.value else None
        reply = self._reply(asked, asked.text if line is None else line)
        self._carry(asked, reply)

    def _carry(self, asked: Incoming, reply: Reply) -> None:
        self._answers.tell(asked, reply.card, public=reply.visibility is Visibility.CHANNEL)
        if reply.announce:
            self._answers.announce(asked, reply.announce)

    def _reply(self, asked: Incoming, text: str) -> Reply:
        if self._stranger(asked):
            return Reply(say(word(asked.lang, "teams.stranger")))
        try:
            return self._dispatch(self._request(asked, text))
        except PolicywireError as error:
            log.warning("a command on Teams was refused: %s", error)
            return Reply(say(error.user))
        except Exception:
            log.exception("a command on Teams failed")
            return Reply(say(word(asked.lang, "failed")))

    def _stranger(self, asked: Incoming) -> bool:
        """Whether this is a guest of a shared channel: people of other organisations are there too."""
        return bool(self._trust.tenants and asked.person.tenant and asked.person.tenant not in self._trust.tenants)

    def _request(self, asked: Incoming, text: str) -> Request:
        return Request(
            surface=SURFACE,
            workspace=asked.place.tenant,
            channel=asked.place.id,
            user=asked.person.directory_id or asked.person.id,
            text=text,
            channel_name=asked.place.name,
            lang=asked.lang,
            user_name=asked.person.name,
            admin=asked.person.directory_id in self._admins,
        )

    def _invoke(self, asked: Incoming) -> Served:
        if asked.name == "adaptiveCard/action":
            return Served(body=self._press(asked))
        return Served(501)

    def _press(self, asked: Incoming) -> Json:
        """A button with a command line, which counts as typed by the one who pressed it."""
        action = asked.value.get("action")
        data = action.get("data") if isinstance(action, dict) and action.get("verb") == RUN else None
        line = _line(data) if isinstance(data, dict) else None
        if line is None or not isinstance(data, dict):
            told = word(asked.lang, "teams.old_button")
            return {"statusCode": 400, "type": ERROR_TYPE, "value": {"code": "BadRequest", "message": told}}
        if not self._first(asked):
            return _told(asked, "teams.again")
        work = self._workers.submit(self._reply, asked, line)
        try:
            reply = work.result(self._quick)
        except Late:
            work.add_done_callback(lambda done: self._follow(asked, done))
            return _told(asked, "teams.working")
        if data.get("replace") is not True or reply.visibility is Visibility.CHANNEL:
            self._workers.submit(self._carry, asked, reply)
            return _told(asked, "teams.answered")
        if reply.announce:
            self._workers.submit(self._answers.announce, asked, reply.announce)
        return {"statusCode": 200, "type": CARD_TYPE, "value": adaptive(reply.card, asked.lang, replace=True)}

    def _follow(self, asked: Incoming, done: "Future[Reply]") -> None:
        """The answer to a button that took longer than anybody waits."""
        if not done.cancelled():
            self._carry(asked, done.result())


def _told(asked: Incoming, key: str) -> Json:
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": word(asked.lang, key)}


def _line(data: Mapping[str, Any]) -> str | None:
    """The command line that a button carries; None for a button that is none of ours."""
    line = data.get("line")
    return line if isinstance(line, str) else None
