"""`policywire deliveries …`: what was sent and what waits, and what an administrator may do about it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from app.groups import LIST, ListByDefault
from app.start import settings as _settings
from core.model import Delivery, DeliveryState

if TYPE_CHECKING:
    from storage.store import Store

# storage.deliveries.EVERYTHING, written out: importing it would cost every other command half a second.
EVERYTHING = "*"

Keys = Annotated[list[int], typer.Argument(help="The numbers of deliveries, as the list shows them.")]
Scope = Annotated[str, typer.Argument(help="A surface with a workspace, such as slack:T0123; everything without.")]

cli = typer.Typer(
    cls=ListByDefault,
    rich_markup_mode=None,
    help="What was sent and what waits; «policywire deliveries held failed» shows only those.",
)


@cli.command(LIST, short_help="The newest deliveries.")
def listed(
    states: Annotated[list[DeliveryState] | None, typer.Argument(help="Only these states.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many.")] = 50,
) -> None:
    """The newest deliveries, one a line: number, state, attempts, channel, what it is about, why it is not sent."""
    from app.database import reading_store

    with reading_store(_settings()) as store:
        for line in overview(store, states or [], limit):
            typer.echo(line)


@cli.command(short_help="All that is known of deliveries.")
def show(keys: Keys) -> None:
    """All that is known of deliveries. Exit status 1 where one is not there."""
    from app.database import reading_store

    with reading_store(_settings()) as store:
        found = {key: store.deliveries.by_key(key) for key in keys}
    for key, delivery in found.items():
        for line in details(delivery) if delivery else [f"there is no delivery {key}"]:
            typer.echo(line)
    raise typer.Exit(0 if all(found.values()) else 1)


@cli.command(short_help="Send held or failed ones after all.")
def retry(keys: Keys) -> None:
    """Have held, failed or dropped deliveries sent after all. Exit status 1 where one is in another state."""
    from app.database import reading_store
    from app.wiring import clock

    with reading_store(_settings()) as store:
        done = {key: store.deliveries.retry(key, clock()) for key in keys}
    _tell(done, "will be sent", "is not held, failed or dropped")


@cli.command(short_help="Never send these.")
def drop(keys: Keys) -> None:
    """Never send these. Exit status 1 where one is finished, or on its way this moment."""
    from app.database import reading_store
    from app.wiring import clock

    with reading_store(_settings()) as store:
        done = {key: store.deliveries.drop(key, "an administrator", clock()) for key in keys}
    _tell(done, "will not be sent", "is finished, or on its way this moment")


@cli.command(short_help="Stop all sending; what comes waits.")
def stop(scope: Scope = EVERYTHING) -> None:
    """Stop all sending at once, in all processes; what comes waits. «policywire deliveries start» goes on."""
    from app.database import reading_store
    from app.wiring import clock

    with reading_store(_settings()) as store:
        store.deliveries.stop(scope, "an administrator", clock())
    typer.echo("all sending is stopped" if scope == EVERYTHING else f"sending to {scope} is stopped")


@cli.command(short_help="Go on sending.")
def start(scope: Scope = EVERYTHING) -> None:
    """Go on sending after a stop; what waited goes out, the oldest first. Exit status 1 where nothing was stopped."""
    from app.database import reading_store

    with reading_store(_settings()) as store:
        was_stopped = store.deliveries.go_on(scope)
    typer.echo("sending goes on" if was_stopped else "it was not stopped")
    raise typer.Exit(0 if was_stopped else 1)


def overview(store: "Store", states: list[DeliveryState], limit: int) -> Iterator[str]:
    """What is stopped, then a line a delivery."""
    for scope, since, by in store.deliveries.stops():
        yield f"STOPPED  {'everything' if scope == EVERYTHING else scope} since {since:%Y-%m-%d %H:%M} UTC, by {by}"
    for delivery in store.deliveries.listed(states, limit):
        about = f"#{delivery.item.id}" if delivery.item else delivery.dedupe
        place = f"{delivery.channel.surface}:{delivery.channel.name or delivery.channel.address}"
        yield f"{delivery.key:8}  {delivery.state:10} {delivery.attempt:3}  {place:30}  {about:20}  {delivery.reason or ''}".rstrip()


def details(delivery: Delivery) -> Iterator[str]:
    """A line a fact."""
    item, channel = delivery.item, delivery.channel
    facts = {
        "delivery": delivery.key, "state": delivery.state, "reason": delivery.reason, "class": delivery.rank.name.lower(),
        "channel": f"{channel.surface}:{channel.workspace}:{channel.address} {channel.name}".strip(),
        "about": f"#{item.id} {item.title}" if item else delivery.dedupe, "for": ", ".join(delivery.labels),
        "attempts": delivery.attempt, "created": delivery.created_at, "first attempt": delivery.first_at,
        "next": delivery.next_at if delivery.state in (DeliveryState.PENDING, DeliveryState.UNCERTAIN) else None,
        "held until": delivery.held_until, "uncertain since": delivery.uncertain_since, "sent": delivery.sent_at,
        "message": delivery.message_id,
    }  # fmt: skip
    for name, fact in facts.items():
        if fact not in (None, ""):
            yield f"{name:16} {fact}"


def _tell(done: dict[int, bool], well: str, not_well: str) -> None:
    for key, fine in done.items():
        typer.echo(f"{key} {well if fine else not_well}")
    raise typer.Exit(0 if all(done.values()) else 1)
