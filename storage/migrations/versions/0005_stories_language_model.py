"""Stories, language model

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNPLACED = "story IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("story", sa.Text(), nullable=True))
        batch_op.create_index("ix_item_story", ["story", "key"], unique=False)
        batch_op.create_index(
            "ix_item_unplaced",
            ["key"],
            unique=False,
            sqlite_where=sa.text(UNPLACED),
            postgresql_where=sa.text(UNPLACED),
        )
    op.create_table(
        "model_spend",
        sa.Column("workspace", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "day", name=op.f("pk_model_spend")),
    )
    op.create_table(
        "model_answer",
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("answer", storage.models.Words(), nullable=False),
        sa.Column("at", storage.models.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_model_answer")),
    )
    op.create_index(op.f("ix_model_answer_at"), "model_answer", ["at"])


def downgrade() -> None:
    op.drop_table("model_answer")
    op.drop_table("model_spend")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index("ix_item_unplaced", sqlite_where=sa.text(UNPLACED), postgresql_where=sa.text(UNPLACED))
        batch_op.drop_index("ix_item_story")
        batch_op.drop_column("story")
