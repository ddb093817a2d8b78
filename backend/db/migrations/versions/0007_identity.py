"""The identity vault: several custodians, requests to look, looks; a second factor for staff"""

import datetime as dt

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

FIRST = 'custodian'
OLD_NAME = 'custodian_public_key'
META = sa.table('meta', sa.column('name', sa.String), sa.column('value', sa.String))


def upgrade() -> None:
    custodians = op.create_table('custodian_keys',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custodian_keys'))
    )
    op.create_table('identity_keys',
    sa.Column('draft_hash', sa.String(length=64), nullable=False),
    sa.Column('custodian', sa.String(length=40), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['custodian'], ['custodian_keys.id'], name=op.f('fk_identity_keys_custodian_custodian_keys')),
    sa.ForeignKeyConstraint(['draft_hash'], ['identities.draft_hash'], name=op.f('fk_identity_keys_draft_hash_identities'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('draft_hash', 'custodian', name=op.f('pk_identity_keys'))
    )
    with op.batch_alter_table('identity_keys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_identity_keys_custodian'), ['custodian'], unique=False)

    op.create_table('identity_requests',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=False),
    sa.Column('report_id', sa.String(length=32), nullable=False),
    sa.Column('asker', sa.String(length=120), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.String(length=120), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wrapped', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['case_number'], ['cases.number'], name=op.f('fk_identity_requests_case_number_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_requests'))
    )
    with op.batch_alter_table('identity_requests', schema=None) as batch_op:
        for column in ('asker', 'body_id', 'case_number'):
            batch_op.create_index(batch_op.f(f'ix_identity_requests_{column}'), [column], unique=False)

    op.create_table('identity_looks',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('request_id', sa.String(length=32), nullable=False),
    sa.Column('report_id', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['identity_requests.id'], name=op.f('fk_identity_looks_request_id_identity_requests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_looks'))
    )
    with op.batch_alter_table('identity_looks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_identity_looks_report_id'), ['report_id'], unique=False)

    op.create_table('staff_totp',
    sa.Column('staff_id', sa.String(length=32), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_totp_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_totp'))
    )
    op.create_table('recovery_codes',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_recovery_codes_staff_id_staff')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_recovery_codes'))
    )
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_codes_staff_id'), ['staff_id'], unique=False)
    with op.batch_alter_table('staff_sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_factor', sa.Boolean(), nullable=False, server_default=sa.false()))

    connection = op.get_bind()
    known = connection.scalar(sa.select(META.c.value).where(META.c.name == OLD_NAME))
    if known is not None:
        today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
        connection.execute(custodians.insert().values(
            id=FIRST, name='', public_key=bytes.fromhex(known), day=today))
        connection.execute(META.delete().where(META.c.name == OLD_NAME))


def downgrade() -> None:
    connection = op.get_bind()
    custodians = sa.table('custodian_keys', sa.column('id', sa.String), sa.column('public_key', sa.LargeBinary))
    known = connection.scalar(sa.select(custodians.c.public_key).where(custodians.c.id == FIRST))
    if known is not None:
        connection.execute(META.insert().values(name=OLD_NAME, value=known.hex()))
    op.drop_column('staff_sessions', 'second_factor')
    for name in ('recovery_codes', 'staff_totp', 'identity_looks', 'identity_requests', 'identity_keys', 'custodian_keys'):
        op.drop_table(name)
