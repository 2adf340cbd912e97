"""How the installation fares, and whether its settings are right."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi.responses import Response
from starlette.requests import Request as WebRequest

from bot.console.frame import Desk
from bot.console.people import Role


@dataclass(frozen=True)
class AdminPages:
    """The status page with the settings check."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {("GET", "/status"): self.status}

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
            card=self.desk.status(), checks=checks, runs=self.desk.store.runs.all(),
            stops=self.desk.store.deliveries.stops(),
        )  # fmt: skip
