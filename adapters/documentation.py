"""Documents written from code and data, so that they cannot drift: fault codes and parameters as Markdown."""

from __future__ import annotations

from domain.kernel.fault import FAULT_CODES
from domain.tariffs.book import TariffBook


def faults_markdown() -> str:
    """docs/faults.md"""
    rows = "\n".join(
        f"| {kind.code} | {kind.severity.value} | {kind.meaning} | {kind.remedy} |" for kind in FAULT_CODES
    )
    return (
        "# Fault codes\n\n"
        "Written by `make docs` from `domain/kernel/fault.py`. A code is a public contract: it is never reused.\n"
        "*refuse*: the item is not processed and the rest goes on; *hold*: a person decides; "
        "*warn*: processed, but look.\n\n"
        "| code | severity | meaning | what to do |\n|---|---|---|---|\n" + rows + "\n"
    )


def parameters_markdown(book: TariffBook) -> str:
    """docs/parameters.md"""
    rows = "\n".join(
        f"| `{head.path}` | {head.unit} | {' '.join(head.dimensions) or '-'} | {head.label} | {head.norm} "
        f"| {'the tenant' if head.by_tenant else 'the book'} |"
        for _, head in sorted(book.heads.items())
    )
    return (
        "# Parameters of the tariff book\n\n"
        "Written by `make docs` from the packaged data. "
        "`bollettario parameters show PATH --on DAY` prints value, act and history.\n\n"
        "| path | unit | key | label | norm | values given by |\n|---|---|---|---|---|---|\n" + rows + "\n"
    )
