"""`policywire backup` and `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from app.start import settings

File = Annotated[Path, typer.Argument(help="The backup: one file, whatever the database is.")]


def backup(file: File) -> None:
    """Write a backup while everything runs: one file, readable by its owner alone, of the database as it stands now.

    It goes back into SQLite and PostgreSQL alike. It does not hold .env: keep POLICYWIRE_SECRET_KEY elsewhere, without it what
    is encrypted in the backup stays so.  Example:  policywire backup /backups/policywire-$(date +%F).db
    """
    from app.database import reading_store
    from app.progress import shown
    from storage.backup import back_up

    with reading_store(settings()) as store:
        counts = back_up(store.database, file, shown)
    typer.echo(f"{file}: {sum(counts.values())} rows of {len(counts)} tables, {file.stat().st_size / 1e6:.1f} MB")


def restore(file: File) -> None:
    """Bring a backup, also one of an older version, into the empty database that DATABASE_URL names.

    Nothing may run on that database yet. What was to be sent when the backup was made is looked for in its channel before it
    is sent; on surfaces that cannot be asked POLICYWIRE_UNCERTAIN decides.  Example:  policywire restore /backups/policywire.db
    """
    from app.database import open_store
    from app.progress import shown
    from app.wiring import clock
    from storage.backup import restore as bring_back

    store = open_store(settings())
    try:
        counts = bring_back(file, store.database, clock(), shown)
        typer.echo(f"{store.database.place}: {sum(counts.values())} rows of {len(counts)} tables from {file}")
    finally:
        store.database.close()
