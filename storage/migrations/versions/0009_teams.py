"""Teams' conversations

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teams_conversation",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("tenant", AutoString(), nullable=False),
        sa.Column("conversation", storage.models.Words(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("service_url", storage.models.Words(), nullable=False),
        sa.Column("name", storage.models.Words(), nullable=False),
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("person", AutoString(), nullable=False),
        sa.Column("removed_at", storage.models.Utc(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_teams_conversation")),
        sa.UniqueConstraint("tenant", "conversation", name=op.f("uq_teams_conversation_tenant_conversation")),
    )
    op.create_index(op.f("ix_teams_conversation_team"), "teams_conversation", ["team"])
    op.create_index(op.f("ix_teams_conversation_person"), "teams_conversation", ["person"])
    op.create_table(
        "teams_seen",
        sa.Column("activity", AutoString(), nullable=False),
        sa.Column("at", storage.models.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("activity", name=op.f("pk_teams_seen")),
    )
    op.create_index(op.f("ix_teams_seen_at"), "teams_seen", ["at"])


def downgrade() -> None:
    op.drop_table("teams_seen")
    op.drop_table("teams_conversation")
