"""The product's forms (core/form.py) as pages: subscribing and settings, with what the answers so far would bring."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.commands.forms import IDS
from bot.commands.request import Request, Visibility
from bot.console.frame import Desk, only_looks
from bot.console.frame import Form as Posted
from bot.console.people import Role
from bot.console.receive import SURFACE, Values
from bot.console.render import chat_path
from core.form import Form
from core.model import Channel

# What the form showed when it was opened goes with it, under the field's name after this.
SEEN = "seen."


@dataclass(frozen=True)
class FormPages:
    """One page for each form."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {("GET", "/form/{id}"): self.opened, ("POST", "/form/{id}"): self.filled}

    def opened(self, request: WebRequest, id: str, channel: str = "") -> Response:
        """A new form for a channel."""
        place = self._channel(id, channel)
        return self._drawn(request, self._asked(request, place, id, Values()), place)

    def filled(self, request: WebRequest, id: str, form: Posted, channel: str = "") -> Response:
        """The form again with what its answers would bring, or where it was submitted what came of it."""
        self.desk.require(request, form, Role.EDITOR)
        place = self._channel(id, channel)
        asked = self._asked(request, place, id, form)
        if form.first("do") != "submit" or only_looks(request):
            return self._drawn(request, asked, place, form)
        reply = self.desk.carried_out(replace(asked, submitted=True))
        if reply.form:
            return self._page(request, reply.form, place, form, 400)
        post, now = self.desk.store.console.post, self.desk.clock()
        post(place, reply.card, now, line=id, private=reply.visibility is not Visibility.CHANNEL)
        if reply.announce:
            post(place, reply.announce, self.desk.clock())
        return RedirectResponse(chat_path(place) + "#line", 303)

    def _asked(self, request: WebRequest, channel: Channel, id: str, form: Values) -> Request:
        person = self.desk.visit(request).person
        names = [name for name in form if name not in ("token", "do")]
        filled = {name: _given(form[name]) for name in names if not name.startswith(SEEN)}
        seen = {name.removeprefix(SEEN): _given(form[name]) for name in names if name.startswith(SEEN)}
        return Request(
            SURFACE, channel.workspace, channel.address, person.id, id, channel_name=channel.name,
            lang=self.desk.page(request, "", channel).lang, user_name=person.name, admin=person.role >= Role.ADMIN,
            filled=filled, seen=seen or None,
        )  # fmt: skip

    def _drawn(self, request: WebRequest, asked: Request, channel: Channel, form: Values | None = None) -> Response:
        reply = self.desk.carried_out(asked)
        if reply.form is None:
            return self.desk.answer(request, "told.html", "chat", card=reply.card, channel=channel)
        return self._page(request, reply.form, channel, form or Values())

    def _page(self, request: WebRequest, form: Form, channel: Channel, posted: Values, status: int = 200) -> Response:
        seen = {name: posted[name] for name in posted if name.startswith(SEEN)}
        shown = seen or {f"{SEEN}{field.name}": field.value or ("",) for field in form.fields}
        return self.desk.answer(request, "form.html", "chat", status=status, form=form, channel=channel, seen=shown)

    def _channel(self, id: str, address: str) -> Channel:
        found = next((c for c in self.desk.store.console.channels() if c.address == address), None)
        if found is None or id not in IDS:
            raise HTTPException(404)
        return found


def _given(values: tuple[str, ...]) -> tuple[str, ...]:
    """The answers that say something; an empty one only marks that the field was there."""
    return tuple(value for value in values if value)
