"""What a person says when Teams asks whether they want a file: it goes into their OneDrive, or is forgotten."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any

from bot.teams.activity import Incoming, Json, Trust
from bot.teams.answer import Answers
from bot.teams.files import FILE, Files, put, taken
from core.card import say
from core.wording import say as word


class Consent:
    """Answers `fileConsent/invoke`. Putting the file there takes a while, so that comes after the answer."""

    def __init__(
        self, answers: Answers, files: Files, trust: Trust, workers: Executor, first: Callable[[Incoming], bool]
    ) -> None:
        self._answers, self._files, self._trust = answers, files, trust
        self._workers, self._first = workers, first

    def __call__(self, asked: Incoming) -> Json:
        """Take or drop the file. The answer says nothing by itself: a message follows."""
        context, info = (_object(asked.value, name) for name in ("context", "uploadInfo"))
        secret = context.get(FILE)
        secret = secret if isinstance(secret, str) else ""
        if asked.value.get("action") != "accept":
            self._files.drop(secret)
            self._workers.submit(self._answers.tell, asked, say(word(asked.lang, "teams.file_declined")))
        elif self._first(asked):
            self._workers.submit(self._take, asked, secret, dict(info))
        return {}

    def _take(self, asked: Incoming, secret: str, info: Json) -> None:
        file = self._files.find(secret)
        if file is None:
            self._answers.tell(asked, say(word(asked.lang, "teams.file_ended")))
        elif put(file, str(info.get("uploadUrl", "")), self._trust):
            self._files.drop(secret)
            self._answers.show_as_it_is(asked, taken(file, info))
        else:
            failed = word(asked.lang, "teams.file_failed")
            self._answers.tell(asked, self._files.card(file, asked.place, asked.lang, asked.person.known_as, failed))


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}
