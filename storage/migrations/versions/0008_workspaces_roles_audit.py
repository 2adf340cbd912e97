"""Workspaces, roles, audit

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _time(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, storage.models.Utc(timezone=True), nullable=optional)


def _words(name: str) -> sa.Column:
    return sa.Column(name, storage.models.Words(), nullable=False)


def _name(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, AutoString(), nullable=optional)


def _channel(table: str) -> list[sa.Column | sa.ForeignKeyConstraint]:
    key = op.f(f"fk_{table}_channel_key_channel")
    return [
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=key),
    ]


def upgrade() -> None:
    op.create_table(
        "channel_rule",
        *_channel("channel_rule"),
        _name("mode"),
        sa.PrimaryKeyConstraint("channel_key", name=op.f("pk_channel_rule")),
    )
    op.create_table(
        "editor",
        *_channel("editor"),
        _name("user_id"),
        _words("name"),
        _time("since"),
        sa.PrimaryKeyConstraint("channel_key", "user_id", name=op.f("pk_editor")),
    )
    op.create_table(
        "change_request",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        *_channel("change_request"),
        _name("user_id"),
        _words("user_name"),
        _words("line"),
        _name("lang"),
        _time("at"),
        _name("decision", optional=True),
        _words("decided_by"),
        _time("decided_at", optional=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_change_request")),
    )
    op.create_index(op.f("ix_change_request_channel_key"), "change_request", ["channel_key"])
    op.create_table(
        "audit",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        _time("at"),
        _name("surface"),
        _name("workspace"),
        _words("channel"),
        _words("channel_name"),
        _words("user_id"),
        _words("user_name"),
        _name("verb"),
        _words("approved_by"),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_workspace", "audit", ["surface", "workspace", "at"])
    _installations()
    _fates()


def _installations() -> None:
    op.create_table(
        "installation",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        *(_name(name) for name in ("surface", "enterprise", "team")),
        _words("name"),
        *(_name(name) for name in ("app", "bot", "bot_user")),
        _words("scopes"),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("refresh", sa.Text(), nullable=True),
        _time("expires_at", optional=True),
        _time("refreshing_until", optional=True),
        _words("installed_by"),
        _time("installed_at"),
        _time("ended_at", optional=True),
        _words("end_reason"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_installation")),
        sa.UniqueConstraint("surface", "enterprise", "team", name=op.f("uq_installation_surface_enterprise_team")),
    )
    op.create_table(
        "grid_team",
        _name("surface"),
        _name("team"),
        _name("enterprise"),
        sa.PrimaryKeyConstraint("surface", "team", name=op.f("pk_grid_team")),
    )


def _fates() -> None:
    op.create_table(
        "departure",
        _name("surface"),
        _name("workspace"),
        _time("since"),
        _words("reason"),
        sa.PrimaryKeyConstraint("surface", "workspace", name=op.f("pk_departure")),
    )
    op.create_table(
        "channel_fate",
        *_channel("channel_fate"),
        _name("fate"),
        _words("reason"),
        _time("since"),
        sa.PrimaryKeyConstraint("channel_key", name=op.f("pk_channel_fate")),
    )
    op.create_table(
        "seen",
        _name("id"),
        _time("until"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen")),
    )
    op.create_index(op.f("ix_seen_until"), "seen", ["until"])


def downgrade() -> None:
    for table in ("seen", "channel_fate", "departure", "grid_team", "installation"):
        op.drop_table(table)
    for table in ("audit", "change_request", "editor", "channel_rule"):
        op.drop_table(table)
