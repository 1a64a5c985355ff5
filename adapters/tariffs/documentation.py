"""The parameters of the tariff book as Markdown, written from the data so that the page cannot drift."""

from __future__ import annotations

from domain.tariffs.book import TariffBook


def parameters_markdown(book: TariffBook) -> str:
    """Every parameter of a book as one Markdown page."""
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
