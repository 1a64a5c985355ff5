"""The history of market messages by file: what of a file was taken already is looked up when it is taken again.

Readings and curves stay out of the index: their files are taken whole or not at all.
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create it."""
    op.execute(
        "create index flow_lines_file on flow_lines (tenant, sha256, record) where what in ('message', 'refused')"
    )
