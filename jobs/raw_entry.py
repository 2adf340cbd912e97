"""What every reader of feeds hands on: the publisher's own strings, nothing decided yet."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class RawEntry:
    """An entry's strings, empty where it has none. `body` and `summary` are HTML, `base` is the address links start from."""

    id: str = ""
    title: str = ""
    link: str = ""
    published: str = ""
    updated: str = ""
    summary: str = ""
    body: str = ""
    lang: str = ""
    base: str = ""


@dataclass(slots=True)
class RawFeed:
    """A feed's own strings with its entries in their order. `dated` says that their dates are ISO 8601 in UTC already."""

    title: str = ""
    link: str | None = None
    lang: str | None = None
    entries: list[RawEntry] = field(default_factory=list)
    dated: bool = False
