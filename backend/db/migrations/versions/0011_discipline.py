"""Public officials handed to discipline inspection"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('discipline_referrals',
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided', sa.String(length=10), nullable=True),
    sa.Column('decided_by', sa.String(length=120), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_by', sa.String(length=120), nullable=True),
    sa.Column('handed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_discipline_referrals_case_number_cases')),
    sa.PrimaryKeyConstraint('case_number', 'body_id', 'actor', name=op.f('pk_discipline_referrals'))
    )


def downgrade() -> None:
    op.drop_table('discipline_referrals')
