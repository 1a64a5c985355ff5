"""Market messages: every declared format reads what it writes; the samples and bad files give what is expected."""

from __future__ import annotations

import datetime as dt
import string
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sii.documentation.messages import docs_of_market_formats, market_format_document, market_formats
from adapters.sii.layouts import codecs
from adapters.sii.layouts.format import CSV, MarketFormat, UnknownMessage, version_for
from adapters.sii.market.carriers.envelope import PdcParties
from adapters.sii.market.code_tables import BadCodeTable, code_table, code_tables
from adapters.sii.market.intake import MarketFile
from adapters.sii.market.mapping import message_of
from adapters.sii.market.registry import MARKET_FORMATS
from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.records import codec
from adapters.sii.records.codec import FieldCodec
from adapters.sii.records.delimited import TableLimits, cells_of
from application.faults import FAULTS
from application.ports.market_flows import UnwritableMessage
from domain.market.message import MarketMessage
from domain.metering.deliveries.delivery import RejectedFile, RejectedRecord
from tests.support.strategies import meters as strategies_meters

FLOWS = SiiMarketFlows()
VATS = ("09999990014", "09999990030", "09999990022", "AAA01234567890BB")
_LETTERS = string.ascii_letters + string.digits + " àèìòù<>&-/.'"


def _lines() -> st.SearchStrategy[str]:
    plain = st.text(_LETTERS, min_size=1, max_size=12).map(str.strip)
    return plain.filter(lambda text: bool(text) and not (text[0] == text[-1] == "'"))


_TEXTS: dict[FieldCodec, st.SearchStrategy[Any]] = {
    codecs.LINE: _lines(),
    codec.CODE: st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=4),
    codec.INT: st.integers(0, 10**9),
    codec.DATE_IT: st.dates(dt.date(2019, 1, 1), dt.date(2030, 1, 1)),
    codec.SI_NO: st.booleans(),
    codec.POD: strategies_meters.points(),
    codecs.VAT: st.sampled_from(VATS),
    codecs.FLAG: st.booleans(),
    codecs.PDR: st.integers(0, 10**14 - 1).map(lambda number: f"{number:014d}"),
    codecs.CONTRACT: st.integers(0, 9999).map(lambda number: f"DP{number:04d}"),
    codecs.REGISTER: st.integers(0, 10**9 - 1),
}


@st.composite
def messages(draw: st.DrawFn, form: MarketFormat) -> MarketMessage:
    texts = {"COD_SERVIZIO": form.service, "COD_FLUSSO": form.step}
    for slot in form.fields:
        if slot.name not in texts and (slot.declared.required or draw(st.booleans())):
            texts[slot.name] = slot.codec.write(draw(_TEXTS[slot.codec]))
    extra: tuple[tuple[str, str], ...] = ()
    if draw(st.booleans()) and (form.carrier != CSV or form.is_open):
        text = draw(_lines())
        last = max(form.columns, *(slot.at for slot in form.fields))
        extra = ((f"[{last + 3}]NUOVA" if form.carrier == CSV else f"[{form.repeated or 'Altro'}/nuovo]", text),)
    if {"COD_POD", "COD_PDR"} <= set(texts):
        del texts["COD_PDR"]  # a message has one point
    return message_of(form, texts, extra, 1)


@pytest.mark.parametrize("form", MARKET_FORMATS, ids=lambda form: str(form.code))
@settings(max_examples=15)
@given(data=st.data())
def test_every_declared_message_is_read_as_written(form: MarketFormat, data: st.DataObject) -> None:
    message = data.draw(messages(form))
    name, content = FLOWS.write([message])
    assert FLOWS.read(name=name, data=content) == (message,)
    if form.carrier == CSV and not any(key.startswith("[") for key, _ in message.values):
        pdc = SiiMarketFlows(pdc=PdcParties())
        name, content = pdc.write([message])
        assert pdc.read(name=name, data=content) == (message,)


@given(data=st.data())
@settings(max_examples=25)
def test_several_messages_of_one_file_keep_their_order_and_columns(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([form for form in MARKET_FORMATS if form.carrier == CSV]))
    found = data.draw(st.lists(messages(form), min_size=1, max_size=4))
    numbered = tuple(attrs.evolve(each, position=position) for position, each in enumerate(found, start=1))
    _, content = FLOWS.write(numbered)
    assert FLOWS.read(name="", data=content) == numbered


OURS = Path(__file__).resolve().parents[1] / "support" / "samples" / "sii"  # of our own making, all values invented
POD, PDR = "IT999E00000074", "09990000000074"
SAMPLES = {
    "APR.0050_000007_00000015.csv": ("APR.0050", POD, None, None, 3),
    "RC1.0050_000007_00000014.csv": ("RC1.0050", POD, None, dt.date(2027, 1, 1), 3),
    "SE1.0050_000007_00000011.csv": ("SE1.0050", POD, None, dt.date(2026, 12, 1), 8),
    "SE1.0100_000007_00000011.csv": ("SE1.0100", POD, False, None, 0),
    "SWG1.0050_000007_00000012.csv": ("SWG1.0050", PDR, None, dt.date(2026, 12, 1), 8),
    "VT1.0050_000007_00000013.csv": ("VT1.0050", POD, None, dt.date(2026, 11, 17), 10),
    "D01.E050_000007_00000016.xml": ("D01.E050", POD, None, dt.date(2027, 1, 1), 5),
    "TAL.0050_09999990048.xml": ("TAL.0050", PDR, None, dt.date(2026, 11, 28), 2),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_read_without_a_remark(name: str) -> None:
    data = (OURS / name).read_bytes()
    found = FLOWS.examine(name=name, data=data)
    assert isinstance(found, MarketFile)
    (message,) = found.items
    assert isinstance(message, MarketMessage)
    assert (
        message.code,
        message.point,
        message.accepted,
        message.effective,
        len(message.values),
    ) == SAMPLES[name]
    assert found.warnings == ()
    written, again = FLOWS.write([message])
    if name.endswith(".csv"):
        assert (written, again) == (name, data)


def test_every_csv_sample_is_in_the_table() -> None:
    assert {path.name for path in OURS.glob("*.csv")} <= set(SAMPLES)


def test_the_reference_samples_are_read_without_a_remark(shared_data: Path) -> None:
    for path in sorted((shared_data / "sii" / "synthetic").glob("*.csv")):
        found = FLOWS.examine(name=path.name, data=path.read_bytes())
        assert isinstance(found, MarketFile)
        assert found.warnings == (), path.name
        assert FLOWS.write([each for each in found.items if isinstance(each, MarketMessage)]) == (
            path.name,
            path.read_bytes(),
        )


HEADER = (
    "COD_SERVIZIO;COD_FLUSSO;PIVA_UTENTE;PIVA_GESTORE;CP_UTENTE;CP_GESTORE;COD_POD;VERIFICA_AMM;COD_CAUSALE;MOTIVAZIONE"
)
ROW = "SE1;0100;09999990014;09999990030;C1;S1;IT999E00000003;1;;"


def file(*lines: str, end: str = "\r\n") -> bytes:
    return end.join((HEADER, *lines, "")).encode()


def codes(data: bytes, flows: SiiMarketFlows = FLOWS) -> tuple[str, list[str], list[str]]:
    """The fault of the file, those of its records ("" for a message), and the remarks."""
    found = flows.examine(name="f.csv", data=data)
    if isinstance(found, RejectedFile):
        return found.fault.code, [], []
    refused = [item.fault.code if isinstance(item, RejectedRecord) else "" for item in found.items]
    return "", refused, [fault.code for fault in found.warnings]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ROW.replace("IT999E00000003", "IT999X1"), "SII-006"),
        (ROW.replace("IT999E00000003", ""), "SII-005"),
        (ROW.replace(";1;;", ";;;"), "SII-005"),
        (ROW.replace(";1;;", ";2;;"), "SII-006"),
        (ROW.replace("09999990030", "09999990031"), "SII-006"),
        (ROW.replace("0100", "0777"), "SII-042"),
        (ROW.replace("SE1;0100", "SE1;0050"), "SII-044"),
        ("SE1;0100;09999990014", "SII-043"),
        (ROW + ";x", "SII-043"),
        (ROW.replace("09999990030", "AAA01234567890BB"), ""),
        (ROW.replace("IT999E00000003", "it999e000000039"), ""),
        (ROW + ";;", ""),
    ],
)
def test_a_bad_record_is_refused_alone(row: str, code: str) -> None:
    assert codes(file(ROW, row, ROW)) == ("", ["", code, ""], [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "SII-040"),
        (HEADER.encode(), "SII-040"),
        (file(ROW).decode().encode("utf-16"), "SII-040"),
        (b"hello", "SII-040"),
        (b"a;b\x81\xff\r\n", "SII-040"),
        (b"a;b\r\n\x81\xff", "SII-041"),
        (HEADER.encode() + b"\r\n\x81\x8d", "SII-042"),
        (b"PK\x03\x04zip", "SII-040"),
        (f"{ROW}\r\n{ROW}\r\n".encode(), "SII-041"),
        (file(ROW).replace(b"CP_UTENTE;CP_GESTORE", b"CP_GESTORE;CP_UTENTE"), "SII-041"),
        (file(ROW).replace(b"COD_POD", b"COD_XXX"), "SII-041"),
        (b"COD_SERVIZIO;COD_FLUSSO;PIVA_UTENTE\r\nSE1;0100;09999990014\r\n", "SII-041"),
        (file(ROW.replace("SE1", "QQ1")), "SII-042"),
        (b"<!DOCTYPE a><Prestazione cod_servizio=\"D01\" cod_flusso=\"E050\">&b;</Prestazione>", "SII-001"),
        (b"<Prestazione cod_servizio='D01'", "SII-001"),
        (b"<Prestazione cod_servizio='D01' cod_flusso='E777'/>", "SII-042"),
        (b"<Other/>", "SII-042"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_whole(data: bytes, code: str) -> None:
    assert codes(data)[0] == code


@pytest.mark.parametrize(
    "limits", [TableLimits(max_file_bytes=50), TableLimits(max_line_bytes=50), TableLimits(max_held_bytes=50)]
)
def test_a_file_above_a_limit_is_refused(limits: TableLimits) -> None:
    data = file(ROW, ROW) if limits.max_held_bytes > 50 else b"<Prestazione>" + b" " * 50 + b"</Prestazione>"
    assert codes(data, SiiMarketFlows(limits=limits))[0] == "SII-009"


def test_a_file_that_is_read_by_the_line_may_be_larger_than_one_that_is_held() -> None:
    assert codes(file(ROW, ROW), SiiMarketFlows(limits=TableLimits(max_held_bytes=50))) == ("", ["", ""], [])


def test_beyond_the_last_row_that_is_read_one_refusal_tells_so() -> None:
    assert codes(file(ROW, ROW, ROW), SiiMarketFlows(limits=TableLimits(max_rows=1)))[1] == ["", "SII-009"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"\x81\x8d;\xff", "SII-048"),
        (ROW.encode().replace(b"C1", b"C\x00"), "SII-048"),
        (b"x" * 300, "SII-009"),
        (ROW.encode()[:40], "SII-043"),
    ],
    ids=["no text", "NUL", "too long", "cut off"],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_a_line_that_cannot_be_read_is_refused_alone_with_its_number(bad: bytes, code: str, is_last: bool) -> None:
    good = ROW.encode()
    lines = [HEADER.encode(), good, good, bad] if is_last else [HEADER.encode(), good, bad, good]
    flows = SiiMarketFlows(limits=TableLimits(max_line_bytes=200))
    found = flows.examine(name="f.csv", data=b"\r\n".join(lines))
    assert isinstance(found, MarketFile)
    (refused,) = (item for item in found.items if isinstance(item, RejectedRecord))
    assert (refused.fault.code, refused.record) == (code, lines.index(bad))
    assert refused.fault.subject == f"f.csv record {lines.index(bad)} (line {lines.index(bad) + 1})"
    assert [item.position for item in found.items if isinstance(item, MarketMessage)] == [
        number for number in (1, 2, 3) if number != refused.record
    ]


def test_each_line_has_its_own_character_set() -> None:
    data = b"\r\n".join([HEADER.encode(), *((ROW + "PERCHÉ").encode(each) for each in ("utf-8", "cp1252", "utf-8"))])
    found = FLOWS.examine(name="f.csv", data=data)
    assert isinstance(found, MarketFile)
    assert [item.reason_text for item in found.items if isinstance(item, MarketMessage)] == ["PERCHÉ"] * 3
    assert [warning.code for warning in found.warnings] == ["SII-046"]


@pytest.mark.parametrize(
    ("data", "remarks"),
    [
        (b"\xef\xbb\xbf" + file(ROW), []),
        (file(ROW, end="\n"), []),
        (file(";".join(f'"{cell}"' for cell in ROW.split(";"))), []),
        (file(";".join(f"'{cell}'" for cell in ROW.split(";"))), []),
        (file(ROW).replace(HEADER.encode(), HEADER.lower().encode()), []),
        (file(ROW.replace("0100", "100")), ["SII-046"]),
        (file(ROW + "PERCHÉ").decode().encode("cp1252"), ["SII-046"]),
        (file(ROW).replace(b"CP_GESTORE", b"PRATICA"), ["SII-046"]),
    ],
)
def test_a_file_that_was_changed_on_its_way_is_read_with_a_remark(data: bytes, remarks: list[str]) -> None:
    assert codes(data) == ("", [""], remarks)


def test_an_unknown_code_value_is_a_remark() -> None:
    data = (OURS / "VT1.0050_000007_00000013.csv").read_bytes()
    assert codes(data.replace(b";01;;;12/11/2026", b";99;;;12/11/2026")) == ("", [""], ["SII-045"])


def test_columns_that_are_not_declared_are_kept_and_written_back() -> None:
    names = [f"N{column}" for column in range(1, 16)]
    names[:5] = HEADER.split(";")[:5]
    names[6] = "COD_POD"
    row = ["SE1", "0200", *VATS[:2], "C1", "S1", "IT999E00000003", "", "nine", "", "", "01/11/2026", "", "", "last"]
    data = f"{';'.join(names)}\r\n{';'.join(row)}\r\n".encode()
    (message,) = FLOWS.read(name="", data=data)  # type: ignore[misc]
    assert isinstance(message, MarketMessage)
    assert message.values == (("[9]N9", "nine"), ("[15]N15", "last"))
    assert message.effective == dt.date(2026, 11, 1)
    assert FLOWS.read(name="", data=FLOWS.write([message])[1]) == (message,)
    assert codes(data) == ("", [""], ["SII-101"])


def test_a_format_to_be_completed_goes_by_the_names_of_its_columns_and_says_so() -> None:
    names = "COD_SERVIZIO;COD_FLUSSO;CP_UTENTE;NUOVA;COD_PDR;PIVA_GESTORE;PIVA_UTENTE"
    row = "VTG1;0050;C1;x;00123400000001;09999990030;09999990014"
    data = f"{names}\r\n{row}\r\n".encode()
    (message,) = FLOWS.read(name="", data=data)  # type: ignore[misc]
    assert isinstance(message, MarketMessage)
    assert (message.case, message.point, message.values) == ("C1", "00123400000001", (("[4]NUOVA", "x"),))
    assert codes(data)[2] == ["SII-046", "SII-101", "SII-047"]


@pytest.mark.parametrize("text", ["a;b", "a\nb", 'a"b;', "'quoted'", '"', "\x00"])
def test_a_value_that_would_not_be_read_back_is_not_written(text: str) -> None:
    (message,) = FLOWS.read(name="", data=file(ROW))  # type: ignore[misc]
    assert isinstance(message, MarketMessage)
    with pytest.raises(UnwritableMessage):
        FLOWS.write([attrs.evolve(message, reason_text=text)])


@pytest.mark.parametrize(
    "change",
    [
        {"values": (("NESSUNO", "x"),)},
        {"point": "09990000000001"},
        {"effective": dt.date(2026, 1, 1)},
        {"sender": "09999990031"},
        {"values": (("[3]X", "x"),)},
        {"values": (("[x]X", "x"),)},
    ],
)
def test_a_message_that_does_not_fit_says_which_field(change: dict[str, Any]) -> None:
    (message,) = FLOWS.read(name="", data=file(ROW))  # type: ignore[misc]
    assert isinstance(message, MarketMessage)
    with pytest.raises(UnwritableMessage, match=r"SE1\.0100"):
        FLOWS.write([attrs.evolve(message, **change)])


def test_a_later_version_is_for_content_from_its_first_day() -> None:
    old = version_for(MARKET_FORMATS, "SE1.0050", None)
    new = attrs.evolve(old, since=dt.date(2027, 1, 1), title="new")
    both = (*MARKET_FORMATS, new)
    assert version_for(both, "SE1.0050", dt.date(2026, 12, 31)) is old
    assert version_for(both, "SE1.0050", dt.date(2027, 1, 1)) is new
    assert version_for(both, "SE1.0050", None) is new
    with pytest.raises(UnknownMessage):
        version_for(both, "SE1.0050", dt.date(2000, 1, 1))


def test_code_tables_and_fields_know_each_other() -> None:
    used = {slot.place.table for form in MARKET_FORMATS for slot in form.fields if slot.place.table}
    assert used == set(code_tables())
    with pytest.raises(BadCodeTable):
        code_table("NESSUNA")


def test_what_is_not_public_is_marked_wherever_it_is_shown() -> None:
    page = docs_of_market_formats()
    for form in MARKET_FORMATS:
        section = market_format_document(form.code)
        assert section in page or section.split("\n\n##", 1)[0] in page
        assert ("**Da completare**" in section) is form.is_to_be_completed
        assert all(f"`{slot.name}`" in section for slot in form.fields)
        assert form.official_code is not form.service.startswith("X_")
    assert len(market_formats()) == len(MARKET_FORMATS)


def test_the_codes_used_are_documented() -> None:
    assert {"SII-040", "SII-041", "SII-042", "SII-043", "SII-044", "SII-045", "SII-046", "SII-047", "SII-048"} <= set(
        FAULTS
    )


def test_an_envelope_is_read_whatever_its_spelling() -> None:
    data = b"""<MessaggioSII><RichiestaSII><Erogatore>S</Erogatore></RichiestaSII><DatiSII><FlussoAPR0150>
    <COD_SERVIZIO>APR</COD_SERVIZIO><COD_FLUSSO>0150</COD_FLUSSO><IdentificativiRichiesta>
    <PIVA_UTENTE>09999990014</PIVA_UTENTE><PIVA_GESTORE>09999990030</PIVA_GESTORE><CP_UTENTE>C1</CP_UTENTE>
    <CP_GESTORE>S1</CP_GESTORE></IdentificativiRichiesta><Esito><Esito>0</Esito><CodCausale>7</CodCausale>
    <Motivazione>no</Motivazione></Esito></FlussoAPR0150></DatiSII></MessaggioSII>"""
    (message,) = FLOWS.read(name="", data=data)  # type: ignore[misc]
    assert isinstance(message, MarketMessage)
    assert (message.accepted, message.reason_code, message.counterpart_case) == (False, "7", "S1")


def test_a_line_that_is_no_csv_keeps_its_cells_as_they_stand() -> None:
    assert cells_of('a\r"b;c') == ('a\r"b', "c")
    assert cells_of('"a;b";c') == ("a;b", "c")
