"""Search over items, versions of topics, feedback

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.models
from core.model import Item
from core.search import entry
from storage.search import CREATE, TABLE, write_entries

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    op.create_table(
        "topic_version",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("topic", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", storage.models.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_topic_version")),
        sa.UniqueConstraint("topic", "version", name=op.f("uq_topic_version_topic_version")),
    )
    op.create_table(
        "feedback",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("channel_key", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("topic", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel_key"], ["channel.key"], name=op.f("fk_feedback_channel_key_channel")),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_feedback_item_key_item")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_feedback")),
        sa.UniqueConstraint(
            "channel_key", "item_key", "topic", "by", name=op.f("uq_feedback_channel_key_item_key_topic_by")
        ),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_item_key"), ["item_key"], unique=False)
        batch_op.create_index("ix_feedback_topic", ["topic", "at"], unique=False)

    op.create_table(
        "topic_learning",
        sa.Column("topic", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("mode", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("model", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", storage.models.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_topic_learning")),
    )
    connection = op.get_bind()
    for statement in CREATE[connection.dialect.name]:
        op.execute(statement)
    _fill(connection)


def _fill(connection: sa.Connection) -> None:
    """Make what is stored findable, a batch after the other: a database may hold more text than memory."""
    page = sa.text("SELECT key, title, body FROM item WHERE key > :after ORDER BY key LIMIT :count")
    after = 0
    while rows := connection.execute(page, {"after": after, "count": BATCH}).all():
        write_entries(connection, [entry(Item("", title, body, key=key)) for key, title, body in rows])
        after = rows[-1].key


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_table("topic_learning")
    op.drop_table("feedback")
    op.drop_table("topic_version")
