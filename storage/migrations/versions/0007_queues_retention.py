"""Queues, retention

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FAILED = sa.text("state = 'failed'")


def upgrade() -> None:
    op.create_table(
        "alarm",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("since", storage.models.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alarm")),
    )
    op.create_index("ix_delivery_failed", "delivery", ["key"], sqlite_where=FAILED, postgresql_where=FAILED)


def downgrade() -> None:
    op.drop_index("ix_delivery_failed", "delivery")
    op.drop_table("alarm")
