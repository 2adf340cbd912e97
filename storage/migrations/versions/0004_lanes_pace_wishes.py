"""Lanes, pace, wishes

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
breaks_older = True

OPEN = "state IN ('pending', 'sending', 'uncertain')"
OPEN_BEFORE = "state NOT IN ('sent', 'failed')"
DIGEST = "decision = 'digest' AND delivery_key IS NULL"


def _time(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, storage.models.Utc(timezone=True), nullable=nullable)


def upgrade() -> None:
    _new_tables()
    op.execute("UPDATE delivery SET dedupe = 'item:' || item_key WHERE dedupe IS NULL")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_delivery_open", sqlite_where=sa.text(OPEN_BEFORE), postgresql_where=sa.text(OPEN_BEFORE)
        )
        batch_op.drop_constraint("uq_delivery_channel_key_item_key", type_="unique")
        batch_op.alter_column("dedupe", existing_type=storage.models.Words(), type_=sa.Text(), nullable=False)
        batch_op.add_column(sa.Column("kind", AutoString(), server_default="post", nullable=False))
        batch_op.add_column(sa.Column("rank", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("owner", AutoString(), nullable=True))
        for name in ("held_until", "first_at", "uncertain_since"):
            batch_op.add_column(_time(name))
        batch_op.create_index(
            "ix_delivery_open",
            ["channel_key", "rank", "key"],
            unique=False,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        )
        batch_op.create_index(
            "ix_delivery_held",
            ["held_until"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
    op.execute("UPDATE delivery SET first_at = created_at WHERE attempt > 0")
    op.execute("UPDATE delivery SET uncertain_since = next_at WHERE state = 'uncertain'")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alert_digest",
            ["subscription_key", "key"],
            unique=False,
            sqlite_where=sa.text(DIGEST),
            postgresql_where=sa.text(DIGEST),
        )
    # What was on its way when the process was upgraded goes on, each channel in its lane.
    op.execute(
        "INSERT INTO lane (channel_key, scope, rank, next_at, ready_at) "
        "SELECT c.key, c.surface || ':' || c.workspace, 1, min(d.next_at), min(d.created_at) "
        "FROM delivery d JOIN channel c ON c.key = d.channel_key WHERE d.state IN ('pending', 'sending', 'uncertain') "
        "GROUP BY c.key, c.surface, c.workspace"
    )


def _new_tables() -> None:
    op.create_table(
        "lane",
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("scope", storage.models.Words(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        _time("next_at"),
        _time("ready_at", nullable=False),
        _time("lease_until"),
        sa.Column("owner", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_lane_channel_key_channel")),
        sa.PrimaryKeyConstraint("channel_key", name=op.f("pk_lane")),
    )
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lane_due",
            ["rank", "next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
    op.create_table(
        "pace",
        sa.Column("key", AutoString(), nullable=False),
        _time("next_at", nullable=False),
        _time("closed_until", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pace")),
    )
    op.create_table(
        "schedule",
        sa.Column("name", AutoString(), nullable=False),
        _time("next_at", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
    )
    op.create_table(
        "stop",
        sa.Column("scope", AutoString(), nullable=False),
        _time("since", nullable=False),
        sa.Column("by", storage.models.Words(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_stop")),
    )
    op.create_table(
        "wish",
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("digest", AutoString(), nullable=True),
        sa.Column("quiet", AutoString(), nullable=True),
        sa.Column("cap", sa.Integer(), nullable=True),
        _time("paused_until"),
        _time("digest_at"),
        sa.Column("digest_date", AutoString(), nullable=True),
        _time("offered_at"),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_wish_channel_key_channel")),
        sa.PrimaryKeyConstraint("channel_key", name=op.f("pk_wish")),
    )
    op.create_index(op.f("ix_wish_digest_at"), "wish", ["digest_at"])
    op.create_table(
        "mute",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("what", storage.models.Words(), nullable=False),
        _time("until", nullable=False),
        _time("created_at", nullable=False),
        sa.Column("created_by", storage.models.Words(), nullable=False),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_mute_channel_key_channel")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mute")),
        sa.UniqueConstraint("channel_key", "kind", "what", name=op.f("uq_mute_channel_key_kind_what")),
    )


def downgrade() -> None:
    for table in ("mute", "wish", "stop", "schedule", "pace", "lane"):
        op.drop_table(table)
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index("ix_alert_digest", sqlite_where=sa.text(DIGEST), postgresql_where=sa.text(DIGEST))
    op.execute("UPDATE delivery SET state = 'pending' WHERE state = 'held'")
    op.execute("UPDATE delivery SET state = 'failed' WHERE state = 'suppressed'")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_open", sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
        batch_op.drop_index("ix_delivery_held", sqlite_where=sa.text("state = 'held'"))
        for name in ("uncertain_since", "first_at", "held_until", "owner", "rank", "kind"):
            batch_op.drop_column(name)
        batch_op.alter_column("dedupe", existing_type=sa.Text(), type_=storage.models.Words(), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_delivery_channel_key_item_key"), ["channel_key", "item_key"])
        batch_op.create_index(
            "ix_delivery_open",
            ["channel_key", "key"],
            unique=False,
            sqlite_where=sa.text(OPEN_BEFORE),
            postgresql_where=sa.text(OPEN_BEFORE),
        )
