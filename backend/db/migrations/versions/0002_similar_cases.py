"""Similar cases: fingerprints of open ones, and what staff said of two"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('case_links',
    sa.Column('later', sa.String(length=16), nullable=False),
    sa.Column('earlier', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['earlier'], ['cases.number'], name=op.f('fk_case_links_earlier_cases')),
    sa.ForeignKeyConstraint(['later'], ['cases.number'], name=op.f('fk_case_links_later_cases')),
    sa.PrimaryKeyConstraint('later', 'earlier', name=op.f('pk_case_links'))
    )
    with op.batch_alter_table('case_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_links_earlier'), ['earlier'], unique=False)

    op.create_table('similar_keys',
    sa.Column('value', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('sign', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_similar_keys_case_number_cases')),
    sa.PrimaryKeyConstraint('value', 'case_number', name=op.f('pk_similar_keys'))
    )
    with op.batch_alter_table('similar_keys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_similar_keys_case_number'), ['case_number'], unique=False)


def downgrade() -> None:
    op.drop_table('similar_keys')
    op.drop_table('case_links')
