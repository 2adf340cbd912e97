"""Sources: leases, marks

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

import storage.models

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hub_lease",
        sa.Column("feed_key", sa.Integer(), nullable=False),
        sa.Column("topic", storage.models.Words(), nullable=False),
        sa.Column("next_at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["feed_key"], ["feed.key"], name=op.f("fk_hub_lease_feed_key_feed")),
        sa.PrimaryKeyConstraint("feed_key", name=op.f("pk_hub_lease")),
    )


def downgrade() -> None:
    op.drop_table("hub_lease")
