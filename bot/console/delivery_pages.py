"""Deliveries: the ledger from item to message, what is held or failed, pace, and why a channel did not get something."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Path, Query
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.commands.request import Request
from bot.console.frame import Desk, Form
from bot.console.people import Role
from core.model import Channel, DeliveryState
from storage.trail import Entry

SHOWN = 50
RETRIED = (DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.SUPPRESSED)
DROPPED = (DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.UNCERTAIN)
LONGEST_KEY = 2**31 - 1

Key = Annotated[int, Query(ge=0, le=LONGEST_KEY)]
Number = Annotated[int, Path(ge=1, le=LONGEST_KEY)]
Text = Annotated[str, Query(max_length=2_000)]


@dataclass(frozen=True)
class DeliveryPages:
    """Pages about deliveries."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {
            ("GET", "/deliveries"): self.deliveries,
            ("GET", "/deliveries/why"): self.why,
            ("GET", "/deliveries/pace"): self.pace,
            ("GET", "/deliveries/{key}"): self.delivery,
            ("POST", "/deliveries/{key}/retry"): self.retry,
            ("POST", "/deliveries/{key}/drop"): self.drop,
        }

    def deliveries(self, request: WebRequest, state: str = "", channel: Key = 0, before: Key = 0) -> Response:
        """The newest deliveries, of a state and of a channel where they are given."""
        store = self.desk.store
        states = [DeliveryState(state)] if state in set(DeliveryState) else []
        entries = store.trail.entries(states, channel, SHOWN + 1, before)
        return self.desk.answer(
            request, "deliveries.html", "deliveries",
            entries=entries[:SHOWN], following=entries[SHOWN - 1].key if len(entries) > SHOWN else 0,
            counts=store.deliveries.counts(), states=list(DeliveryState), state=state if states else "", channel=channel,
            channels=store.trail.channels(), retried=RETRIED, dropped=DROPPED, oldest=store.deliveries.oldest_open(),
        )  # fmt: skip

    def delivery(self, request: WebRequest, key: Number) -> Response:
        """One delivery: what it says, what it answers, how far it got."""
        entry = self._entry(key)
        item = self.desk.store.items.by_id(entry.item) if entry.item else None
        steps = [one for one in self.desk.store.trail.of_item(item) if one.delivery == key] if item else []
        return self.desk.answer(
            request, "delivery.html", "deliveries", entry=entry, steps=steps, retried=RETRIED, dropped=DROPPED
        )

    def retry(self, request: WebRequest, key: Number, form: Form) -> Response:
        """Have a held, failed or dropped one sent after all."""
        self.desk.require(request, form, Role.ADMIN)
        before = self._entry(key)
        if self.desk.store.deliveries.retry(key, self.desk.clock()):
            self._record(request, "retry", before)
        return RedirectResponse(f"/deliveries/{key}", 303)

    def drop(self, request: WebRequest, key: Number, form: Form) -> Response:
        """Never send one that waits."""
        self.desk.require(request, form, Role.ADMIN)
        before = self._entry(key)
        if self.desk.store.deliveries.drop(key, self.desk.visit(request).person.id, self.desk.clock()):
            self._record(request, "drop", before)
        return RedirectResponse(f"/deliveries/{key}", 303)

    def _record(self, request: WebRequest, verb: str, before: Entry) -> None:
        name, after = f"delivery {before.key}", self._entry(before.key)
        self.desk.record(request, verb, {name: before.state.value}, {name: after.state.value})

    def pace(self, request: WebRequest) -> Response:
        """How each channel's deliveries go."""
        paces = self.desk.store.trail.paces(self.desk.clock() - timedelta(days=1))
        return self.desk.answer(request, "pace.html", "deliveries", paces=paces)

    def why(self, request: WebRequest, link: Text = "", channel: Key = 0) -> Response:
        """Why a channel got an article, or the stage where it stopped: the answer of the command `why`."""
        channels, lang = self.desk.store.trail.channels(), self.desk.lang(request)
        chosen = next((one for one in channels if one.key == channel), None)
        card = None
        if link.strip() and chosen:
            card = self.desk.carried_out(self._asked(request, chosen, link, lang)).card
        return self.desk.answer(
            request, "why.html", "deliveries", link=link, channel=channel, channels=channels, card=card
        )

    def _asked(self, request: WebRequest, channel: Channel, link: str, lang: str) -> Request:
        person = self.desk.visit(request).person
        words = " ".join(link.split())[:2_000]
        return Request(channel.surface, channel.workspace, channel.address, person.id, f"why {words}", lang=lang)

    def _entry(self, key: int) -> Entry:
        found = self.desk.store.trail.entry(key)
        if found is None:
            raise HTTPException(404)
        return found
