"""Writes docs/architecture.md, or with --check tells whether it is as written: `make generated` does."""

from __future__ import annotations

import sys

from tests.house.plan import DOCUMENT, document

if __name__ == "__main__":
    text = document()
    if "--check" in sys.argv:
        is_current = DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == text
        sys.exit(0 if is_current else f"{DOCUMENT.name} is not as the imports are: run make docs")
    DOCUMENT.write_text(text, "utf-8")
