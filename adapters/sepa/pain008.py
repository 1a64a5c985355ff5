"""Direct debits as pain.008.001.08, the message of ISO 20022 in the use the EPC makes of it.

Norm: EPC130-08 (Core) and EPC131-08 (B2B) customer-to-bank implementation guidelines. What they add to the schema:
payment type, creditor identifier and charges stand once, in the payment information; shared charges (SLEV); euro;
a mandate and its signature always; agents without a BIC are NOTPROVIDED; no address at all, because an unstructured
one is refused since November 2026 and inside the EEA none is needed; one unstructured remittance text.

A file is composed item by item and closed before the bank's limit of items or bytes, so that memory is bounded by
one file, however many items there are. Every text written is in the character set of SEPA, which holds no sign that
XML would need escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs

from adapters.sepa.charset import identifier, name, remittance
from application.ports.direct_debit import PaymentFile
from domain.contracts.seller import Seller
from domain.kernel.digest import digest_of_bytes
from domain.kernel.money import Money
from domain.payments.bank_profile import AmendedAccount, BankProfile
from domain.payments.collection import Collection, DebitBatch
from domain.payments.mandate import Amendment

MESSAGE = "pain.008.001.08"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{MESSAGE}"
_TAIL = b"</CstmrDrctDbtInitn></Document>\n"
_BLOCK_TAIL = b"</PmtInf>\n"
_NO_BIC = "<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>"
_WIDEST_SUM = Decimal("999999999999999.99")


class FileTooSmall(ValueError):
    """Not even one collection fits in a file of the size the bank profile allows."""


@attrs.frozen
class Pain008:
    """Writes pain.008.001.08 for one bank. Satisfies the port DirectDebits."""

    profile: BankProfile

    def __attrs_post_init__(self) -> None:
        if self.profile.message != MESSAGE:
            raise ValueError(
                f"bank profile {self.profile.name!r}: message {self.profile.message!r}: expected {MESSAGE}"
            )

    def write(
        self, *, batches: Sequence[DebitBatch], seller: Seller, message_id: str, created_at: dt.datetime
    ) -> tuple[PaymentFile, ...]:
        """Every file at once; `files` makes them one at a time."""
        return tuple(self.files(batches=batches, seller=seller, message_id=message_id, created_at=created_at))

    def files(
        self, *, batches: Sequence[DebitBatch], seller: Seller, message_id: str, created_at: dt.datetime
    ) -> Iterator[PaymentFile]:
        """The files in order, each made when it is asked for.

        Raises NotSepaText for an identifier or name that cannot be written, FileTooSmall for an impossible limit.
        """
        if created_at.tzinfo is None:
            raise ValueError(f"created_at {created_at}: expected an instant with its offset")
        header = _Header(message_id, created_at, name(seller.name))
        current = _File(header, 1)
        for batch in batches:
            block = _Block.of(batch, seller, self.profile)
            for item in batch.collections:
                entry = block.entry(item)
                if current.count and not current.takes(block, entry, self.profile):
                    yield current.finish()
                    current = _File(header, current.number + 1)
                if not current.takes(block, entry, self.profile):
                    raise FileTooSmall(
                        f"bank profile {self.profile.name!r}: collection {item.end_to_end_id} alone needs more than "
                        f"the {self.profile.max_bytes} bytes a file may have; raise max_bytes"
                    )
                current.add(block, entry, item)
        if current.count:
            yield current.finish()


@attrs.frozen
class _Header:
    message_id: str
    created_at: dt.datetime
    initiator: str

    def file_id(self, number: int) -> str:
        return identifier("message id", f"{self.message_id}-{number}")

    def text(self, number: int, count: int, total: Decimal) -> bytes:
        created = self.created_at.isoformat(timespec="seconds")
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}"><CstmrDrctDbtInitn>'
            f"<GrpHdr><MsgId>{self.file_id(number)}</MsgId><CreDtTm>{created}</CreDtTm><NbOfTxs>{count}</NbOfTxs>"
            f"<CtrlSum>{total}</CtrlSum><InitgPty><Nm>{self.initiator}</Nm></InitgPty></GrpHdr>\n"
        ).encode("ascii")


@attrs.frozen
class _Block:
    """One payment information: what its items share, and how an item is written in it."""

    batch: DebitBatch
    profile: BankProfile
    shared: str

    @classmethod
    def of(cls, batch: DebitBatch, seller: Seller, profile: BankProfile) -> _Block:
        agent = f"<FinInstnId><BICFI>{profile.bic}</BICFI></FinInstnId>" if profile.bic else _NO_BIC
        shared = (
            "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl>"
            f"<LclInstrm><Cd>{batch.scheme.value}</Cd></LclInstrm><SeqTp>{batch.sequence.value}</SeqTp></PmtTpInf>"
            f"<ReqdColltnDt>{batch.when.day.isoformat()}</ReqdColltnDt><Cdtr><Nm>{name(seller.name)}</Nm></Cdtr>"
            f"<CdtrAcct><Id><IBAN>{batch.creditor_iban}</IBAN></Id></CdtrAcct><CdtrAgt>{agent}</CdtrAgt>"
            f"<ChrgBr>SLEV</ChrgBr><CdtrSchmeId>{_creditor(batch.creditor_id.text)}</CdtrSchmeId>\n"
        )
        return cls(batch, profile, shared)

    def text(self, block_id: str, count: int, total: Decimal) -> bytes:
        booking = "true" if self.profile.batch_booking else "false"
        return (
            f"<PmtInf><PmtInfId>{identifier('payment information id', block_id)}</PmtInfId><PmtMtd>DD</PmtMtd>"
            f"<BtchBookg>{booking}</BtchBookg><NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>{self.shared}"
        ).encode("ascii")

    def entry(self, item: Collection) -> bytes:
        """One DrctDbtTxInf. The account holder is the debtor; the customer, when another, the ultimate debtor."""
        mandate = item.mandate
        holder = name(mandate.account_holder)
        customer = holder if mandate.debtor_name == mandate.account_holder else name(mandate.debtor_name)
        ultimate = "" if customer == holder else f"<UltmtDbtr><Nm>{customer}</Nm></UltmtDbtr>"
        purpose = f"<Purp><Cd>{self.profile.purpose}</Cd></Purp>" if self.profile.purpose else ""
        return (
            f"<DrctDbtTxInf><PmtId><EndToEndId>{identifier('end-to-end id', item.end_to_end_id)}</EndToEndId></PmtId>"
            f'<InstdAmt Ccy="EUR">{item.amount}</InstdAmt><DrctDbtTx><MndtRltdInf>'
            f"<MndtId>{identifier('mandate reference', mandate.umr.text)}</MndtId>"
            f"<DtOfSgntr>{mandate.signed_on.isoformat()}</DtOfSgntr>{self._amendment(item.amendment)}"
            f"</MndtRltdInf></DrctDbtTx><DbtrAgt>{_NO_BIC}</DbtrAgt><Dbtr><Nm>{holder}</Nm></Dbtr>"
            f"<DbtrAcct><Id><IBAN>{mandate.iban}</IBAN></Id></DbtrAcct>{ultimate}{purpose}"
            f"<RmtInf><Ustrd>{remittance(item.remittance)}</Ustrd></RmtInf></DrctDbtTxInf>\n"
        ).encode("ascii")

    def _amendment(self, change: Amendment | None) -> str:
        if change is None:
            return ""
        parts = []
        if change.old_umr:
            parts.append(f"<OrgnlMndtId>{identifier('mandate reference', change.old_umr.text)}</OrgnlMndtId>")
        if change.old_creditor_id or change.old_creditor_name:
            former = f"<Nm>{name(change.old_creditor_name)}</Nm>" if change.old_creditor_name else ""
            former += _creditor(change.old_creditor_id.text) if change.old_creditor_id else ""
            parts.append(f"<OrgnlCdtrSchmeId>{former}</OrgnlCdtrSchmeId>")
        if change.old_iban:
            by_iban = self.profile.amended_account is AmendedAccount.IBAN
            account = f"<IBAN>{change.old_iban}</IBAN>" if by_iban else "<Othr><Id>SMNDA</Id></Othr>"
            parts.append(f"<OrgnlDbtrAcct><Id>{account}</Id></OrgnlDbtrAcct>")
        return f"<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>{''.join(parts)}</AmdmntInfDtls>"


def _creditor(text: str) -> str:
    return f"<Id><PrvtId><Othr><Id>{text}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id>"


@attrs.define
class _Part:
    """The items of one block that are in one file."""

    block: _Block
    entries: list[bytes] = attrs.field(factory=list)
    total: Decimal = Decimal("0.00")


@attrs.define
class _File:
    """A file being filled. Its size is reckoned with the widest counts and sums, so that it is never too low."""

    header: _Header
    number: int
    parts: list[_Part] = attrs.field(factory=list)
    receivables: list[str] = attrs.field(factory=list)
    size: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.size = len(self.header.text(self.number, 10**15, _WIDEST_SUM)) + len(_TAIL)

    def takes(self, block: _Block, entry: bytes, profile: BankProfile) -> bool:
        """Whether the entry still fits."""
        return self.count < profile.max_tx_per_file and self._size_with(block, entry) <= profile.max_bytes

    @property
    def count(self) -> int:
        """How many collections are in it."""
        return len(self.receivables)

    def add(self, block: _Block, entry: bytes, item: Collection) -> None:
        """The entry of a collection, at the end."""
        self.size = self._size_with(block, entry)
        if not self._continues(block):
            self.parts.append(_Part(block))
        part = self.parts[-1]
        part.entries.append(entry)
        part.total += item.amount.amount
        self.receivables.append(item.receivable)

    def finish(self) -> PaymentFile:
        """The file, with its sums in front."""
        file_id = self.header.file_id(self.number)
        total = sum((part.total for part in self.parts), Decimal("0.00"))
        pieces = [self.header.text(self.number, self.count, total)]
        for number, part in enumerate(self.parts, 1):
            pieces.append(part.block.text(f"{file_id}-{number}", len(part.entries), part.total))
            pieces.extend(part.entries)
            pieces.append(_BLOCK_TAIL)
        content = b"".join([*pieces, _TAIL])
        file_name = "".join(sign if sign.isalnum() or sign == "-" else "_" for sign in file_id) + ".xml"
        return PaymentFile(
            file_name,
            file_id,
            content,
            digest_of_bytes(content),
            self.count,
            Money(total),
            tuple(self.receivables),
        )

    def _continues(self, block: _Block) -> bool:
        return bool(self.parts) and self.parts[-1].block is block

    def _size_with(self, block: _Block, entry: bytes) -> int:
        if self._continues(block):
            return self.size + len(entry)
        head = block.text(f"{self.header.file_id(self.number)}-{len(self.parts) + 1}", 10**15, _WIDEST_SUM)
        return self.size + len(head) + len(_BLOCK_TAIL) + len(entry)
