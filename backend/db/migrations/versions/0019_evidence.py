"""Evidence of the site 现场证据"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('evidence',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('meta', sa.LargeBinary(), nullable=False),
    sa.Column('void_reason', sa.String(length=20), nullable=True),
    sa.Column('void_by', sa.String(length=120), nullable=True),
    sa.Column('void_on', sa.Date(), nullable=True),
    sa.Column('void_words', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_evidence_case_number')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('case_number', 'item', name=op.f('uq_evidence_case_number_item')),
    sa.UniqueConstraint('case_number', 'seq', name=op.f('uq_evidence_case_number_seq'))
    )


def downgrade() -> None:
    op.drop_table('evidence')
