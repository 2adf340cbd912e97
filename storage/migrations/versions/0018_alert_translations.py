"""Translations of what alerts show

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translation",
        sa.Column("item_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("lang", AutoString(), nullable=False),
        sa.Column("model", AutoString(), nullable=False),
        sa.Column("originals", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_key"], ["item.key"], name=op.f("fk_translation_item_key_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_key", "revision", "lang", name=op.f("pk_translation")),
    )


def downgrade() -> None:
    op.drop_table("translation")
