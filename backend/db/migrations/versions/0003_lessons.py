"""Lessons: corrections as labelled examples, and counts by the month"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lessons',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('by', sa.String(length=10), nullable=False),
    sa.Column('what', sa.String(length=10), nullable=False),
    sa.Column('guessed', sa.String(length=80), nullable=False),
    sa.Column('corrected', sa.String(length=80), nullable=False),
    sa.Column('terms', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lessons')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('lessons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lessons_month'), ['month'], unique=False)

    op.create_table('tallies',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('shard', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month', 'what', 'key', 'shard', name=op.f('pk_tallies')),
    sqlite_with_rowid=False
    )


def downgrade() -> None:
    op.drop_table('tallies')
    op.drop_table('lessons')
