"""Topics

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_reach",
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("below", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_topic_reach")),
    )


def downgrade() -> None:
    op.drop_table("topic_reach")
