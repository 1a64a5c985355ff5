"""What a schema cannot see in a pain.008.001.08: the usage rules of the EPC, checked on the bytes about to be sent.

Norm: EPC130-08 and EPC131-08, customer-to-bank implementation guidelines. Read item by item, so that a file of any
length is checked in the memory of one item.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import attrs
from lxml import etree

from adapters.sepa.charset import NAME_LENGTH, TEXT_LENGTH, is_allowed, is_identifier
from adapters.sepa.pain008 import NAMESPACE
from adapters.xml import MalformedXml, UnsafeXml, iter_records
from domain.kernel.fault import Fault
from domain.kernel.identifiers import CreditorId, Iban, InvalidIdentifier
from domain.payments.bank_profile import SequenceType
from domain.payments.faults import COL_004
from domain.payments.mandate import Scheme

_CODE = COL_004.code
_ITEM = "DrctDbtTxInf"
_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}\Z")
_SCHEMES = tuple(scheme.value for scheme in Scheme)
_SEQUENCES = tuple(sequence.value for sequence in SequenceType)
_BLOCK_VALUES = {
    "PmtMtd": ("DD",),
    "PmtTpInf/SvcLvl/Cd": ("SEPA",),
    "PmtTpInf/LclInstrm/Cd": _SCHEMES,
    "PmtTpInf/SeqTp": _SEQUENCES,
    "ChrgBr": ("SLEV",),
    "CdtrSchmeId/Id/PrvtId/Othr/SchmeNm/Prtry": ("SEPA",),
}
_BLOCK_KEY = (
    "PmtTpInf/SeqTp",
    "PmtTpInf/LclInstrm/Cd",
    "ReqdColltnDt",
    "CdtrAcct/Id/IBAN",
    "CdtrSchmeId/Id/PrvtId/Othr/Id",
)


def check(xml: bytes) -> tuple[Fault, ...]:
    """The rules of the EPC a file breaks, in the order of the file; none for a good one.

    The subject is the end-to-end identifier, the payment information or the message they are found in.
    """
    state = _State()
    try:
        for element in iter_records(xml, whole=frozenset({_ITEM.lower()}), limit_bytes=len(xml)):
            state.see(element)
    except (MalformedXml, UnsafeXml) as error:
        return (*state.faults, Fault(_CODE, "file", str(error)))
    state.finish()
    return tuple(state.faults)


@attrs.define
class _Sums:
    """What was counted, to compare with what is declared."""

    count: int = 0
    total: Decimal = Decimal(0)

    def add(self, amount: Decimal) -> None:
        self.count += 1
        self.total += amount


@attrs.define
class _State:
    """The file as far as it has been read."""

    faults: list[Fault] = attrs.field(factory=list)
    header: dict[str, str] = attrs.field(factory=dict)
    block: dict[str, str] = attrs.field(factory=dict)
    in_file: _Sums = attrs.field(factory=_Sums)
    in_block: _Sums = attrs.field(factory=_Sums)
    seen: dict[str, set[str]] = attrs.field(factory=dict)

    def see(self, element: etree._Element) -> None:
        """Take the next piece of the file: the root, a leaf of a head, or a whole item."""
        parent = element.getparent()
        if parent is None:
            if etree.QName(element).text != f"{{{NAMESPACE}}}Document":
                self._bad("file", f"root {etree.QName(element).text}: expected Document of {NAMESPACE}")
            return
        if _local(element) == _ITEM:
            if not self.in_block.count:
                self._check_block()
            self._check_item(element)
            return
        path = _path(element)
        self._check_text(self.block.get("PmtInfId", "") or "message", path, element.text or "")
        if path.startswith("GrpHdr/"):
            self.header[path.removeprefix("GrpHdr/")] = element.text or ""
        elif path == "PmtInf/PmtInfId":
            self._close_block()
            self.block, self.in_block = {"PmtInfId": element.text or ""}, _Sums()
        elif path.startswith("PmtInf/"):
            self.block[path.removeprefix("PmtInf/")] = element.text or ""

    def finish(self) -> None:
        """Compare the sums of the whole file and check its head."""
        self._close_block()
        subject = self.header.get("MsgId", "message")
        self._identifier(subject, "MsgId", subject)
        self._sums(subject, self.header, self.in_file)
        if not self.in_file.count:
            self._bad(subject, "no collections; a file without any is refused")

    def _check_block(self) -> None:
        block, subject = self.block, self.block.get("PmtInfId", "")
        self._identifier(subject, "PmtInfId", subject)
        self._once("PmtInfId", subject, subject)
        for path, allowed in _BLOCK_VALUES.items():
            if block.get(path) not in allowed:
                self._bad(subject, f"{path} {block.get(path)!r}: expected {' or '.join(allowed)}")
        self._built(subject, "creditor account", block.get("CdtrAcct/Id/IBAN", ""), Iban)
        self._built(subject, "creditor", block.get("CdtrSchmeId/Id/PrvtId/Othr/Id", ""), CreditorId)
        self._once("batch", subject, " ".join(block.get(path, "") for path in _BLOCK_KEY))
        if self._day(block, "ReqdColltnDt") < self._day({"CreDtTm": self.header.get("CreDtTm", "")[:10]}, "CreDtTm"):
            self._bad(
                subject,
                f"ReqdColltnDt {block.get('ReqdColltnDt')!r}: before the file was made, {self.header.get('CreDtTm')!r}",
            )

    def _close_block(self) -> None:
        if self.block:
            subject = self.block.get("PmtInfId", "")
            self._sums(subject, self.block, self.in_block)
            if not self.in_block.count:
                self._bad(subject, "no collections; leave it out")

    def _check_item(self, element: etree._Element) -> None:
        leaves = list(_leaves(element, ""))
        texts = {path: leaf.text or "" for path, leaf in leaves}
        subject = texts.get("PmtId/EndToEndId", "")
        for path, leaf in leaves:
            self._check_text(subject, path, leaf.text or "")
        self._identifier(subject, "EndToEndId", subject)
        self._once("EndToEndId", subject, subject)
        self._built(subject, "debtor account", texts.get("DbtrAcct/Id/IBAN", ""), Iban)
        for shared in ("PmtTpInf/", "DrctDbtTx/CdtrSchmeId/", "ChrgBr"):
            if any(path.startswith(shared) for path in texts):
                self._bad(subject, f"{shared.strip('/')} stands in the item; it belongs to the payment information")
        self._check_amount(subject, element)
        self._check_mandate(subject, texts)
        self._check_remittance(subject, [path for path, _ in leaves], texts)

    def _check_amount(self, subject: str, element: etree._Element) -> None:
        found = element.find(f"{{{NAMESPACE}}}InstdAmt")
        text = "" if found is None else found.text or ""
        if found is None or found.get("Ccy") != "EUR":
            self._bad(subject, f"InstdAmt in {None if found is None else found.get('Ccy')!r}: expected EUR")
        good = bool(_AMOUNT.match(text)) and Decimal(text) > 0
        if not good:
            self._bad(subject, f"InstdAmt {text!r}: expected 0.01 to 999999999.99 with two decimals")
        for sums in (self.in_file, self.in_block):
            sums.add(Decimal(text) if good else Decimal(0))

    def _check_mandate(self, subject: str, texts: dict[str, str]) -> None:
        head = "DrctDbtTx/MndtRltdInf/"
        reference = texts.get(head + "MndtId", "")
        self._identifier(subject, "MndtId", reference)
        if " " in reference:
            self._bad(subject, f"MndtId {reference!r}: expected no spaces, many banks refuse them")
        signed = self._day(texts, head + "DtOfSgntr", subject)
        if signed > self._day(self.block, "ReqdColltnDt", subject):
            self._bad(subject, f"DtOfSgntr {signed}: after the collection day {self.block.get('ReqdColltnDt')}")
        has_changes = any(path.startswith(head + "AmdmntInfDtls/") for path in texts)
        if has_changes != (texts.get(head + "AmdmntInd") == "true"):
            self._bad(subject, "AmdmntInd and AmdmntInfDtls: one says the mandate changed and the other does not")

    def _check_remittance(self, subject: str, paths: list[str], texts: dict[str, str]) -> None:
        unstructured = paths.count("RmtInf/Ustrd")
        structured = any(path.startswith("RmtInf/Strd") for path in paths)
        if unstructured > 1 or (unstructured and structured):
            self._bad(subject, "RmtInf: expected one Ustrd or one Strd, not both")
        if len(texts.get("RmtInf/Ustrd", "")) > TEXT_LENGTH:
            self._bad(subject, f"Ustrd of {len(texts['RmtInf/Ustrd'])} signs: expected {TEXT_LENGTH} at most")

    def _check_text(self, subject: str, path: str, text: str) -> None:
        if not is_allowed(text):
            self._bad(subject, f"{path} {text!r}: has a sign outside the SEPA set")
        if path.endswith("/Nm") and len(text) > NAME_LENGTH:
            self._bad(subject, f"{path} of {len(text)} signs: expected {NAME_LENGTH} at most")
        if path.endswith("/AdrLine"):
            self._bad(subject, f"{path} {text!r}: unstructured addresses are refused; send none or a structured one")

    def _sums(self, subject: str, declared: dict[str, str], found: _Sums) -> None:
        if declared.get("NbOfTxs") != str(found.count):
            self._bad(subject, f"NbOfTxs {declared.get('NbOfTxs')!r}: the collections are {found.count}")
        control = declared.get("CtrlSum", "")
        if not re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", control) or Decimal(control) != found.total:
            self._bad(subject, f"CtrlSum {control!r}: the collections make {found.total}")

    def _identifier(self, subject: str, kind: str, text: str) -> None:
        if not is_identifier(text):
            self._bad(subject, f"{kind} {text!r}: expected 1 to 35 SEPA characters, no slash at an end or doubled")

    def _once(self, kind: str, subject: str, text: str) -> None:
        known = self.seen.setdefault(kind, set())
        if text in known:
            self._bad(subject, f"{kind} {text!r}: is in the file twice")
        known.add(text)

    def _built(self, subject: str, kind: str, text: str, build: Callable[[str], object]) -> None:
        try:
            build(text)
        except InvalidIdentifier as error:
            self._bad(subject, f"{kind}: {error}")

    def _day(self, texts: dict[str, str], path: str, subject: str = "") -> dt.date:
        """The day at `path`; a fault and 1 January of the year 1 where there is none."""
        try:
            return dt.date.fromisoformat(texts.get(path, ""))
        except ValueError:
            self._bad(subject or texts.get("PmtInfId", "message"), f"{path} {texts.get(path)!r}: expected a day")
            return dt.date.min

    def _bad(self, subject: str, message: str) -> None:
        self.faults.append(Fault(_CODE, subject, message))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _leaves(element: etree._Element, path: str) -> Iterator[tuple[str, etree._Element]]:
    """The elements below that have no children, with the local names that lead to them."""
    for child in element:
        below = f"{path}/{_local(child)}" if path else _local(child)
        if len(child):
            yield from _leaves(child, below)
        else:
            yield below, child


def _path(element: etree._Element) -> str:
    """The local names from below the message to `element`."""
    names = [_local(element), *(_local(above) for above in element.iterancestors())]
    return "/".join(reversed(names[:-2]))
