"""The books of rewards, the window to claim one, and what a finding may say of the report"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reward_ledger',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('body_id', sa.String(length=80), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('amount_yuan', sa.BigInteger(), nullable=False),
    sa.Column('case_number', sa.String(length=16), nullable=True),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reward_ledger')),
    sa.UniqueConstraint('body_id', 'year', 'seq', name=op.f('uq_reward_ledger_body_id_year_seq'))
    )
    with op.batch_alter_table('reward_ledger', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reward_ledger_case_number'), ['case_number'], unique=False)
    for statement in _never_changed(op.get_bind().dialect.name):
        op.execute(statement)

    op.create_table('claim_passwords',
    sa.Column('report_id', sa.String(length=32), nullable=False),
    sa.Column('hash', sa.String(length=160), nullable=False),
    sa.Column('next_hash', sa.String(length=160), nullable=True),
    sa.Column('next_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('wait_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_claim_passwords_report_id_reports')),
    sa.PrimaryKeyConstraint('report_id', name=op.f('pk_claim_passwords'))
    )
    op.execute('ALTER TABLE rewards RENAME COLUMN claim_password_hash TO claim_code_hash')
    op.add_column('rewards', sa.Column('window_from', sa.DateTime(timezone=True), nullable=True))
    op.add_column('rewards', sa.Column('announced', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('rewards', sa.Column('reminded', sa.Integer(), nullable=False, server_default='0'))
    # What was approved before had its days from the approval on.
    op.execute("UPDATE rewards SET window_from = updated_at WHERE claim_until IS NOT NULL")
    op.add_column('cases', sa.Column('report_grade', sa.String(length=10), nullable=True))
    op.add_column('cases', sa.Column('by_employee', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('cases', sa.Column('signatories', sa.Integer(), nullable=False, server_default='1'))


def _never_changed(dialect: str) -> tuple[str, ...]:
    """What makes the database itself refuse to change or delete an entry of the books."""
    if dialect == 'postgresql':
        return (
            "CREATE FUNCTION reward_ledger_stays() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
            "CREATE TRIGGER reward_ledger_stays BEFORE UPDATE OR DELETE ON reward_ledger "
            "FOR EACH ROW EXECUTE FUNCTION reward_ledger_stays()",
        )
    return tuple(
        f"CREATE TRIGGER reward_ledger_no_{verb.lower()} BEFORE {verb} ON reward_ledger "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for verb in ('UPDATE', 'DELETE')
    )


def downgrade() -> None:
    for name in ('signatories', 'by_employee', 'report_grade'):
        op.drop_column('cases', name)
    for name in ('reminded', 'announced', 'window_from'):
        op.drop_column('rewards', name)
    op.execute('ALTER TABLE rewards RENAME COLUMN claim_code_hash TO claim_password_hash')
    op.drop_table('claim_passwords')
    op.drop_table('reward_ledger')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION reward_ledger_stays()')
