"""Topics: the catalogue, a topic with its hits and followers, editing with a preview, what none caught, trends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.console.frame import Desk, Form, only_looks
from bot.console.item_pages import NEEDED
from bot.console.people import Role
from bot.console.topic_form import Edited, edited, fields_of
from bot.console.topic_preview import DAYS, hits_by_day, preview
from core.catalogue import name_in
from core.chart import Series, bars_svg, days_until, filled, lines_svg, sparkline, text_table
from core.model import Subject, SubjectKind, Topic
from core.topics import CATEGORIES, LANGS
from core.wording import say

SPANS = (30, 90)
LINES, ITEMS, UNMATCHED, FOLLOWERS = 6, 15, 60, 50


@dataclass(frozen=True, slots=True)
class Row:
    """A topic in the catalogue: its hits in the last days as a number and a line of blocks, and how many follow it."""

    topic: Topic
    hits: int
    course: str
    followers: int


@dataclass(frozen=True)
class TopicPages:
    """Pages about topics."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page; those with a word of their own come before those with an id."""
        return {
            ("GET", "/topics"): self.topics,
            ("GET", "/topics/trends"): self.trends,
            ("GET", "/topics/unmatched"): self.unmatched,
            ("GET", "/topics/new"): self.new,
            ("POST", "/topics/new"): self.add,
            ("GET", "/topics/{id}"): self.topic,
            ("GET", "/topics/{id}/edit"): self.edit,
            ("POST", "/topics/{id}/edit"): self.save,
        }

    def topics(self, request: WebRequest, q: str = "") -> Response:
        """All topics by category."""
        catalogue, now = self.desk.tools.catalogue, self.desk.clock()
        found = catalogue.search(q[:100]) if q.strip() else list(catalogue.topics.values())
        days = days_until(now.date(), DAYS)
        counts = self.desk.store.listing.per_day_of_topics(self._since(DAYS), NEEDED)
        followers = self.desk.store.subscriptions.followers()
        rows = []
        for topic in found:
            values = filled(counts.get(topic.id, {}), days)
            rows.append(Row(topic, sum(values), sparkline(values), followers.get(topic.id, 0)))
        order = [*CATEGORIES, *sorted({topic.category for topic in found} - set(CATEGORIES))]
        groups = [(name, [row for row in rows if row.topic.category == name]) for name in order]
        return self.desk.answer(
            request, "topics.html", "topics", groups=[g for g in groups if g[1]], q=q, total=len(catalogue.topics), days=DAYS
        )  # fmt: skip

    def topic(self, request: WebRequest, id: str, days: int = SPANS[0]) -> Response:
        """One topic."""
        topic, store, catalogue = self._named(id), self.desk.store, self.desk.tools.catalogue
        days = days if days in SPANS else SPANS[0]
        lang = self.desk.lang(request)
        dates = days_until(self.desk.clock().date(), days)
        counts = filled(hits_by_day(store, id, NEEDED, self._since(days)), dates)
        label = say(lang, "ui.topics.chart", name=name_in(topic, lang), count=sum(counts), days=days)
        subject = Subject(SubjectKind.TOPIC, id)
        return self.desk.answer(
            request, "topic.html", "topics",
            hits=sum(counts), topic=topic, langs=LANGS, days=days, spans=SPANS, label=label, versions=store.topics.history(id)[::-1][:10],
            chart=Markup(bars_svg(dates, counts, label)),  # noqa: S704 - core/chart.py escapes
            parent=catalogue.topics.get(topic.parent or ""), below=[catalogue.topics[c] for c in catalogue.children(topic)],
            related=[catalogue.topics[r] for r in topic.related if r in catalogue.topics],
            followers=store.subscriptions.active(subject, FOLLOWERS), follower_count=store.subscriptions.followers().get(id, 0),
            items=[found.item for found in store.search.matched(subject, ITEMS, score=NEEDED)],
        )  # fmt: skip

    def trends(self, request: WebRequest, days: int = SPANS[0]) -> Response:
        """The topics with most items as lines, and all that had any as a table."""
        days = days if days in SPANS else SPANS[0]
        dates, lang = days_until(self.desk.clock().date(), days), self.desk.lang(request)
        found = self.desk.store.listing.per_day_of_topics(self._since(days), NEEDED)
        topics = self.desk.tools.catalogue.topics
        every = [
            (topics[id], Series(topics[id].name, filled(by_day, dates))) for id, by_day in found.items() if id in topics
        ]
        every.sort(key=lambda pair: (-sum(pair[1].values), pair[0].id))
        series = [one for _, one in every]
        label = say(lang, "ui.trends.label", days=days)
        return self.desk.answer(
            request, "trends.html", "topics",
            days=days, spans=SPANS, lines=every[:LINES], rows=every, label=label,
            chart=Markup(lines_svg(dates, series[:LINES], label)),  # noqa: S704 - core/chart.py escapes
            table=text_table(series[:LINES]), courses={topic.id: sparkline(one.values) for topic, one in every},
        )  # fmt: skip

    def unmatched(self, request: WebRequest) -> Response:
        """Recent items of official sources that no subscription caught, to find a missing topic."""
        store, catalogue = self.desk.store, self.desk.tools.catalogue
        items = store.listing.unmatched(self._since(DAYS), UNMATCHED)
        topics = store.listing.topics_of(items, NEEDED)
        named = {key: [catalogue.topics[t] for t in ids if t in catalogue.topics] for key, ids in topics.items()}
        return self.desk.answer(request, "unmatched.html", "topics", items=items, topics=named, days=DAYS)

    def new(self, request: WebRequest, alias: str = "") -> Response:
        """An empty form."""
        values = fields_of({}) | {"aliases.en": alias[:200]}
        return self._form(request, Edited(values, {}, None, {}), "")

    def edit(self, request: WebRequest, id: str) -> Response:
        """A topic's form."""
        self._named(id)
        part = self.desk.tools.topic_parts().get(id)
        if part is None:
            raise HTTPException(404)
        return self._form(request, Edited(fields_of(part), part, None, {}), id)

    def add(self, request: WebRequest, form: Form) -> Response:
        """Preview a new topic, or make it."""
        return self._filled(request, form, "")

    def save(self, request: WebRequest, id: str, form: Form) -> Response:
        """Preview an edit, or make it."""
        self._named(id)
        return self._filled(request, form, id)

    def _filled(self, request: WebRequest, form: Form, id: str) -> Response:
        self.desk.require(request, form, Role.EDITOR)
        found = edited(form, self.desk.tools.topic_parts(), id)
        saving = form.first("do") == "save" and not only_looks(request)
        if not saving or found.topic is None:
            status = 400 if found.problems and saving else 200
            return self._form(request, found, id, preview_it=True, status=status)
        person = self.desk.visit(request).person
        made = self.desk.store.topics.write({found.topic.id: found.part}, person.id, self.desk.clock())
        before, after = self._versions(made, -1), self._versions(made)
        self.desk.record(request, "topics", before, after)
        self.desk.tools.topics_changed()
        return RedirectResponse(f"/topics/{found.topic.id}", 303)

    def _versions(self, made: Mapping[str, int], more: int = 0) -> dict[str, str]:
        """The audit log's words for these versions, or for those before them; the first one had none before."""
        return {f"topic {id}": f"version {number + more}" for id, number in made.items() if number + more}

    def _form(
        self, request: WebRequest, found: Edited, id: str, *, preview_it: bool = False, status: int = 200
    ) -> Response:
        catalogue, now = self.desk.tools.catalogue, self.desk.clock()
        lang, shown, chart = self.desk.lang(request), None, ""
        if preview_it and found.topic:
            shown = preview(self.desk.store, catalogue, found.topic, NEEDED, now)
            dates = days_until(now.date(), DAYS)
            label = say(lang, "ui.topics.chart", name=name_in(found.topic, lang), count=shown.count, days=DAYS)
            chart = Markup(bars_svg(dates, filled(shown.per_day, dates), label))  # noqa: S704 - core/chart.py escapes
        return self.desk.answer(
            request, "topic_form.html", "topics",
            status=status, id=id, found=found, shown=shown, chart=chart, categories=CATEGORIES, langs=LANGS, days=DAYS,
            parents=[topic for topic in catalogue.topics.values() if topic.id != id],
        )  # fmt: skip

    def _since(self, days: int) -> datetime:
        """The first moment of the oldest day that a chart shows."""
        now = self.desk.clock()
        return datetime.combine(now.date() - timedelta(days=days - 1), time(), now.tzinfo)

    def _named(self, id: str) -> Topic:
        topic = self.desk.tools.catalogue.topics.get(id)
        if topic is None:
            raise HTTPException(404)
        return topic
