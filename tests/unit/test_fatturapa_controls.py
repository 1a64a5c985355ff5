"""The local SdI controls: one mutation of a good file for every code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import attrs
import pytest
from lxml import etree

from adapters.fatturapa.controls.document import BODY_CONTROLS, FILE_CONTROLS, WHOLE_FILE, check
from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.fatturapa.limits import LIMITS
from adapters.fatturapa.sending import PublicBody
from application.faults import kind_of
from domain.contracts.party import PartyKind
from domain.kernel.fault import Severity
from domain.kernel.identifiers import CodiceFiscale
from tests.support.strategies.bills import ISSUED_ON, REVERSE_CHARGE, sample_bill, sample_line, sample_lines

NAME = "IT01234567897_00001.xml"
FATTURAPA = FatturaPA(Layout(CodiceFiscale("01234567897")))
HEADER = "FatturaElettronicaHeader"
SENDING = f"{HEADER}/DatiTrasmissione"
SELLER_IDS = f"{HEADER}/CedentePrestatore/DatiAnagrafici"
BUYER_IDS = f"{HEADER}/CessionarioCommittente/DatiAnagrafici"
BODY = "FatturaElettronicaBody"
GENERAL = f"{BODY}/DatiGenerali/DatiGeneraliDocumento"
TAXED = f"{BODY}/DatiBeniServizi/DettaglioLinee[1]"
RAI = f"{BODY}/DatiBeniServizi/DettaglioLinee[last()]"
TAXED_TOTAL = f"{BODY}/DatiBeniServizi/DatiRiepilogo[1]"
RAI_TOTAL = f"{BODY}/DatiBeniServizi/DatiRiepilogo[2]"

Change = Callable[[etree._Element], None]


def put(path: str, text: str) -> Change:
    """Sets the text of an element that is there."""

    def change(root: etree._Element) -> None:
        _at(root, path).text = text

    return change


def drop(path: str) -> Change:
    """Removes an element."""

    def change(root: etree._Element) -> None:
        element = _at(root, path)
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    return change


def after(path: str, xml: str) -> Change:
    """Adds an element behind another."""

    def change(root: etree._Element) -> None:
        _at(root, path).addnext(etree.fromstring(xml))

    return change


def version(text: str) -> Change:
    """Sets the attribute of the root."""

    def change(root: etree._Element) -> None:
        root.set("versione", text)

    return change


def again(root: etree._Element) -> None:
    """The same invoice once more."""
    body = _at(root, BODY)
    body.addnext(etree.fromstring(etree.tostring(body)))


def _at(root: etree._Element, path: str) -> etree._Element:
    element = root.find(path)
    assert element is not None, path
    return element


def vat_id(country: str, number: str) -> str:
    return f"<IdFiscaleIVA><IdPaese>{country}</IdPaese><IdCodice>{number}</IdCodice></IdFiscaleIVA>"


def fund(rate: str, *more: str) -> str:
    return (
        "<DatiCassaPrevidenziale><TipoCassa>TC01</TipoCassa><AlCassa>4.00</AlCassa>"
        f"<ImportoContributoCassa>0.10</ImportoContributoCassa><AliquotaIVA>{rate}</AliquotaIVA>{''.join(more)}"
        "</DatiCassaPrevidenziale>"
    )


HOME = FATTURAPA.write(sample_bill(), progressive=1, sent_on=ISSUED_ON).xml
PUBLIC = FATTURAPA.write(sample_bill(PartyKind.PUBLIC_BODY), progressive=1, sent_on=ISSUED_ON).xml
RESELLER = FATTURAPA.write(
    sample_bill(
        PartyKind.COMPANY,
        lines=tuple(
            sample_line(each.code, each.label, each.block, each.quota, each.quantity, each.price.value, REVERSE_CHARGE)
            for each in sample_lines(PartyKind.COMPANY)
        ),
    ),
    progressive=1,
    sent_on=ISSUED_ON,
).xml
NUMBER = f"{GENERAL}/Numero"
EMPTY_DISCOUNT = "<ScontoMaggiorazione><Tipo>SC</Tipo></ScontoMaggiorazione>"
LINKED = "<DatiFattureCollegate><IdDocumento>E1</IdDocumento><Data>2026-12-01</Data></DatiFattureCollegate>"

MUTATIONS: tuple[tuple[str, bytes, tuple[Change, ...], set[str]], ...] = (
    ("00200", HOME, (drop(f"{TAXED}/PrezzoTotale"),), set()),
    ("00313", HOME, (put(f"{SENDING}/CodiceDestinatario", "XXXXXXX"),), set()),
    (
        "00330",
        HOME,
        (after(f"{SENDING}/CodiceDestinatario", "<PECDestinatario>sdi01@PEC.fatturapa.it</PECDestinatario>"),),
        set(),
    ),
    ("00400", HOME, (drop(f"{RAI}/Natura"),), set()),
    ("00401", HOME, (after(f"{TAXED}/AliquotaIVA", "<Natura>N2.2</Natura>"),), set()),
    ("00403", HOME, (put(f"{GENERAL}/Data", "2026-09-11"),), set()),
    ("00409", HOME, (again,), set()),
    ("00411", HOME, (after(f"{TAXED}/AliquotaIVA", "<Ritenuta>SI</Ritenuta>"),), set()),
    ("00413", HOME, (after(NUMBER, fund("0.00")),), set()),
    ("00414", HOME, (after(NUMBER, fund("10.00", "<Natura>N2.2</Natura>")),), set()),
    ("00415", HOME, (after(NUMBER, fund("10.00", "<Ritenuta>SI</Ritenuta>")),), set()),
    ("00417", HOME, (drop(f"{BUYER_IDS}/CodiceFiscale"),), set()),
    ("00418", HOME, (after(GENERAL, LINKED),), set()),
    ("00419", HOME, (drop(RAI_TOTAL),), {"00443", "00444"}),
    ("00420", RESELLER, (put(f"{TAXED_TOTAL}/EsigibilitaIVA", "S"),), set()),
    ("00421", HOME, (put(f"{TAXED_TOTAL}/Imposta", "11.45"),), set()),
    ("00422", HOME, (put(f"{RAI_TOTAL}/ImponibileImporto", "19.00"),), set()),
    ("00423", HOME, (put(f"{TAXED}/PrezzoUnitario", "0.1425"),), set()),
    ("00424", HOME, (put(f"{TAXED}/AliquotaIVA", "0.10"),), {"00419", "00422", "00443"}),
    ("00425", HOME, (put(NUMBER, "BOLLETTA"),), set()),
    ("00427", HOME, (put(f"{SENDING}/CodiceDestinatario", "UFABCD"),), set()),
    ("00428", HOME, (version("FPA12"),), set()),
    ("00429", HOME, (drop(f"{RAI_TOTAL}/Natura"),), {"00444"}),
    ("00430", HOME, (after(f"{TAXED_TOTAL}/AliquotaIVA", "<Natura>N2.2</Natura>"),), set()),
    ("00437", HOME, (after(NUMBER, EMPTY_DISCOUNT),), set()),
    ("00438", HOME, (after(f"{TAXED}/PrezzoUnitario", EMPTY_DISCOUNT),), set()),
    ("00443", HOME, (put(f"{RAI}/AliquotaIVA", "22.00"), drop(f"{RAI}/Natura")), {"00422"}),
    ("00444", HOME, (put(f"{RAI}/Natura", "N1"),), set()),
    ("00445", HOME, (put(f"{RAI}/Natura", "N2"), put(f"{RAI_TOTAL}/Natura", "N2")), set()),
    ("00471", HOME, (put(f"{BUYER_IDS}/CodiceFiscale", "01234567897"),), set()),
    ("00472", HOME, (put(f"{GENERAL}/TipoDocumento", "TD27"),), set()),
    ("00473", HOME, (put(f"{GENERAL}/TipoDocumento", "TD17"),), {"00475"}),
    ("00474", HOME, (put(f"{GENERAL}/TipoDocumento", "TD21"),), {"00472"}),
    ("00475", HOME, (put(f"{GENERAL}/TipoDocumento", "TD20"),), set()),
    (
        "00476",
        RESELLER,
        (put(f"{SELLER_IDS}/IdFiscaleIVA/IdPaese", "DE"), put(f"{BUYER_IDS}/IdFiscaleIVA/IdPaese", "FR")),
        set(),
    ),
)
ELSEWHERE = {"00001", "00003", "00398", "00399"}


def codes(xml: bytes, name: str = NAME, **more: PublicBody) -> set[str]:
    faults = check(xml, name=name, sent_on=ISSUED_ON, schema=None, public_bodies={k[1:]: v for k, v in more.items()})
    assert all(fault.code == "DOC-001" and kind_of(fault).severity is Severity.REFUSE for fault in faults)
    return {fault.message[:5] for fault in faults}


def changed(xml: bytes, *changes: Change) -> bytes:
    root = etree.fromstring(xml)
    for change in changes:
        change(root)
    return etree.tostring(root)


@pytest.mark.parametrize("xml", [HOME, PUBLIC, RESELLER])
def test_a_good_file_breaks_no_control(xml: bytes) -> None:
    assert codes(xml) == set()


@pytest.mark.parametrize(("code", "xml", "changes", "also"), MUTATIONS, ids=[row[0] for row in MUTATIONS])
def test_a_mutation_is_found_by_its_code(code: str, xml: bytes, changes: tuple[Change, ...], also: set[str]) -> None:
    assert codes(changed(xml, *changes)) == {code} | also


def test_every_control_has_a_mutation() -> None:
    made = {each.code for each in FILE_CONTROLS} | {each.code for each in BODY_CONTROLS} | set(WHOLE_FILE)
    assert {row[0] for row in MUTATIONS} | ELSEWHERE == made


def test_a_bad_file_name_is_00001() -> None:
    assert codes(HOME, "bolletta.xml") == {"00001"}


def test_a_file_above_the_limit_is_00003() -> None:
    pdf = b"0" * LIMITS.max_bytes
    assert codes(FATTURAPA.write(sample_bill(), progressive=1, sent_on=ISSUED_ON, pdf=pdf).xml) == {"00003"}


@pytest.mark.parametrize(
    "xml", [b"", b"%PDF", HOME[:-20], b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<FatturaElettronica/>"]
)
def test_what_is_no_fatturapa_is_00200(xml: bytes) -> None:
    assert codes(xml) == {"00200"}


@pytest.mark.parametrize("text", ["", "12,50", "NaN", "Infinity", "1E+999999", "1_0", "1" * 13])
def test_a_value_that_is_no_number_is_00200_and_says_where(text: str) -> None:
    xml = changed(HOME, put(f"{TAXED}/PrezzoTotale", text))
    (fault,) = check(xml, name=NAME, sent_on=ISSUED_ON, schema=None)
    assert fault.message.startswith("00200 DettaglioLinee/PrezzoTotale")
    assert repr(text) in fault.message


@pytest.mark.parametrize("text", ["", "10/09/2026", "2026-02-30", "2026-W37-4", "20260910"])
def test_a_value_that_is_no_date_is_00200(text: str) -> None:
    assert codes(changed(HOME, put(f"{GENERAL}/Data", text))) == {"00200"}


def test_the_central_office_is_00398_where_the_body_has_one_office() -> None:
    assert codes(PUBLIC, _80001230459=PublicBody(("UF1234",), central="UFABCD")) == {"00398"}
    assert codes(PUBLIC, _80001230459=PublicBody(("UF1234", "UF5678"), central="UFABCD")) == set()


def test_a_registered_body_invoiced_as_a_private_customer_is_00399() -> None:
    private = changed(
        PUBLIC,
        version("FPR12"),
        put(f"{SENDING}/FormatoTrasmissione", "FPR12"),
        put(f"{SENDING}/CodiceDestinatario", "0000000"),
    )
    unknown = changed(PUBLIC, put(f"{SENDING}/CodiceDestinatario", "999999"))
    for xml in (private, unknown):
        assert codes(xml) == set()
        assert codes(xml, _80001230459=PublicBody(("UFABCD",))) == {"00399"}


def test_members_of_a_vat_group_are_not_the_same_party() -> None:
    group = changed(RESELLER, put(f"{BUYER_IDS}/IdFiscaleIVA/IdCodice", "01234567897"))
    assert codes(group) == set()
    assert codes(changed(group, put(f"{BUYER_IDS}/CodiceFiscale", "01234567897"))) == {"00471"}


def test_two_invoices_of_one_number_may_differ_by_year_or_be_invoice_and_credit_note() -> None:
    first = f"{BODY}[1]/DatiGenerali/DatiGeneraliDocumento"
    assert codes(changed(HOME, again, put(f"{first}/Data", "2025-09-10"))) == set()
    assert codes(changed(HOME, again, put(f"{first}/Data", "2026-09-09"))) == {"00409"}
    assert codes(changed(HOME, again, put(f"{first}/TipoDocumento", "TD04"))) == set()


@pytest.mark.parametrize(
    ("discounts", "amount"),
    [
        (("<Tipo>SC</Tipo><Percentuale>10.00</Percentuale>",), "90.00"),
        (("<Tipo>MG</Tipo><Importo>0.05</Importo>",), "105.00"),
        (("<Tipo>SC</Tipo><Percentuale>50.00</Percentuale><Importo>0.10</Importo>",), "90.00"),
        (
            ("<Tipo>SC</Tipo><Percentuale>10.00</Percentuale>", "<Tipo>SC</Tipo><Percentuale>10.00</Percentuale>"),
            "81.00",
        ),
    ],
)
def test_discounts_are_per_unit_one_after_the_other_amount_before_percentage(
    discounts: tuple[str, ...], amount: str
) -> None:
    added = [
        after(f"{TAXED}/PrezzoUnitario", f"<ScontoMaggiorazione>{text}</ScontoMaggiorazione>") for text in discounts
    ]
    values = [put(f"{TAXED}/Quantita", "100.00"), put(f"{TAXED}/PrezzoUnitario", "1.00")]
    assert "00423" not in codes(changed(HOME, *values, *added, put(f"{TAXED}/PrezzoTotale", amount)))
    assert "00423" in codes(changed(HOME, *values, *added, put(f"{TAXED}/PrezzoTotale", "100.00")))


def test_a_comment_inside_a_value_does_not_hide_the_rest_of_it() -> None:
    xml = HOME.replace(b"<Imposta>11.43</Imposta>", b"<Imposta>1<!-- -->1.43</Imposta>")
    assert xml != HOME
    assert codes(xml) == set()


def test_a_date_with_a_time_zone_is_a_date() -> None:
    assert codes(changed(HOME, put(f"{GENERAL}/Data", f"{ISSUED_ON}+02:00"))) == set()


def test_a_file_may_be_sent_on_the_day_of_its_invoice() -> None:
    later = ISSUED_ON + dt.timedelta(days=12)
    assert FATTURAPA.check(HOME, name=NAME, sent_on=later) == ()


def test_public_bodies_of_the_adapter_are_used_by_its_check() -> None:
    adapter = attrs.evolve(FATTURAPA, public_bodies={"80001230459": PublicBody(("UF1",), central="UFABCD")})
    (fault,) = adapter.check(PUBLIC, name=NAME, sent_on=ISSUED_ON)
    assert fault.message.startswith("00398")


def test_an_integration_of_reverse_charge_may_have_rate_and_nature() -> None:
    both = [after(f"{each}/AliquotaIVA", "<Natura>N2.2</Natura>") for each in (TAXED, TAXED_TOTAL)]
    assert codes(changed(HOME, *both)) == {"00401", "00430"}
    assert codes(changed(HOME, *both, put(f"{GENERAL}/TipoDocumento", "TD16"))) == {"00475"}
