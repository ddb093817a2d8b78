"""Robots of bodies' groups, and how often bodies get a digest"""

import sqlalchemy as sa
from alembic import op


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('body_robots',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=True),
    sa.Column('busy_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['body_id'], ['bodies.id'], name=op.f('fk_body_robots_body_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_body_robots'))
    )
    with op.batch_alter_table('body_robots', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_body_robots_body_id'), ['body_id'], unique=False)
    for name in ('digest_group', 'digest_robot', 'digest_mail'):
        op.add_column('bodies', sa.Column(name, sa.String(length=8), nullable=True))


def downgrade() -> None:
    for name in ('digest_mail', 'digest_robot', 'digest_group'):
        op.drop_column('bodies', name)
    with op.batch_alter_table('body_robots', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_body_robots_body_id'))
    op.drop_table('body_robots')
