"""The commands that other programs use: files in, JSON lines out. Their form is a promise (README, «For programs»)."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from core.catalogue import Catalogue
from core.errors import PolicywireError, SourceError
from core.match import Matcher
from core.model import Item, Tier, Topic, Verdict
from core.query import parse as parse_query

QUERY = "query"
FILE_LIMIT = 50_000_000


def parse_files(files: Sequence[Path], *, document: bool, base: str | None) -> int:
    """Print the entries of feeds, or documents. The exit status: 1 where a file could not be read."""
    status = 0
    for file in files:
        try:
            for line in _document_lines(file) if document else _feed_lines(file, base):
                _print(line)
        except BrokenPipeError:
            raise  # nobody reads any more; that is no fault of the file
        except (SourceError, OSError) as error:
            told = error.user if isinstance(error, SourceError) else error.strerror or type(error).__name__
            print(f"policywire: {file}: {told}", file=sys.stderr)
            status = 1
    return status


def match_items(source: str, *, topics: str | None, query: str | None, known: Callable[[], Sequence[Topic]]) -> int:
    """Print the verdicts on items; `known` reads all topics. The exit status: 1 where a line was no item."""
    if query is not None and topics is not None:
        raise PolicywireError("--topics and --query exclude each other; give one of them")
    matcher, chosen = _matcher(topics, query, known)
    status = 0
    for number, text in enumerate(_lines(source), 1):
        try:
            given = json.loads(text)
            item = to_item(given)
        except (ValueError, RecursionError) as error:
            print(f"policywire: {source}:{number}: {error}", file=sys.stderr)
            status = 1
            continue
        _print(_told(given["id"], matcher.match(item, chosen)))
    return status


def to_item(given: Any) -> Item:
    """An item from its JSON object. Raises ValueError that says which field is wrong."""
    if not isinstance(given, dict):
        raise ValueError("a line is one JSON object with at least id and title or body")
    if "id" not in given:
        raise ValueError("id is missing")
    texts = {name: _text(given, name) for name in ("title", "body", "source", "lang", "link", "country", "tier")}
    if texts["tier"] and texts["tier"] not in set(Tier):
        raise ValueError(f"tier is one of {', '.join(Tier)}, not {texts['tier'][:40]!r}")
    return Item(
        id=str(given["id"]),
        title=texts["title"] or "",
        body=texts["body"] or "",
        source=texts["source"] or "",
        lang=texts["lang"],
        link=texts["link"],
        country=texts["country"],
        tier=Tier(texts["tier"]) if texts["tier"] else None,
        published=_moment(_text(given, "published")),
    )


def _matcher(
    topics: str | None, query: str | None, known: Callable[[], Sequence[Topic]]
) -> tuple[Matcher, list[str] | None]:
    if query is not None:
        return Matcher((), [parse_query(query)]), None
    found = known()
    return Matcher(found), None if topics is None else _known_ids(topics, found)


def _known_ids(topics: str, known: Sequence[Topic]) -> list[str]:
    catalogue = Catalogue(known)
    chosen = [topic.strip() for topic in topics.split(",") if topic.strip()]
    for topic in chosen:
        if topic not in catalogue.topics:
            near = catalogue.nearest(topic, 1)
            raise PolicywireError(
                f"there is no topic {topic[:60]!r}; "
                + (f"did you mean {near[0]}?" if near else "«policywire topics» lists them")
            )
    return chosen


def _told(item_id: object, verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """With a query, `query` stands where a topic id would."""
    found = [v for v in verdicts if v.matched]
    evidence = [asdict(e) | {"topic": _name(e.topic)} for v in found for e in v.evidence]
    return {"id": item_id, "topics": [_name(v.subject) for v in found], "evidence": evidence}


def _name(subject: str) -> str:
    return QUERY if subject.startswith("query:") else subject


def _feed_lines(file: Path, base: str | None) -> Iterator[dict[str, Any]]:
    from jobs.parse import parse  # with the libraries for feeds, which `match` need not wait for

    feed = parse(_bytes(file), base=base)
    for entry in feed.entries:
        yield {
            "file": str(file), "id": entry.id, "title": entry.title, "link": entry.link, "published": _stamp(entry.published),
            "updated": _stamp(entry.updated), "summary": entry.summary, "body": entry.body or entry.summary,
            "lang": entry.lang or feed.lang, "source": feed.title,
        }  # fmt: skip


def _document_lines(file: Path) -> Iterator[dict[str, Any]]:
    from jobs import read_document

    document = read_document.read(file)
    yield {
        "file": str(file), "id": document.link or str(file), "title": document.title, "link": document.link,
        "published": _stamp(document.published), "updated": None, "summary": "", "body": document.body,
        "lang": document.lang, "source": document.publisher or "",
    }  # fmt: skip


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        data = stream.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise SourceError("too-large", f"{file} is too large", user=f"it has more than {FILE_LIMIT // 1_000_000} MB")
    return data


def _lines(source: str) -> Iterator[str]:
    """Non-empty lines of a file or of standard input; a wrong byte becomes a sign, not an end."""
    if source == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]  # a pipe is a TextIOWrapper
        yield from _filled(sys.stdin)
        return
    try:
        with Path(source).open(encoding="utf-8-sig", errors="replace", newline="\n") as stream:
            yield from _filled(stream)
    except OSError as error:
        raise PolicywireError(f"cannot read {source}: {error.strerror}") from error


def _filled(stream: TextIO) -> Iterator[str]:
    return (line for line in stream if line.strip())


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is text or null, not {type(value).__name__}")
    return value or None


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"published is an RFC 3339 date, not {text[:40]!r}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _stamp(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _print(line: dict[str, Any]) -> None:
    """One line, in UTF-8 whatever the terminal says; half a surrogate pair stays an escape."""
    text = json.dumps(line, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
