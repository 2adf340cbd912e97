"""What Teams waits for an answer to: buttons, dialogs, the message extension. Values in, the body of the answer out."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as Late
from typing import Any, Protocol

from bot.commands.request import Reply, Visibility
from bot.teams.activity import Incoming, Json
from bot.teams.dialog import DO, SUBMIT, filled, form_card, opened, result, seen
from bot.teams.extension import Extension
from bot.teams.render import CARD_TYPE, FORM, RUN, adaptive, open_button
from core.card import say
from core.form import Filled
from core.wording import say as word

log = logging.getLogger(__name__)

MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
ERROR_TYPE = "application/vnd.microsoft.error"


class Desk(Protocol):
    """What serves commands: bot/teams/receive.py."""

    def reply(
        self,
        asked: Incoming,
        text: str,
        *,
        filled: Filled | None = None,
        submitted: bool = False,
        seen: Filled | None = None,
    ) -> Reply:
        """The reply to a line or a form. Never raises."""
        ...

    def carry(self, asked: Incoming, reply: Reply) -> None:
        """Bring a reply to its people."""
        ...

    def accompany(self, asked: Incoming, reply: Reply) -> None:
        """Bring what goes with an answer."""
        ...

    def first(self, asked: Incoming) -> bool:
        """Whether this was not seen before."""
        ...


class Invokes:
    """Answers invokes. What takes longer than `quick` seconds is answered by a message instead."""

    def __init__(
        self,
        desk: Desk,
        workers: Executor,
        extension: Extension,
        consent: Callable[[Incoming], Json],
        quick: float,
    ) -> None:
        self._desk, self._workers, self._extension, self._quick = desk, workers, extension, quick
        self._by_name: Mapping[str, Callable[[Incoming], Json | None]] = {
            "adaptiveCard/action": self._press,
            "task/fetch": self._open,
            "task/submit": self._submit,
            "composeExtension/query": lambda asked: self._extension.found(asked),
            "composeExtension/fetchTask": self._summarise,
            "composeExtension/submitAction": self._summarise,
            "fileConsent/invoke": consent,
        }

    def __call__(self, asked: Incoming) -> Json | None:
        """The body of the answer; None for an invoke that is none of ours."""
        answer = self._by_name.get(asked.name)
        return answer(asked) if answer else None

    def _press(self, asked: Incoming) -> Json:
        """A button with a command line, which counts as typed by the one who pressed it."""
        action = asked.value.get("action")
        data = action.get("data") if isinstance(action, dict) and action.get("verb") == RUN else None
        line = data.get("line") if isinstance(data, dict) else None
        if not isinstance(line, str) or not isinstance(data, dict):
            told = word(asked.lang, "teams.old_button")
            return {"statusCode": 400, "type": ERROR_TYPE, "value": {"code": "BadRequest", "message": told}}
        if not self._desk.first(asked):
            return _told(asked, "teams.again")
        reply = self._in_time(asked, line)
        if reply is None:
            return _told(asked, "teams.working")
        if data.get("replace") is not True or reply.visibility is Visibility.CHANNEL:
            self._workers.submit(self._desk.carry, asked, reply)
            return _told(asked, "teams.answered")
        self._accompany(asked, reply)
        drawn = adaptive(reply.card, asked.lang, replace=True, form=open_button(reply.form))
        return {"statusCode": 200, "type": CARD_TYPE, "value": drawn}

    def _accompany(self, asked: Incoming, reply: Reply) -> None:
        if reply.announce or reply.file:
            self._workers.submit(self._desk.accompany, asked, reply)

    def _follow(self, asked: Incoming, done: "Future[Reply]") -> None:
        """The answer to a button that took longer than anybody waits."""
        if not done.cancelled():
            self._desk.carry(asked, done.result())

    def _open(self, asked: Incoming) -> Json:
        """A dialog with a form, or what there is to say where it cannot be had."""
        form = _data(asked).get(FORM)
        reply = self._desk.reply(asked, form if isinstance(form, str) else "", filled={})
        if reply.form is None:
            return result(reply.card, asked.lang)
        return opened(form_card(reply.form, asked.lang), reply.form.title)

    def _submit(self, asked: Incoming) -> Json:
        """A form filled in: counted or checked, it comes back; carried out, the dialog says what came of it."""
        data = _data(asked)
        submitted = data.get(DO) == SUBMIT and self._desk.first(asked)
        form = data.get(FORM)
        shown = seen(data)
        reply = self._desk.reply(
            asked, form if isinstance(form, str) else "", filled=filled(data), submitted=submitted, seen=shown
        )
        if reply.form is not None:
            return opened(form_card(reply.form, asked.lang, shown), reply.form.title)
        self._accompany(asked, reply)
        return result(reply.card, asked.lang)

    def _summarise(self, asked: Incoming) -> Json:
        """The message extension's action: the summary of the link of a message, or of one that is asked for."""
        url = self._extension.link(asked)
        if not url:
            return self._extension.ask(asked)
        reply = self._in_time(asked, f"summary {url}")
        return result(reply.card if reply else say(word(asked.lang, "teams.working")), asked.lang)

    def _in_time(self, asked: Incoming, line: str) -> Reply | None:
        """The reply to a line, None where it takes too long; then it comes as a message."""
        work = self._workers.submit(self._desk.reply, asked, line)
        try:
            return work.result(self._quick)
        except Late:
            work.add_done_callback(lambda done: self._follow(asked, done))
            return None


def _data(asked: Incoming) -> Mapping[str, Any]:
    data = asked.value.get("data")
    return data if isinstance(data, dict) else {}


def _told(asked: Incoming, key: str) -> Json:
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": word(asked.lang, key)}
