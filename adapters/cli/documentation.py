"""The fault codes as Markdown, written from their declarations so that the page cannot drift."""

from __future__ import annotations

from application.faults import FAULT_CODES


def fault_documents() -> dict[str, str]:
    """The fault codes as a page: name of the document to its text."""
    rows = "\n".join(
        f"| {kind.code} | {kind.severity.value} | {kind.meaning} | {kind.remedy} |" for kind in FAULT_CODES
    )
    page = (
        "# Fault codes\n\n"
        "Written by `make docs` from `application/faults.py`. A code is a public contract: it is never reused.\n"
        "*refuse*: the item is not processed and the rest goes on; *hold*: a person decides; "
        "*warn*: processed, but look.\n\n"
        "| code | severity | meaning | what to do |\n|---|---|---|---|\n" + rows + "\n"
    )
    return {"faults.md": page}
