"""What a command line that somebody types may go on to be: verbs, then topics, options and their values. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bot.commands.table import BY_VERB, OPTIONS, WORDS
from core.catalogue import Catalogue, names
from core.model import Sensitivity, Tier
from core.text import fold

SHOWN = 12
# Verbs whose subject is a topic, or may be.
WITH_TOPIC = frozenset(("subscribe", "unsubscribe", "latest", "search", "preview", "brief", "calendar", "topics"))
VALUES: dict[str, Sequence[str]] = {
    "lang": ("ko", "en", "zh", "ja"),
    "from": tuple(Tier),
    "sensitivity": tuple(Sensitivity),
    "since": ("7d", "30d", "90d"),
    "days": ("30", "90"),
    "next": ("30d", "90d"),
    "share": ("yes",),
}


def complete(line: str, catalogue: Catalogue) -> list[str]:
    """Whole lines that begin with what is typed, up to its last word, the likeliest first."""
    head, _, last = line.lstrip().rpartition(" ")
    if not head:
        return list(islice((word for word in _verbs() if word.startswith(last.casefold())), SHOWN))
    verb = WORDS.get(head.split(" ", 1)[0].casefold())
    if verb is None:
        return []
    found = (f"{head} {word}" for word in _words(verb, last, catalogue))
    return list(islice(dict.fromkeys(found), SHOWN))


def _verbs() -> Iterable[str]:
    """The verbs themselves before their other names."""
    return dict.fromkeys((*BY_VERB, *WORDS))


def _words(verb: str, last: str, catalogue: Catalogue) -> Iterator[str]:
    option, colon, value = last.partition(":")
    if colon and option in OPTIONS[verb]:
        done, comma, typed = value.rpartition(",")
        yield from (f"{option}:{done}{comma}{one}" for one in VALUES.get(option, ()) if one.startswith(typed))
        return
    if verb in WITH_TOPIC:
        yield from _topics(last, catalogue)
    yield from (f"{option}:" for option in OPTIONS[verb] if last and option.startswith(last))


def _topics(last: str, catalogue: Catalogue) -> Iterator[str]:
    """Ids that begin so, then those of topics with a name that does."""
    wanted = fold(last)
    yield from (id for id in catalogue.topics if id.startswith(last.casefold()))
    if wanted:
        yield from (t.id for t in catalogue.topics.values() if any(fold(name).startswith(wanted) for name in names(t)))
