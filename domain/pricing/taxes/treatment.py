"""The VAT treatment of a supply's lines, and of what only passes through the bill."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.contracts.contract import VatTerms
from domain.pricing.taxes.vat import Vat
from domain.tariffs.lookup import Lookup

_RATE, _SPLIT_PAYMENT, _REVERSE_CHARGE = "vat/rate", "vat/split_payment", "vat/reverse_charge_energy"

SPLIT_NORM = "Scissione dei pagamenti, art. 17-ter DPR 633/1972"
INTENT_NORM = "Non imponibile, art. 8 c. 1 lett. c DPR 633/1972, dichiarazione d'intento"
REVERSE_NORM = "Inversione contabile, art. 17 c. 6 lett. d-quater DPR 633/1972"
VAT_RATES = frozenset({_RATE, _SPLIT_PAYMENT, _REVERSE_CHARGE})
"""The paths of what the treatment of a supply goes by."""

_OUTSIDE_NORMS = {
    "N1": "Escluso ex art. 15 DPR 633/1972",
    "N2.2": "Non soggetto a IVA",
    "payment": "Non soggetto a IVA",
}


def supply_vat(terms: VatTerms, lookup: Lookup, day: dt.date) -> Vat:
    """The treatment of sale, network, charges and excise, for a document whose VAT is due on `day`.

    Split payment and reverse charge hold only while the law admits them: NotInForce after their term.
    """
    if terms.reverse_charge:
        lookup.value(_REVERSE_CHARGE, (), day)
        return Vat(Decimal(0), "N6.8", "I", REVERSE_NORM)
    if terms.intent:
        return Vat(Decimal(0), "N3.5", "I", f"{INTENT_NORM} {terms.intent}")
    rate = lookup.value(_RATE, (terms.category,), day).value
    if terms.split_payment:
        lookup.value(_SPLIT_PAYMENT, (), day)
        return Vat(rate, "", "S", SPLIT_NORM)
    return Vat(rate)


def outside_vat(nature: str) -> Vat:
    """The treatment of a sum collected for others: `nature` N1, N2.2, or "payment" (kept out of the e-invoice)."""
    return Vat(Decimal(0), "N2.2" if nature == "payment" else nature, "I", _OUTSIDE_NORMS[nature])
