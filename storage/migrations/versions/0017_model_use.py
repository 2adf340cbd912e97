"""What a language model was asked for, and what became of its answers

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_use",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("at", storage.models.Utc(timezone=True), nullable=False),
        *(
            sa.Column(name, AutoString(), nullable=False)
            for name in ("surface", "workspace", "purpose", "item", "model")
        ),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("shortfall", AutoString(), nullable=True),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("dropped", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_model_use")),
    )
    op.create_index(op.f("ix_model_use_at"), "model_use", ["at"])


def downgrade() -> None:
    op.drop_table("model_use")
