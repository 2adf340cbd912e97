"""People's languages and saved items, a channel's sensitivity

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

import storage.models

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PERSON = ("surface", "workspace", "user")


def upgrade() -> None:
    op.create_table(
        "person",
        *(sa.Column(name, AutoString(), nullable=False) for name in PERSON),
        sa.Column("lang", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint(*PERSON, name=op.f("pk_person")),
    )
    op.create_table(
        "saved",
        *(sa.Column(name, AutoString(), nullable=False) for name in PERSON),
        sa.Column("item_key", sa.Integer(), nullable=False),
        sa.Column("saved_at", storage.models.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_key"], ["item.key"], name=op.f("fk_saved_item_key_item"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*PERSON, "item_key", name=op.f("pk_saved")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sensitivity", AutoString(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_column("sensitivity")
    op.drop_table("saved")
    op.drop_table("person")
