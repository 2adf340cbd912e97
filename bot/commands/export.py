"""A brief or a calendar as a file in the channel: `export:docx`, `export:md`, `export:ics`."""

import re
from hashlib import sha256

from bot.commands.context import Context
from bot.commands.replies import answer, text
from bot.commands.request import Reply
from core.card import Attachment, say
from core.errors import CommandError
from core.model import Rank

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA = {"docx": DOCX, "md": "text/markdown; charset=utf-8", "ics": "text/calendar; charset=utf-8"}
_NAME = re.compile(r"[^\w-]+")
LONGEST_NAME = 60


def wanted(context: Context, kinds: tuple[str, ...]) -> str:
    """The kind of file that the line asks for, empty for none. Raises CommandError for another one."""
    given = context.line.options.get("export", "").strip().casefold()
    if given and given not in kinds:
        user = context.say("bad_option", word="export", form=", ".join(kinds), value=given[:40])
        raise CommandError("bad export", user=user)
    return given


def sent(context: Context, kind: str, title: str, data: bytes) -> Reply:
    """The file on its way into the channel, and the caller told so."""
    name = f"{_NAME.sub('-', title)[:LONGEST_NAME].strip('-') or 'policywire'}.{kind}"
    by = context.request.user_name
    told = f"{title} · {context.say('shared_by', user=by)}" if by else title
    # The same file asked for twice in a moment, as by a press that was repeated, is one.
    dedupe = f"export:{context.now:%Y-%m-%dT%H:%M}:{sha256(data).hexdigest()[:16]}:{kind}"
    file = Attachment(name, MEDIA[kind], data, title)
    context.store.ledger.post(context.channel, dedupe, say(told), context.now, Rank.ANSWER, file)
    return answer(text(context.say("export.sent", name=name)))
