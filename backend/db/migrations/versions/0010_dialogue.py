"""Files that go with a message, and the day a message was read"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('messages', sa.Column('read_on', sa.Date(), nullable=True))
    with op.batch_alter_table('attachments') as batch:
        batch.add_column(sa.Column('message_id', sa.String(length=32), nullable=True))
        batch.create_foreign_key(op.f('fk_attachments_message_id_messages'), 'messages', ['message_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('attachments') as batch:
        batch.drop_constraint(op.f('fk_attachments_message_id_messages'), type_='foreignkey')
        batch.drop_column('message_id')
    op.drop_column('messages', 'read_on')
