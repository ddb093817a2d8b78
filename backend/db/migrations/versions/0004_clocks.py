"""Running time limits of a case with what they said, and the marks of its further steps"""

import secrets

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    clocks = op.create_table('case_clocks',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('main', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('armed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_case_clocks_case_number_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_clocks'))
    )
    with op.batch_alter_table('case_clocks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_clocks_armed'), ['armed'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clocks_case_number'), ['case_number'], unique=False)

    op.create_table('clock_points',
    sa.Column('clock_id', sa.String(length=32), nullable=False),
    sa.Column('point', sa.String(length=16), nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superior_id', sa.String(length=80), nullable=True),
    sa.Column('desk_id', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_clock_points_case_number_cases')),
    sa.ForeignKeyConstraint(['clock_id'], ['case_clocks.id'], name=op.f('fk_clock_points_clock_id_case_clocks')),
    sa.PrimaryKeyConstraint('clock_id', 'point', name=op.f('pk_clock_points'))
    )
    with op.batch_alter_table('clock_points', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clock_points_case_number'), ['case_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_clock_points_desk_id'), ['desk_id'], unique=False)

    with op.batch_alter_table('cases', schema=None) as batch_op:
        for name in ('decided_finally', 'officers_named', 'review_asked'):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('extension_asked_by', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('legal', sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column('crime', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))

    _run_on(clocks)


def _run_on(clocks: sa.Table) -> None:
    """Cases under way keep their limit; the sweep sees to what is said of it."""
    cases = sa.table('cases', *(sa.column(name) for name in (
        'number', 'holder_id', 'deadline_kind', 'due_at', 'paused_at', 'updated_at', 'status', 'closed_at')))
    connection = op.get_bind()
    rows = connection.execute(sa.select(
        cases.c.number, cases.c.holder_id, cases.c.deadline_kind,
        sa.type_coerce(cases.c.due_at, sa.DateTime(timezone=True)),
        sa.type_coerce(cases.c.paused_at, sa.DateTime(timezone=True)),
        sa.type_coerce(cases.c.updated_at, sa.DateTime(timezone=True)),
    ).where(cases.c.due_at.is_not(None))).all()
    for number, holder, kind, due, paused, updated in rows:
        connection.execute(clocks.insert().values(
            id=secrets.token_hex(16), case_number=number, kind=kind, body_id=holder, main=True,
            started_at=min(updated, due), due_at=due, paused_at=paused, armed=False))
    over = ('closed', 'declined')
    connection.execute(cases.update().where(cases.c.status.in_(over)).values(closed_at=cases.c.updated_at))


def downgrade() -> None:
    op.drop_table('clock_points')
    op.drop_table('case_clocks')
    for name in ('closed_at', 'crime', 'legal', 'extension_asked_by', 'review_asked',
                 'officers_named', 'decided_finally'):
        # Not by batch: that makes the table anew, and others refer to its rows.
        op.drop_column('cases', name)
