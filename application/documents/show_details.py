"""Show the details of a bill to whoever holds it: the address on its paper, and what is found there.

Nobody is asked who they are: the digits of the digest that stand on the paper are the key. A number without its digits
tells nothing, not even whether it exists.
"""

from __future__ import annotations

import hmac
import re
from urllib.parse import quote

import attrs

from application.documents.prove_bill import corrected_bills
from application.ports.proofs import Proofs
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import Bill, BillNumber
from domain.billing.proof import PAPER_DIGITS, NotProvable, Verdict

_DIGITS = re.compile(rf"[0-9a-f]{{{PAPER_DIGITS},64}}\Z")


class NotOnPaper(LookupError):
    """No bill has this number and these digits; which of the two is wrong is not said."""


@attrs.frozen
class Shown:
    """A bill with its proof and the verdict on it; neither where its facts were not kept."""

    bill: Bill
    proof: bytes | None = attrs.field(repr=False)
    verdict: Verdict | None

    @property
    def names_others(self) -> bool:
        """Whether the proof holds numbers that were called: those go to the customer alone, not to who finds a bill."""
        return any(part.priced.calls for part in self.bill.parts)


def details_url(bill: Bill) -> str:
    """Where the details of a bill are shown: site, tenant, number, the first digits of its digest.

    The tenant is named, so that one site can serve several and none is looked up across them.
    """
    site = (bill.seller.details_site or bill.seller.website).rstrip("/")
    site = site if "://" in site else f"https://{site}"
    return f"{site}/dettaglio/{quote(bill.tenant, safe='')}/{details_name(bill)}?d={bill.digest[:PAPER_DIGITS]}"


def details_name(bill: Bill) -> str:
    """The number of a bill as it stands in an address."""
    return str(bill.number).replace("/", "-")


def show_details(*, units: UnitsOfWork, proofs: Proofs, tenant: str, number: str, digits: str) -> Shown:
    """The bill with this number (a dash for the slash) and these first digits of its digest. NotOnPaper."""
    try:
        parsed = BillNumber.parse(number.replace("-", "/", 1))
        with units(tenant) as uow:
            bill = uow.bills.get(parsed)
            if not _DIGITS.match(digits) or not hmac.compare_digest(digits, bill.digest[: len(digits)]):
                raise NotOnPaper
            corrected = corrected_bills(uow, bill)
    except (ValueError, NotFound) as error:
        raise NotOnPaper from error
    try:
        proof = proofs.write(bill, corrected)
    except NotProvable:
        return Shown(bill, None, None)
    return Shown(bill, proof, proofs.verify(proof, digest=digits))
