"""Which addresses are one article: the canonical form of a link. Not for what is safe to open (`safe_url` of core/text.py)."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

# Parameters that say where a reader came from, never what he reads.
TRACKING = frozenset(
    {
        "cmpid",
        "dclid",
        "fbclid",
        "gclid",
        "igshid",
        "jsessionid",
        "mc_cid",
        "mc_eid",
        "msclkid",
        "phpsessid",
        "ref_src",
        "yclid",
    }
)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_ESCAPE = re.compile("%[0-9a-f]{2}", re.IGNORECASE)
_RESERVED = "%/:@!$&'()*+,;=?[]~"
# An address in which nothing is to be escaped or taken out but, perhaps, parameters. Nearly every one is of this form.
_ORDINARY = re.compile(
    r"https?://(?P<host>[A-Za-z0-9.-]+)(?P<path>(?:/[!$&-:=@-\[\]_a-z~]*)?)(?:\?(?P<query>[!$&-:=?-\[\]_a-z~]*))?"
)


def canonical_link(url: str) -> str:
    """The address under which one article is one item: no fragment, tracking, session, default port, scheme, closing slash.

    Parameters keep their order and their bytes: boards in EUC-KR tell their articles apart by escapes that are no UTF-8.
    """
    if ordinary := _ORDINARY.fullmatch(url):
        host, path, query = ordinary.groups()
        return f"https://{host.lower()}{path.rstrip('/')}{_telling(query) if query else ''}"
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    path = _SESSION.sub("", parts.path).rstrip("/")
    return urlunsplit(("https", host + port, _escaped(path), "", "")) + _escaped(_telling(parts.query))


def is_front_page(link: str) -> bool:
    """Whether the address is that of a whole site."""
    if ordinary := _ORDINARY.fullmatch(link):
        return not ordinary["path"].strip("/") and not ordinary["query"]
    parts = urlsplit(link)
    return not parts.path.strip("/") and not parts.query


def _telling(query: str) -> str:
    """The part of the address with the parameters that say what is read, and nothing where there are none."""
    told = "&".join(part for part in query.split("&") if part and not _is_tracking(part.partition("=")[0]))
    return f"?{told}" if told else ""


def _escaped(text: str) -> str:
    """Every sign outside ASCII as an escape, and every escape in capitals: two spellings of one address."""
    return _ESCAPE.sub(lambda match: match.group().upper(), quote(text, safe=_RESERVED))


def _is_tracking(name: str) -> bool:
    return name.lower().startswith("utm_") or name.lower() in TRACKING
