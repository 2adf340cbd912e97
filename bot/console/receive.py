"""What the console's forms send → values: the fields of a form, a command as a Request, the name of a new channel.

Pure. Who may send a form at all is decided in guard.py; carrying a command out is the dispatcher's work.
"""

import re
import unicodedata
from urllib.parse import parse_qsl

from bot.commands.request import Request
from bot.console.wording import words
from core.errors import CommandError
from core.model import Channel

SURFACE = "console"
WORKSPACE = "local"
USER = "you"

MAX_FIELDS = 200
MAX_LINE = 4_000
MAX_NAME = 40

# PostgreSQL stores no NUL, and no other control sign can be meant in a command line.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PREFIX = re.compile(r"[/／]\s?policy(?=\s|$)", re.IGNORECASE)
_NAME = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")


class Values(dict[str, tuple[str, ...]]):
    """What was filled in, by the fields' names: core/form.py's Filled, and the first value of a name."""

    def first(self, name: str, default: str = "") -> str:
        """The first value of a name."""
        return next(iter(self.get(name, ())), default)


def form_values(body: bytes) -> Values:
    """The fields of an urlencoded form. What is no such form, or has too many fields, has none."""
    found = Values()
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return found
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found


def typed_line(text: str) -> str:
    """The line as it is shown and kept: one line without control signs. An empty one stands for `/policy` alone."""
    return _CONTROLS.sub(" ", text).strip() or "/policy"


def command(channel: Channel, line: str) -> Request:
    """The Request of a typed line; its leading `/policy` is optional. Raises CommandError where the line is too long.

    Who sits at the machine administers it.
    """
    if len(line) > MAX_LINE:
        raise CommandError(
            f"a console command of {len(line)} characters",
            user=words(channel.lang).too_long.format(length=f"{len(line):,}", limit=f"{MAX_LINE:,}"),
        )
    text = _PREFIX.sub("", line, count=1).strip() if _PREFIX.match(line) else line
    return Request(
        SURFACE,
        channel.workspace,
        channel.address,
        USER,
        text,
        channel_name=channel.name,
        lang=channel.lang,
        admin=True,
    )


def channel_name(text: str, lang: str = "en") -> str:
    """The name of a new channel as people type it: letters and digits of any script, with - and _ between them.

    Capitals, full-width signs, a leading # and blanks are put right. Raises CommandError for the rest.
    """
    name = unicodedata.normalize("NFKC", text[: 4 * MAX_NAME]).strip().removeprefix("#").strip().lower()
    name = re.sub(r"\s+", "-", unicodedata.normalize("NFC", name))
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        raise CommandError("a console channel's name is refused", user=words(lang).bad_name.format(limit=MAX_NAME))
    return name
