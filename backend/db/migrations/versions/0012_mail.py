"""Where a body gets mail"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('bodies', sa.Column('mail', sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column('bodies', 'mail')
