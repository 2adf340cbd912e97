"""Alembic's entry: the connection comes from storage/migrate.py, the tables from storage/models.py and the storage/*_rows.py."""

from alembic import context

from storage.migrate import is_modelled
from storage.operation_rows import metadata

connection = context.config.attributes["connection"]
# SQLite cannot alter a column in place; batch mode copies the table instead.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, include_name=is_modelled)
with context.begin_transaction():
    context.run_migrations()
