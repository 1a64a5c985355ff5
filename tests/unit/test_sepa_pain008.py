"""The pain.008.001.08 writer and its own checks."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from adapters.sepa.charset import NotSepaText
from adapters.sepa.pain008 import NAMESPACE, FileTooSmall, Pain008
from adapters.sepa.pain008_check import check
from application.faults import kind_of
from domain.kernel.identifiers import CreditorId, MandateReference
from domain.kernel.money import Money, total
from domain.payments.bank_profile import AmendedAccount
from domain.payments.collection import DebitBatch
from domain.payments.mandate import Mandate
from tests.support.collection_samples import DAY, SELLER, iban, mandate, planned, profile, receivable
from tests.support.pain008_samples import CREATED, many_batches, write

NS = {"p": NAMESPACE}


def batches_of(*mandates: Mandate, amount: str = "88.10") -> tuple[DebitBatch, ...]:
    items = [
        receivable(number, contract=int(one.contract[1:]), amount=Money.of(amount))
        for number, one in enumerate(mandates, 1)
    ]
    result = planned(items, mandates)
    assert result.refused == ()
    return result.batches


def only(batches: tuple[DebitBatch, ...], **changes: Any) -> bytes:
    (file,) = write(batches, **changes)
    return file.content


def texts(xml: bytes, path: str) -> list[str]:
    return [str(found.text) for found in etree.fromstring(xml).iterfind(path, NS)]


def test_the_head_of_a_batch_says_what_the_epc_wants() -> None:
    xml = only(batches_of(mandate()))
    head = {
        "p:PmtMtd": "DD",
        "p:BtchBookg": "true",
        "p:PmtTpInf/p:SvcLvl/p:Cd": "SEPA",
        "p:PmtTpInf/p:LclInstrm/p:Cd": "CORE",
        "p:PmtTpInf/p:SeqTp": "RCUR",
        "p:ReqdColltnDt": "2026-03-20",
        "p:Cdtr/p:Nm": "Societa Luce + Gas S.p.A.",
        "p:CdtrAgt/p:FinInstnId/p:Othr/p:Id": "NOTPROVIDED",
        "p:ChrgBr": "SLEV",
        "p:CdtrSchmeId/p:Id/p:PrvtId/p:Othr/p:Id": "IT04ZZZ0000012345678903",
        "p:CdtrSchmeId/p:Id/p:PrvtId/p:Othr/p:SchmeNm/p:Prtry": "SEPA",
    }
    for path, expected in head.items():
        assert texts(xml, f".//p:PmtInf/{path}") == [expected]


def test_an_item_says_who_what_and_why() -> None:
    xml = only(batches_of(mandate(account_holder="Ada Müller")))
    item = {
        "p:PmtId/p:EndToEndId": "0000000000001-1",
        "p:InstdAmt": "88.10",
        "p:DrctDbtTx/p:MndtRltdInf/p:MndtId": "UMR-000001",
        "p:DrctDbtTx/p:MndtRltdInf/p:DtOfSgntr": "2025-01-15",
        "p:DbtrAgt/p:FinInstnId/p:Othr/p:Id": "NOTPROVIDED",
        "p:Dbtr/p:Nm": "Ada Muller",
        "p:DbtrAcct/p:Id/p:IBAN": iban(1).text,
        "p:UltmtDbtr/p:Nm": "Nicolo D'Agostino",
        "p:Purp/p:Cd": "ENRG",
        "p:RmtInf/p:Ustrd": "Bolletta E/2026/1 del 01/03/2026, contratto C1",
    }
    for path, expected in item.items():
        assert texts(xml, f".//p:DrctDbtTxInf/{path}") == [expected]
    assert b"AmdmntInd" not in xml
    assert b"AdrLine" not in xml


def test_a_customer_who_holds_the_account_is_named_once() -> None:
    assert b"UltmtDbtr" not in only(batches_of(mandate()))


def test_the_bank_of_the_creditor_is_named_where_the_profile_knows_it() -> None:
    xml = only(batches_of(mandate()), bic="BPPIITRRXXX", purpose=None, batch_booking=False)
    assert texts(xml, ".//p:CdtrAgt/p:FinInstnId/p:BICFI") == ["BPPIITRRXXX"]
    assert texts(xml, ".//p:BtchBookg") == ["false"]
    assert b"Purp" not in xml


def test_a_changed_account_is_told_as_the_bank_wants_it() -> None:
    batches = batches_of(mandate().with_account(iban=iban(77), account_holder="A", on=DAY(2026, 2, 1)))
    details = ".//p:AmdmntInfDtls/p:OrgnlDbtrAcct/p:Id"
    smnda = only(batches)
    assert texts(smnda, ".//p:AmdmntInd") == ["true"]
    assert texts(smnda, f"{details}/p:Othr/p:Id") == ["SMNDA"]
    assert texts(smnda, ".//p:DbtrAcct/p:Id/p:IBAN") == [iban(77).text]
    old = only(batches, amended_account=AmendedAccount.IBAN)
    assert texts(old, f"{details}/p:IBAN") == [iban(1).text]


def test_a_changed_reference_and_creditor_are_told() -> None:
    changed = (
        mandate()
        .with_reference(umr=MandateReference("NEW-1"), on=DAY(2026, 2, 1))
        .with_former_creditor(creditor_id=CreditorId("IT66ZZZA1B2C3D4E5F6G7H8"), name="Già Luce", on=DAY(2026, 2, 3))
    )
    xml = only(batches_of(changed))
    assert texts(xml, ".//p:AmdmntInfDtls/p:OrgnlMndtId") == ["UMR-000001"]
    assert texts(xml, ".//p:MndtId") == ["NEW-1"]
    assert texts(xml, ".//p:OrgnlCdtrSchmeId/p:Nm") == ["Gia Luce"]
    assert texts(xml, ".//p:OrgnlCdtrSchmeId//p:Othr/p:Id") == ["IT66ZZZA1B2C3D4E5F6G7H8"]
    assert check(xml) == ()


def test_a_message_identifier_is_refused_not_cleaned() -> None:
    writer = Pain008(profile())
    for bad in ("BOLL_1", "/BOLL", "B//1", "x" * 34):
        with pytest.raises(NotSepaText):
            writer.write(batches=batches_of(mandate()), seller=SELLER, message_id=bad, created_at=CREATED)


def test_an_instant_without_offset_and_another_message_are_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        Pain008(profile()).write(batches=(), seller=SELLER, message_id="B", created_at=CREATED.replace(tzinfo=None))
    with pytest.raises(ValueError, match=r"expected pain\.008\.001\.08"):
        Pain008(profile(message="pain.008.001.02"))


def test_nothing_to_collect_makes_no_file() -> None:
    assert write(()) == ()


def test_a_file_too_small_for_one_collection_is_an_error() -> None:
    with pytest.raises(FileTooSmall, match="0000000000001-1"):
        write(batches_of(mandate()), max_bytes=1_000)


def test_two_files_never_share_an_identifier() -> None:
    files = write(batches_of(*(mandate(number) for number in range(1, 6))), max_tx_per_file=2)
    assert [file.count for file in files] == [2, 2, 1]
    assert [file.message_id for file in files] == ["BOLL-20260310-1", "BOLL-20260310-2", "BOLL-20260310-3"]
    assert len({file.name for file in files}) == 3
    blocks = [block for file in files for block in texts(file.content, ".//p:PmtInfId")]
    assert blocks == ["BOLL-20260310-1-1", "BOLL-20260310-2-1", "BOLL-20260310-3-1"]


@settings(max_examples=60, deadline=None)
@given(many_batches(), st.integers(1, 6), st.sampled_from([2_700, 6_000, 10_000_000]))
def test_files_carry_every_collection_once_and_add_up(
    batches: tuple[DebitBatch, ...], max_tx_per_file: int, max_bytes: int
) -> None:
    files = write(batches, max_tx_per_file=max_tx_per_file, max_bytes=max_bytes)
    expected = [item.end_to_end_id for batch in batches for item in batch.collections]
    assert [found for file in files for found in texts(file.content, ".//p:EndToEndId")] == expected
    assert total(file.total for file in files) == total(batch.total for batch in batches)
    for file in files:
        assert check(file.content) == ()
        assert len(file.content) <= max_bytes
        assert file.count <= max_tx_per_file
        assert file.sha256 == hashlib.sha256(file.content).hexdigest()
        assert texts(file.content, ".//p:GrpHdr/p:NbOfTxs") == [str(file.count)]
        assert texts(file.content, ".//p:GrpHdr/p:CtrlSum") == [str(file.total)]
        for block in etree.fromstring(file.content).iterfind(".//p:PmtInf", NS):
            amounts = [Decimal(str(found.text)) for found in block.iterfind(".//p:InstdAmt", NS)]
            assert block.findtext("p:CtrlSum", namespaces=NS) == str(sum(amounts))
            assert block.findtext("p:NbOfTxs", namespaces=NS) == str(len(amounts))


@settings(max_examples=15, deadline=None)
@given(many_batches())
def test_the_same_batches_give_the_same_bytes(batches: tuple[DebitBatch, ...]) -> None:
    assert write(batches) == write(batches)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<NbOfTxs>2", "<NbOfTxs>3", "NbOfTxs '3': the collections are 2"),
        ("<CtrlSum>176.20", "<CtrlSum>176.21", "CtrlSum '176.21'"),
        ("<EndToEndId>0000000000002-1", "<EndToEndId>0000000000001-1", "is in the file twice"),
        ("<EndToEndId>0000000000002-1", "<EndToEndId>/2", "EndToEndId '/2'"),
        ("<MsgId>BOLL", "<MsgId>BO//LL", "MsgId"),
        ("<PmtInfId>BOLL", "<PmtInfId>/BOLL", "PmtInfId"),
        ("<MndtId>UMR-000002", "<MndtId>UMR 2", "expected no spaces"),
        ("<MndtId>UMR-000002</MndtId>", "", "MndtId ''"),
        (">88.10<", ">0.00<", "expected 0.01 to 999999999.99"),
        (">88.10<", ">1000000000.00<", "expected 0.01 to 999999999.99"),
        (">88.10<", ">88.1<", "with two decimals"),
        ('"EUR"', '"CHF"', "expected EUR"),
        ("<DtOfSgntr>2025-01-15", "<DtOfSgntr>2026-03-21", "after the collection day"),
        ("<DtOfSgntr>2025-01-15</DtOfSgntr>", "", "expected a day"),
        ("<ReqdColltnDt>2026-03-20", "<ReqdColltnDt>2026-03-09", "before the file was made"),
        ("<Cd>CORE", "<Cd>COR1", "expected CORE or B2B"),
        ("<SeqTp>RCUR", "<SeqTp>RPRE", "expected FRST or RCUR or FNAL or OOFF"),
        ("<ChrgBr>SLEV", "<ChrgBr>SHAR", "expected SLEV"),
        ("<ChrgBr>SLEV</ChrgBr>", "", "ChrgBr None"),
        ("<Prtry>SEPA", "<Prtry>ABI", "expected SEPA"),
        ("IT04ZZZ", "IT05ZZZ", "creditor identifier"),
        ("<Nm>Nicolo", "<Nm>Nicolò", "outside the SEPA set"),
        ("<Nm>Nicolo", "<Nm>" + "N" * 70, "70 at most"),
        ("<Ustrd>Bolletta", "<Ustrd>" + "B" * 140, "140 at most"),
        ("<RmtInf>", "<RmtInf><Ustrd>x</Ustrd>", "one Ustrd"),
        ("</Nm></Dbtr>", "</Nm><PstlAdr><AdrLine>Via Roma 1</AdrLine></PstlAdr></Dbtr>", "unstructured addresses"),
        ("</PmtId>", "</PmtId><PmtTpInf><SeqTp>RCUR</SeqTp></PmtTpInf>", "stands in the item"),
        ("</DtOfSgntr>", "</DtOfSgntr><AmdmntInd>true</AmdmntInd>", "AmdmntInd and AmdmntInfDtls"),
        (iban(2).text, "IT00" + iban(2).text[4:], "debtor account"),
        (iban(9_999).text, "IT00" + iban(9_999).text[4:], "creditor account"),
        ("pain.008.001.08", "pain.008.001.02", "expected Document of"),
        ("</PmtInf>", "", "not well-formed"),
        ("<Document", "<!DOCTYPE x><Document", "document type declaration"),
    ],
)
def test_the_check_finds_what_a_schema_misses(old: str, new: str, problem: str) -> None:
    good = only(batches_of(mandate(1), mandate(2)))
    assert check(good) == ()
    assert old.encode() in good
    faults = check(good.replace(old.encode(), new.encode()))
    assert any(problem in fault.message for fault in faults), faults
    assert all(kind_of(fault) for fault in faults)


def test_two_batches_that_should_be_one_are_found() -> None:
    good = only(batches_of(mandate(1)))
    start, stop = good.index(b"<PmtInf>"), good.index(b"</PmtInf>") + len(b"</PmtInf>")
    again = good[start:stop].replace(b"-1-1</PmtInfId>", b"-1-2</PmtInfId>").replace(b"0001-1", b"0001-2")
    assert any("batch" in fault.message for fault in check(good[:stop] + again + good[stop:]))


def test_an_empty_batch_is_found() -> None:
    good = only(batches_of(mandate(1)))
    start, stop = good.index(b"<DrctDbtTxInf>"), good.index(b"</DrctDbtTxInf>") + len(b"</DrctDbtTxInf>")
    messages = [fault.message for fault in check(good[:start] + good[stop:])]
    assert "no collections; leave it out" in messages
    assert "no collections; a file without any is refused" in messages
