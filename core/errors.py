"""The one exception tree.

Every error says two things apart: `user` is what a person may read (what happened, what to do), `str(error)` is for the
log and carries the ids it is about. Neither ever holds a secret.
"""

from unicodedata import east_asian_width


class PolicywireError(Exception):
    """Base of every error this product raises on purpose."""

    def __init__(self, message: str, *, user: str | None = None) -> None:
        super().__init__(message)
        self.user = user or message


class SettingError(PolicywireError):
    """A setting is missing or wrong; the message names it and says how to mend it."""


class DataFileError(PolicywireError):
    """A topics or feeds file is broken; the message names file, line and field."""

    def __init__(self, path: str, line: int | None, field: str | None, problem: str) -> None:
        place = path if line is None else f"{path}:{line}"
        super().__init__(f"{place}: {field}: {problem}" if field else f"{place}: {problem}")
        self.path, self.line, self.field, self.problem = path, line, field, problem


class StorageError(PolicywireError):
    """The database cannot be used as it is (unreachable, or newer than this code)."""


class SourceError(PolicywireError):
    """A feed or a document could not be read. `code` is a stable short name for status pages and tests."""

    def __init__(self, code: str, message: str, *, user: str | None = None) -> None:
        super().__init__(message, user=user)
        self.code = code


class QueryError(PolicywireError):
    """A query is malformed or refused.

    `position` is the 0-based code point in `text` where it went wrong; `repair` is a query that would be accepted, if
    one suggests itself.
    """

    def __init__(
        self, text: str, position: int, problem: str, repair: str | None = None, *, korean: str | None = None
    ) -> None:
        self.text, self.position, self.problem, self.repair = text, position, problem, repair
        self.korean = korean or problem
        super().__init__(problem, user=self.pointed())

    def pointed(self, lang: str = "en") -> str:
        """Three lines: the query, a caret under the position (a CJK sign is two columns wide), the problem with its repair."""
        columns = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in self.text[: self.position])
        lines = [self.text, " " * columns + "^", self.korean if lang == "ko" else self.problem]
        if self.repair and lang == "ko":
            lines[-1] += f" 이런 뜻인가요? {self.repair}"
        elif self.repair:
            lines[-1] += f" Did you mean {self.repair}"
            lines[-1] += "" if self.repair.endswith("?") else "?"
        return "\n".join(lines)


class CommandError(PolicywireError):
    """A chat command cannot be carried out; `user` is the answer to its sender."""
