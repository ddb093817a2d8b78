"""How long content is kept: warnings, tombstones, holds; and marks of bad faith"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_MOMENTS = ('cut_told_at', 'erase_warned_at', 'erased_at')


def upgrade() -> None:
    for name in _MOMENTS:
        op.add_column('cases', sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table('holds',
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_holds_case_number_cases')),
    sa.PrimaryKeyConstraint('case_number', name=op.f('pk_holds'))
    )
    op.create_table('malice_marks',
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('judged', sa.String(length=10), nullable=True),
    sa.Column('judged_by', sa.String(length=120), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_malice_marks_case_number_cases')),
    sa.PrimaryKeyConstraint('case_number', 'body_id', name=op.f('pk_malice_marks'))
    )


def downgrade() -> None:
    op.drop_table('malice_marks')
    op.drop_table('holds')
    for name in reversed(_MOMENTS):
        op.drop_column('cases', name)
