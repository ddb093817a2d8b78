"""Areas of staff and tokens, passkeys."""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('staff_passkeys',
    sa.Column('credential_hash', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('credential', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('added_on', sa.Date(), nullable=False),
    sa.Column('used_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_passkeys_staff_id')),
    sa.PrimaryKeyConstraint('credential_hash', name=op.f('pk_staff_passkeys'))
    )
    op.create_index(op.f('ix_staff_passkeys_staff_id'), 'staff_passkeys', ['staff_id'])
    op.add_column('api_tokens', sa.Column('areas', sa.JSON(), nullable=True))
    op.add_column('staff', sa.Column('areas', sa.JSON(), nullable=True))
    op.add_column('staff_sessions', sa.Column('challenge', sa.LargeBinary(), nullable=True))
    op.add_column('staff_sessions', sa.Column('challenge_for', sa.String(length=10), nullable=True))
    op.add_column('staff_sessions', sa.Column('challenge_until', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('staff_sessions', 'challenge_until')
    op.drop_column('staff_sessions', 'challenge_for')
    op.drop_column('staff_sessions', 'challenge')
    op.drop_column('staff', 'areas')
    op.drop_column('api_tokens', 'areas')
    op.drop_index(op.f('ix_staff_passkeys_staff_id'), table_name='staff_passkeys')
    op.drop_table('staff_passkeys')
