"""Delivery kinds, stories' messages

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import storage.models

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("delivery", "console_message"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("parent_key", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_{table}_parent_key_{table}"), table, ["parent_key"], ["key"])
            batch_op.create_index(op.f(f"ix_{table}_parent_key"), ["parent_key"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("delivery_key", sa.Integer(), nullable=False),
        sa.Column("name", storage.models.Words(), nullable=False),
        sa.Column("media_type", storage.models.Words(), nullable=False),
        sa.Column("about", storage.models.Words(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_key"], ["delivery.key"], name=op.f("fk_attachment_delivery_key_delivery")),
        sa.PrimaryKeyConstraint("delivery_key", name=op.f("pk_attachment")),
    )


def downgrade() -> None:
    op.drop_table("attachment")
    for table in ("console_message", "delivery"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(op.f(f"ix_{table}_parent_key"))
            batch_op.drop_constraint(op.f(f"fk_{table}_parent_key_{table}"), type_="foreignkey")
            batch_op.drop_column("parent_key")
