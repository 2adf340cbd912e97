"""Alembic's entry: the connection comes from storage/migrate.py, the tables from storage/models.py and storage/ledger_rows.py."""

from alembic import context

from storage.ledger_rows import metadata
from storage.migrate import is_modelled

connection = context.config.attributes["connection"]
# SQLite cannot alter a column in place; batch mode copies the table instead.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, include_name=is_modelled)
with context.begin_transaction():
    context.run_migrations()
