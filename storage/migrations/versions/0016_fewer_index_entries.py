"""Items are written with fewer entries in indexes: nobody asks for the time of finding, and an item without a story needs none

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PLACED = sa.text("story IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_item_found", "item")
    op.drop_index("ix_item_story", "item")
    op.create_index("ix_item_story", "item", ["story", "key"], sqlite_where=PLACED, postgresql_where=PLACED)


def downgrade() -> None:
    op.drop_index("ix_item_story", "item")
    op.create_index("ix_item_story", "item", ["story", "key"])
    op.create_index("ix_item_found", "item", ["found"])
