"""Alembic's folder: one file a revision, applied by storage/migrate.py."""
