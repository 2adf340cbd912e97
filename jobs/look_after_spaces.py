"""Workspaces: tokens renewed before they end, and what a workspace left deleted a set time after it uninstalled us."""

from collections.abc import Callable
from datetime import datetime, timedelta

from jobs.report import Report
from storage.store import Store

KEPT = timedelta(days=30)


def run(store: Store, renew: Callable[[], tuple[int, int]], now: datetime, kept: timedelta = KEPT) -> Report:
    """Renew what ends soon; delete what a workspace left that has been gone for `kept`; forget what is over: ids of events, links to files."""
    renewed, not_renewed = renew()
    forgotten = 0
    for gone in store.spaces.gone_before(now - kept):
        store.spaces.forget(gone.surface, gone.workspace)
        forgotten += 1
    store.seen.forget(now)
    store.downloads.forget(now)
    errors = (f"{not_renewed} token(s) could not be renewed; the log says why",) if not_renewed else ()
    return Report({"renewed": renewed, "forgotten": forgotten}, errors)
