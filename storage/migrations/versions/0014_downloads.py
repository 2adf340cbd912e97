"""Files to be fetched by a link that ends; people's directory ids beside their chats on Teams

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "download",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("digest", "surface", "workspace", "user")),
        *(sa.Column(name, storage.models.Words(), nullable=False) for name in ("name", "media_type", "about")),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("until", storage.models.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_download")),
    )
    op.create_index(op.f("ix_download_until"), "download", ["until"])
    with op.batch_alter_table("teams_conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("directory_id", AutoString(), nullable=False, server_default=""))
        batch_op.create_index(op.f("ix_teams_conversation_directory_id"), ["directory_id"])


def downgrade() -> None:
    with op.batch_alter_table("teams_conversation", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_teams_conversation_directory_id"))
        batch_op.drop_column("directory_id")
    op.drop_table("download")
