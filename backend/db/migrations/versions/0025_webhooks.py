"""Webhooks of bodies."""

import sqlalchemy as sa
from alembic import op


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('webhooks',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('event_groups', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['body_id'], ['bodies.id'], name=op.f('fk_webhooks_body_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhooks'))
    )
    with op.batch_alter_table('webhooks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhooks_body_id'), ['body_id'], unique=False)
    op.create_table('webhook_tries',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('webhook_id', sa.String(length=32), nullable=False),
    sa.Column('delivery', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event', sa.String(length=20), nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('went', sa.String(length=10), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('fault', sa.String(length=20), nullable=True),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhooks.id'], name=op.f('fk_webhook_tries_webhook_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_tries'))
    )
    with op.batch_alter_table('webhook_tries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_tries_at'), ['at'], unique=False)
        batch_op.create_index('ix_webhook_tries_webhook_id_at', ['webhook_id', 'at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('webhook_tries', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_tries_webhook_id_at')
        batch_op.drop_index(batch_op.f('ix_webhook_tries_at'))
    op.drop_table('webhook_tries')
    with op.batch_alter_table('webhooks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhooks_body_id'))
    op.drop_table('webhooks')
