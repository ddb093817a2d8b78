"""Figures: indexes on the history of cases, and yearly inspection plans"""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('inspection_plans',
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('body_id', 'year', name=op.f('pk_inspection_plans'))
    )
    op.create_index('ix_case_events_body_id_at_event', 'case_events', ['body_id', 'at', 'event'])
    op.create_index('ix_case_events_at_event', 'case_events', ['at', 'event'])


def downgrade() -> None:
    op.drop_index('ix_case_events_at_event', table_name='case_events')
    op.drop_index('ix_case_events_body_id_at_event', table_name='case_events')
    op.drop_table('inspection_plans')
