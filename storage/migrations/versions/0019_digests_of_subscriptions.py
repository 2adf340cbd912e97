"""Digests of single subscriptions

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest_at", storage.models.Utc(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("digest_date", AutoString(), nullable=True))
        batch_op.create_index(batch_op.f("ix_subscription_digest_at"), ["digest_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_digest_at"))
        batch_op.drop_column("digest_date")
        batch_op.drop_column("digest_at")
