"""The bulletin and typical cases"""

import sqlalchemy as sa
from alembic import op


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bulletins',
    sa.Column('week', sa.String(length=8), nullable=False),
    sa.Column('cases_from', sa.Date(), nullable=False),
    sa.Column('rewards_from', sa.Date(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('week', name=op.f('pk_bulletins'))
    )
    op.create_table('typical_cases',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('industry', sa.String(length=30), nullable=False),
    sa.Column('unit_id', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('penalty', sa.String(length=12), nullable=False),
    sa.Column('reward', sa.String(length=12), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.Column('public', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('why', sa.LargeBinary(), nullable=True),
    sa.Column('written_by', sa.String(length=120), nullable=False),
    sa.Column('written_on', sa.Date(), nullable=False),
    sa.Column('decided_by', sa.String(length=120), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('week', sa.String(length=8), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_typical_cases'))
    )
    with op.batch_alter_table('typical_cases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_typical_cases_body_id'), ['body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_typical_cases_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_typical_cases_week'), ['week'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('typical_cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_typical_cases_week'))
        batch_op.drop_index(batch_op.f('ix_typical_cases_state'))
        batch_op.drop_index(batch_op.f('ix_typical_cases_body_id'))
    op.drop_table('typical_cases')
    op.drop_table('bulletins')
