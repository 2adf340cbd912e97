"""Slack's encoding of what people write, undone. Pure."""

import re
from collections.abc import Mapping
from typing import Any

_ENCODED = re.compile(r"<([^<>]*)>")
_LINK = re.compile(r"https?://[^\s<>|\"]+")
_MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|([^<>]*))?>")


def typed(text: str) -> str:
    """What the person typed, given Slack's encoding of it: `<#C1|trade>` is #trade, `<https://x|label>` is https://x."""
    plain = _ENCODED.sub(lambda found: _decoded(found[1]), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def first_link(message: dict[str, Any]) -> str:
    """The first address in a message or in what is attached to it, empty where there is none."""
    attached = [one for one in message.get("attachments") or [] if isinstance(one, dict)]
    texts = [message.get("text"), *(one.get(name) for one in attached for name in ("from_url", "title_link", "text"))]
    found = next((link for text in texts if isinstance(text, str) and (link := _LINK.search(text))), None)
    return found[0].rstrip(").,").replace("&amp;", "&") if found else ""


def _decoded(inner: str) -> str:
    target, _, label = inner.partition("|")
    if target[:1] in ("@", "#"):
        return target[0] + (label.lstrip("@#") or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    # Slack makes a link of a bare domain (yna.co.kr) and of an address; the person typed the label.
    bare = target == f"http://{label}" and "/" not in label
    return label if bare or (target.startswith("mailto:") and label) else target


def mentions(text: str, bot: str = "") -> Mapping[str, str]:
    """The ids behind `@name` and `#name` as receive.typed writes them, but the bot's. A name that two share names nobody."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for sign, id, label in _MENTION.findall(text):
        name = sign + (label.lstrip("@#") or id)
        if found.setdefault(name, id) != id:
            twice.add(name)
    return {name: id for name, id in found.items() if name not in twice and id != bot}
