"""A command in and its answer out, the same on every surface."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.card import Card
from core.form import Filled, Form
from core.ports import Attachment


class Visibility(StrEnum):
    """Who sees a reply."""

    CALLER = "caller"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Request:
    """One command line as a person sent it, without the leading /policy or mention. Ids are the surface's own.

    The names are what people call the channel and the user, empty where the surface did not say. An empty `lang`
    means that of the channel. `admin`: the surface says that this user administers the workspace. `mentions` are the ids of
    the people (@name) and channels (#name) that the text names; None on a surface where a name is the id.

    With `filled`, `text` is the id of a form (bot/commands/forms.py) and these are the answers so far: the reply is the form
    again, with its note and errors. `submitted` has them carried out, if no error is left. `seen` is what the form showed
    when it was opened, so that only what this person changed is changed.
    """

    surface: str
    workspace: str
    channel: str
    user: str
    text: str
    channel_name: str = ""
    lang: str = ""
    user_name: str = ""
    admin: bool = False
    filled: Filled | None = None
    submitted: bool = False
    seen: Filled | None = None
    mentions: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """`card` answers the caller (or the channel); `announce`, where set, is one public line for the channel.

    `form` is what a surface that can show one opens instead of the card, which says the same for those that cannot. `file` is
    for the caller alone, on surfaces that can hand one over.
    """

    card: Card
    visibility: Visibility = Visibility.CALLER
    announce: Card | None = None
    form: Form | None = None
    file: Attachment | None = None
