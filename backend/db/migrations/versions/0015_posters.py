"""Codes of posters"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('poster_codes',
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('workplace_id', sa.String(length=32), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_by', sa.String(length=120), nullable=False),
    sa.Column('revoked_on', sa.Date(), nullable=True),
    sa.Column('revoked_by', sa.String(length=120), nullable=True),
    sa.ForeignKeyConstraint(['workplace_id'], ['workplaces.id'], name=op.f('fk_poster_codes_workplace_id')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_poster_codes'))
    )
    with op.batch_alter_table('poster_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poster_codes_workplace_id'), ['workplace_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('poster_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poster_codes_workplace_id'))
    op.drop_table('poster_codes')
