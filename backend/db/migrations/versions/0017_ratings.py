"""Ratings by reporters."""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ratings',
    sa.Column('report_id', sa.String(length=32), nullable=False),
    sa.Column('ending', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('satisfied', sa.Boolean(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_ratings_case_number')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_ratings_report_id')),
    sa.PrimaryKeyConstraint('report_id', 'ending', name=op.f('pk_ratings'))
    )
    with op.batch_alter_table('ratings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ratings_body_id'), ['body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ratings_case_number'), ['case_number'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('ratings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ratings_case_number'))
        batch_op.drop_index(batch_op.f('ix_ratings_body_id'))
    op.drop_table('ratings')
