"""How the installation fares, whether its settings are right, who changed what, and what there is to be found here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import Query
from fastapi.responses import Response
from starlette.requests import Request as WebRequest

from bot.console.frame import Desk
from bot.console.people import Role
from core.roles import Change

SPANS = (30, 90, 365)
READ, SHOWN = 5_000, 200

# Each page by what it is for, in the order in which a newcomer needs them.
GUIDE = {
    "start": (("subscribe", "/form/subscribe?channel={channel}"), ("settings", "/form/settings?channel={channel}"), ("chat", "/")),
    "read": (("items", "/items"), ("brief", "/brief"), ("address", "/alert-address?channel={channel}")),
    "tune": (
        ("topics", "/topics"), ("new", "/topics/new"), ("trends", "/topics/trends"), ("unmatched", "/topics/unmatched"), ("feeds", "/feeds"),
    ),
    "check": (
        ("why", "/deliveries/why"), ("deliveries", "/deliveries"), ("pace", "/deliveries/pace"), ("audit", "/audit"), ("status", "/status"),
        ("api", "/api"),
    ),
}  # fmt: skip

Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class AdminPages:
    """The status page with the settings check, the audit log, and the guide to all pages."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {("GET", "/status"): self.status, ("GET", "/audit"): self.audit, ("GET", "/guide"): self.guide}

    def guide(self, request: WebRequest) -> Response:
        """What can be done here, and where."""
        channels = self.desk.store.console.channels()
        channel = quote(channels[0].address, safe="") if channels else ""
        groups = {
            group: [(name, path.format(channel=channel)) for name, path in pages if channels or "{" not in path]
            for group, pages in GUIDE.items()
        }
        return self.desk.answer(request, "guide.html", "guide", groups=groups)

    def status(self, request: WebRequest, check: bool = False) -> Response:
        """How the installation fares: its figures, what the jobs last did, and where asked for the settings check.

        That one asks other machines, such as Slack, so it is not made by merely opening the page.
        """
        checks = None
        if check:
            self.desk.allow(request, Role.ADMIN)
            checks = self.desk.tools.checks()
        return self.desk.answer(
            request, "status.html", "status",
            card=self.desk.status(self.desk.lang(request)), checks=checks, runs=self.desk.store.runs.all(),
            stops=self.desk.store.deliveries.stops(),
        )  # fmt: skip

    def audit(self, request: WebRequest, q: Text = "", days: int = 30) -> Response:
        """Who changed what in all workspaces, the newest first. For administrators of the installation only."""
        self.desk.allow(request, Role.ADMIN)
        days = days if days in SPANS else SPANS[0]
        wanted = q.casefold().strip()
        found = self.desk.store.audit.everything(since=self.desk.clock() - timedelta(days=days), limit=READ)
        changes = [change for change in found if wanted in _told(change).casefold()]
        return self.desk.answer(
            request, "audit.html", "audit", changes=changes[:SHOWN], more=max(0, len(changes) - SHOWN), q=q, days=days, spans=SPANS
        )  # fmt: skip


def _told(change: Change) -> str:
    """All that an entry says, for finding it."""
    place, pairs = change.place, (*change.before.items(), *change.after.items())
    who = f"{change.user.id} {change.user.name} {change.approved_by} {change.verb}"
    return f"{who} {place.surface} {place.workspace} {place.channel} {place.name} {' '.join(map(' '.join, pairs))}"
