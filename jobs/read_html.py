"""HTML → a document: the article without navigation, by trafilatura; where it finds none, all visible text."""

import re
from datetime import datetime
from typing import Any

import trafilatura

from core.errors import SourceError
from core.model import Document
from core.text import safe_url, strip_html
from jobs.dates import read_date
from jobs.read_text import decoded, titled

MAX_HTML = 5_000_000
# Finding the article takes up to half a millisecond a tag; with more of them a page is no article, and is read whole.
MAX_TAGS = 30_000

# Pictures that a browser saved into the page.
_EMBEDDED = re.compile(r"data:[\w/+.-]{1,100};base64,[A-Za-z0-9+/=]{100,}")
# The page's own word for its day, without searching its text for anything that looks like a date.
_DATES = {"original_date": True, "extensive_search": False}


def read(data: bytes, name: str) -> Document:
    """Title, site and day are those the page states; they are None, or the first line, where it states none."""
    text = _EMBEDDED.sub("", decoded(data, name))
    if len(text) > MAX_HTML:
        raise SourceError(
            "too-large",
            f"{name}: more than {MAX_HTML} characters of HTML",
            user=f"The page is longer than {MAX_HTML:,} characters. Save its text as .txt.",
        )
    page = article(text) if text.count("<") <= MAX_TAGS else None
    body = (page and page.text) or strip_html(text)
    document = titled(body, title=(page and page.title) or "", published=day(page))
    return Document(
        title=document.title,
        body=document.body,
        publisher=(page and page.sitename) or None,
        published=document.published,
        link=safe_url(page and page.url),
    )


def article(text: str, *, recall: bool = True) -> Any:
    """What trafilatura makes of a page, None where it finds nothing or stumbles: the visible text is still there.

    With `recall` it takes what may belong to the article; without, only what surely does.
    """
    try:
        return trafilatura.bare_extraction(
            text,
            favor_recall=recall,
            include_comments=False,
            with_metadata=True,
            date_extraction_params=_DATES,
        )
    except Exception:  # it walks a hostile tree in pure Python
        return None


def day(page: Any) -> datetime | None:
    """The day that an article states."""
    return read_date(page.date) if page and page.date else None
