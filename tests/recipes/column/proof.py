"""The new column stands in the PDF, with its head and the rate of every line; all else is as it was."""

from __future__ import annotations

import io

import pikepdf

from adapters.print.typst_printer import TypstPrinter
from tests.support.pdf_text import page_text
from tests.support.print_samples import BRAND, URL, home_bill
from tests.support.print_views import column, view_of

bill = home_bill()
groups = view_of(bill).parts[0].details.groups
rates = [cell for group in groups for cell in column(group.columns["vat"])]
assert len(rates) == len(bill.main.priced.lines)
assert set(rates) == {"10%", "N2.2"}, set(rates)

pdf = TypstPrinter().render(bill, brand=BRAND, einvoice=None, einvoice_name="", details_url=URL)
with pikepdf.open(io.BytesIO(pdf)) as opened:
    text = "".join(page_text(page) for page in opened.pages)
assert "Anno Aliquota Importo €" in text, text
assert "10% 10%" in text
