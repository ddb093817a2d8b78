"""The queue by one key, assignment, absence, saved views."""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

# Of the dialogue the last word that isn't a firm's.
_UNANSWERED = """
UPDATE cases SET unanswered = {true} WHERE number IN (
    SELECT r.case_number FROM reports r JOIN messages m ON m.report_id = r.id
    WHERE m.from_reporter = {true} AND NOT EXISTS (
        SELECT 1 FROM messages n
        WHERE n.report_id = m.report_id AND n.seq > m.seq AND n.body_id NOT LIKE 'firm.%'))
"""
_KEYS = """
UPDATE cases SET queue_key = CASE
    WHEN status IN ('closed', 'declined', 'handed_over', 'withdrawn', 'inside')
        THEN CASE WHEN unanswered = {true} THEN '3' ELSE '9' END
    WHEN status = 'waiting_reporter' THEN CASE WHEN unanswered = {true} THEN '3' ELSE '6' END
    WHEN urgency = 'immediate' THEN '0'
    WHEN urgency = 'major' THEN '1'
    ELSE '2' END || COALESCE({limit}, '99999999999999')
"""


_INDEXES = {
    'ix_cases_todo': ['holder_id', 'queue_key', 'number'],
    'ix_cases_tab': ['holder_id', 'status', 'queue_key', 'number'],
    'ix_cases_ended': ['holder_id', 'status', 'updated_at', 'number'],
    'ix_cases_changed': ['holder_id', 'updated_at', 'number'],
    'ix_cases_mine': ['assignee_id', 'queue_key', 'number'],
}


def upgrade() -> None:
    op.create_table('saved_views',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('staff_id', sa.String(length=32), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_saved_views_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views'))
    )
    op.create_index(op.f('ix_saved_views_staff_id'), 'saved_views', ['staff_id'])
    op.add_column('cases', sa.Column('unanswered', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('cases', sa.Column('queue_key', sa.String(length=16), server_default='9', nullable=False))
    op.add_column('cases', sa.Column('assignee_id', sa.String(length=32), nullable=True))
    op.add_column('staff', sa.Column('away_until', sa.Date(), nullable=True))
    op.add_column('staff', sa.Column('stand_in', sa.String(length=32), nullable=True))
    postgres = op.get_bind().dialect.name == 'postgresql'
    true = 'true' if postgres else '1'
    limit = ("to_char(due_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS')" if postgres
             else "strftime('%Y%m%d%H%M%S', due_at)")
    op.execute(_UNANSWERED.format(true=true))
    op.execute(_KEYS.format(true=true, limit=limit))
    op.drop_index('ix_cases_holder_id', 'cases')
    for name, columns in _INDEXES.items():
        op.create_index(name, 'cases', columns)
    op.create_index('ix_rewards_status', 'rewards', ['status'])


def downgrade() -> None:
    op.drop_index('ix_rewards_status', 'rewards')
    for name in _INDEXES:
        op.drop_index(name, 'cases')
    op.create_index('ix_cases_holder_id', 'cases', ['holder_id'])
    for column in ('stand_in', 'away_until'):
        op.drop_column('staff', column)
    for column in ('assignee_id', 'queue_key', 'unanswered'):
        op.drop_column('cases', column)
    op.drop_table('saved_views')
