"""The register of workplaces"""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('workplace_keys',
    sa.Column('value', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('workplace_id', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('value', 'workplace_id', name=op.f('pk_workplace_keys')),
    sqlite_with_rowid=False
    )
    op.create_table('workplaces',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('batch', sa.String(length=32), nullable=False),
    sa.Column('replaces', sa.String(length=32), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('normal', sa.String(length=100), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('industry', sa.String(length=30), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('unit_id', sa.String(length=40), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('safety_officers', sa.LargeBinary(), nullable=True),
    sa.Column('employees', sa.Integer(), nullable=True),
    sa.Column('above', sa.String(length=18), nullable=False),
    sa.Column('updated_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workplaces')),
    sa.UniqueConstraint('credit_code', 'batch', name=op.f('uq_workplaces_credit_code_batch'))
    )
    with op.batch_alter_table('workplaces', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_workplaces_above'), ['above'], unique=False)
        batch_op.create_index('ix_workplaces_name_unit_id', ['name', 'unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_workplaces_normal'), ['normal'], unique=False)
        batch_op.create_index(batch_op.f('ix_workplaces_replaces'), ['replaces'], unique=False)
        batch_op.create_index(batch_op.f('ix_workplaces_unit_id'), ['unit_id'], unique=False)
    op.create_table('workplace_marks',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('workplace_id', sa.String(length=32), nullable=False),
    sa.Column('basis', sa.LargeBinary(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_by', sa.String(length=120), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_why', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['workplace_id'], ['workplaces.id'], name=op.f('fk_workplace_marks_workplace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workplace_marks'))
    )
    with op.batch_alter_table('workplace_marks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_workplace_marks_workplace_id'), ['workplace_id'], unique=False)
    # Plainly, not as a batch: that would copy the table, and others point to its rows.
    op.add_column('cases', sa.Column('workplace', sa.LargeBinary(), nullable=True))
    op.add_column('cases', sa.Column('workplace_hash', sa.String(length=64), nullable=True))
    op.create_index(op.f('ix_cases_workplace_hash'), 'cases', ['workplace_hash'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_cases_workplace_hash'), 'cases')
    op.drop_column('cases', 'workplace_hash')
    op.drop_column('cases', 'workplace')
    with op.batch_alter_table('workplace_marks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workplace_marks_workplace_id'))
    op.drop_table('workplace_marks')
    with op.batch_alter_table('workplaces', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workplaces_unit_id'))
        batch_op.drop_index(batch_op.f('ix_workplaces_replaces'))
        batch_op.drop_index(batch_op.f('ix_workplaces_normal'))
        batch_op.drop_index('ix_workplaces_name_unit_id')
        batch_op.drop_index(batch_op.f('ix_workplaces_above'))
    op.drop_table('workplaces')
    op.drop_table('workplace_keys')
