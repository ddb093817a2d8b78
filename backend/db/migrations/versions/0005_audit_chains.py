"""One audit chain for each body, signed heads of the day, and wrong claim codes counted"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table('audit', 'audit_before')
    with op.batch_alter_table('audit_before', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_subject')
    op.create_table('audit',
    sa.Column('chain', sa.String(length=80), nullable=False),
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('form', sa.SmallInteger(), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('detail', sa.String(length=4000), nullable=False),
    sa.Column('words', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    # The name of the first table's key is taken on PostgreSQL until that table is gone.
    sa.PrimaryKeyConstraint('chain', 'seq', name='pk_audit_chains')
    )
    # Entries keep the form they were hashed in; new ones of the installation follow on them.
    op.execute(
        'INSERT INTO audit (chain, form, words, seq, at, actor, action, subject, detail, previous, hash) '
        "SELECT 'installation', 1, '', seq, at, actor, action, subject, detail, previous, hash FROM audit_before"
    )
    op.drop_table('audit_before')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_subject'), ['subject'], unique=False)

    op.create_table('audit_heads',
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('heads', sa.JSON(), nullable=False),
    sa.Column('statement', sa.LargeBinary(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.Column('breaks', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_audit_heads'))
    )
    with op.batch_alter_table('rewards', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wrong_codes', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    """Entries of other chains have no place in the first form: they are given up."""
    op.drop_table('audit_heads')
    op.drop_column('rewards', 'wrong_codes')
    op.rename_table('audit', 'audit_chains')
    with op.batch_alter_table('audit_chains', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_subject')
        batch_op.drop_index('ix_audit_at')
    op.create_table('audit',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('detail', sa.String(length=400), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit'))
    )
    op.execute(
        'INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash) '
        'SELECT seq, at, actor, action, subject, detail, previous, hash FROM audit_chains WHERE form = 1'
    )
    op.drop_table('audit_chains')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_subject'), ['subject'], unique=False)
