"""Accounts to be paid to, sealed to the payer"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('payer_keys',
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('file', sa.String(length=120), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('body_id', name=op.f('pk_payer_keys'))
    )
    op.create_table('payment_accounts',
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_payment_accounts_case_number_cases')),
    sa.PrimaryKeyConstraint('case_number', name=op.f('pk_payment_accounts'))
    )
    with op.batch_alter_table('payment_accounts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_accounts_body_id'), ['body_id'], unique=False)


def downgrade() -> None:
    op.drop_table('payment_accounts')
    op.drop_table('payer_keys')
