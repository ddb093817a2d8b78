"""An agency's own changes to the shipped data"""

import sqlalchemy as sa
from alembic import op


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('own_changes',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('value', sa.String(length=200000), nullable=True),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('proposed_by', sa.String(length=120), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.String(length=120), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_changes')),
    sa.UniqueConstraint('version', name=op.f('uq_own_changes_version'))
    )
    with op.batch_alter_table('own_changes', schema=None) as batch_op:
        batch_op.create_index('ix_own_changes_kind_key', ['kind', 'key'], unique=False)
        batch_op.create_index(batch_op.f('ix_own_changes_state'), ['state'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('own_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_own_changes_state'))
        batch_op.drop_index('ix_own_changes_kind_key')
    op.drop_table('own_changes')
