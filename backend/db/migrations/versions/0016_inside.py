"""Reports inside a workplace, and what bodies say of nameless employees"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('firm_desks',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('workplace', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_firm_desks'))
    )
    op.create_table('inside_cases',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('desk_id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('risk', sa.String(length=12), nullable=False),
    sa.Column('shown_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('planned', sa.Boolean(), nullable=False),
    sa.Column('fixed_on', sa.Date(), nullable=True),
    sa.Column('denied', sa.Boolean(), nullable=False),
    sa.Column('paid_yuan', sa.Integer(), nullable=True),
    sa.Column('claim_hash', sa.String(length=64), nullable=True),
    sa.Column('wrong_claims', sa.Integer(), nullable=False),
    sa.Column('handed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_inside_cases_case_number')),
    sa.ForeignKeyConstraint(['desk_id'], ['firm_desks.id'], name=op.f('fk_inside_cases_desk_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inside_cases')),
    sa.UniqueConstraint('case_number', name=op.f('uq_inside_cases_case_number')),
    sa.UniqueConstraint('desk_id', 'name', name=op.f('uq_inside_cases_desk_id_name'))
    )
    op.create_table('inside_lines',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('inside_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('from_reporter', sa.Boolean(), nullable=False),
    sa.Column('shown_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['inside_id'], ['inside_cases.id'], name=op.f('fk_inside_lines_inside_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inside_lines')),
    sa.UniqueConstraint('inside_id', 'seq', name=op.f('uq_inside_lines_inside_id_seq'))
    )
    op.add_column('bodies', sa.Column('takes_nameless', sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column('bodies', 'takes_nameless')
    op.drop_table('inside_lines')
    op.drop_table('inside_cases')
    op.drop_table('firm_desks')
