"""The hardened parser: what it takes, what it refuses, and that schemas stay on this machine."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters.xml import MAX_DEPTH, MalformedXml, Schema, UnsafeXml, iter_records, parse

LIMIT = 1 << 20
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
EXTERNAL = b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>'
MAIN_XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:s="urn:signature" targetNamespace="urn:main"
  elementFormDefault="qualified">
  <xs:import namespace="urn:signature" schemaLocation="http://example.invalid/2000/signature.xsd"/>
  <xs:element name="a"><xs:complexType><xs:sequence>
    <xs:element name="n" type="xs:int"/><xs:element ref="s:sign"/>
  </xs:sequence></xs:complexType></xs:element></xs:schema>"""
SIGNATURE_XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:signature">
  <xs:element name="sign" type="xs:string"/></xs:schema>"""


def _stream(data: bytes, limit_bytes: int = LIMIT) -> list[str]:
    whole = frozenset({"record"})
    return [
        etree.tostring(e, encoding="unicode", with_tail=False)
        for e in iter_records(data, whole=whole, limit_bytes=limit_bytes)
    ]


def test_a_byte_order_mark_is_no_part_of_the_document() -> None:
    assert parse(b"\xef\xbb\xbf<a/>", limit_bytes=LIMIT).tag == "a"
    assert _stream(b"\xef\xbb\xbf<a/>") == ["<a/>"]


@pytest.mark.parametrize("data", [BOMB, EXTERNAL])
def test_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(UnsafeXml, match="DTD"):
        parse(data, limit_bytes=LIMIT)
    with pytest.raises(UnsafeXml, match="DTD"):
        _stream(data)


@pytest.mark.parametrize("data", [b"", b"text", b"<a>", b"<a></b>", b"<a>\xe9</a>", b"<a>&b;</a>", b"<:/>"])
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedXml):
        parse(data, limit_bytes=LIMIT)
    with pytest.raises(MalformedXml):
        _stream(data)


def test_the_line_of_a_mistake_is_told() -> None:
    with pytest.raises(MalformedXml) as caught:
        parse(b"<a>\n\n<b></c>\n</a>", limit_bytes=LIMIT)
    assert caught.value.line == 3


def test_size_is_limited() -> None:
    with pytest.raises(UnsafeXml, match="4 bytes, at most 3"):
        parse(b"<a/>", limit_bytes=3)
    with pytest.raises(UnsafeXml, match="4 bytes, at most 3"):
        _stream(b"<a/>", 3)


def test_depth_is_limited() -> None:
    def nested(depth: int) -> bytes:
        return b"<a>" * depth + b"</a>" * depth

    assert parse(nested(MAX_DEPTH), limit_bytes=LIMIT).tag == "a"
    assert len(_stream(nested(MAX_DEPTH))) == 2
    with pytest.raises(UnsafeXml, match="levels"):
        parse(nested(MAX_DEPTH + 1), limit_bytes=LIMIT)
    with pytest.raises(UnsafeXml, match="levels"):
        _stream(nested(MAX_DEPTH + 1))


def test_records_come_whole_and_strays_do_not_go_unseen() -> None:
    data = b'<F x="1"><w><Record><v>1</v></Record></w><stray/><n:RECORD xmlns:n="urn:n"><v>2</v></n:RECORD></F>'
    root, first, stray, second = _stream(data)
    assert root.startswith('<F x="1"')
    assert first == "<Record><v>1</v></Record>"
    assert stray == "<stray/>"
    assert second.endswith("<v>2</v></n:RECORD>")


def test_a_record_is_forgotten_once_the_next_is_asked_for() -> None:
    data = b"<F>" + (b"<Record><v>" + b"1" * 400 + b"</v></Record>") * 1000 + b"</F>"
    sizes = []
    for element in iter_records(data, whole=frozenset({"record"}), limit_bytes=LIMIT):
        root = element.getroottree().getroot()
        sizes.append(sum(1 for child in root if len(child)))
    assert len(sizes) == 1001
    assert max(sizes[1:]) < 200  # what one chunk of input holds, not the document
    assert sizes[-1] <= 1


def _schema(folder: Path) -> Schema:
    (folder / "main.xsd").write_text(MAIN_XSD)
    (folder / "signature.xsd").write_text(SIGNATURE_XSD)
    return Schema.load(folder / "main.xsd")


def _document(number: str) -> etree._Element:
    text = f'<a xmlns="urn:main"><n>{number}</n><s:sign xmlns:s="urn:signature">x</s:sign></a>'
    return parse(text.encode(), limit_bytes=LIMIT)


def test_an_imported_schema_is_found_beside_the_first(tmp_path: Path) -> None:
    schema = _schema(tmp_path)
    assert schema.errors(_document("1")) == ()
    (error,) = schema.errors(_document("one"))
    assert error.startswith("line 1: ")
    assert "'one'" in error


def test_an_import_that_is_not_there_is_not_looked_for_on_the_network(tmp_path: Path) -> None:
    (tmp_path / "main.xsd").write_text(MAIN_XSD)
    with pytest.raises(etree.XMLSchemaParseError):
        Schema.load(tmp_path / "main.xsd")


def test_one_schema_serves_many_threads(tmp_path: Path) -> None:
    schema = _schema(tmp_path)

    def check(number: int) -> bool:
        text = str(number) if number % 2 else f"x{number}"
        errors = schema.errors(_document(text))
        return errors == () if number % 2 else len(errors) == 1 and f"'x{number}'" in errors[0]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(check, range(400)))


def test_the_official_invoice_schema_loads_with_its_signature_schema(shared_data: Path) -> None:
    schemas = [path for path in (shared_data / "fatturapa").rglob("*.xsd") if "xmldsig" not in path.name]
    loadable = [path for path in schemas if (path.parent / "xmldsig-core-schema.xsd").is_file()]
    if not loadable:
        pytest.skip("no invoice schema with xmldsig-core-schema.xsd beside it")
    for path in loadable:
        assert Schema.load(path).errors(parse(b"<a/>", limit_bytes=LIMIT))


@given(records=st.integers(0, 40), mark=st.sampled_from([b"", b"\xef\xbb\xbf"]), cut=st.integers(0, 20))
def test_a_file_gives_what_its_bytes_give(records: int, mark: bytes, cut: int) -> None:
    data = mark + b"<a><w><n>1</n></w>" + b"<record><x>1</x></record>" * records + b"</a>"
    data = data[: len(data) - cut]
    assert _told(io.BytesIO(data)) == _told(data)


def _told(data: bytes | io.BytesIO) -> list[str]:
    told: list[str] = []
    try:
        elements = iter_records(data, whole=frozenset({"record"}), limit_bytes=LIMIT)
        told.extend(etree.tostring(each, encoding="unicode", with_tail=False) for each in elements)
    except MalformedXml as error:
        told.append(str(error))
    return told


def test_the_root_comes_first_without_what_is_below_it() -> None:
    root, record = _stream(b'<n:F xmlns:n="urn:n" x="1"><record/></n:F>')
    assert (root, record.replace(' xmlns:n="urn:n"', "")) == ('<n:F xmlns:n="urn:n" x="1"/>', "<record/>")


def test_what_was_read_is_forgotten_wrappers_too() -> None:
    data = b"<a>" + b"<w><n>1</n></w>" * 50 + b"<record/>" * 50 + b"</a>"
    _, *_, last = iter_records(data, whole=frozenset({"record"}), limit_bytes=LIMIT)
    assert len(last.getroottree().getroot()) == 1


_TAGS = ("record", "Record", "RECORD", "n:record", "w", "x")


def _element(tag: str, below: list[str]) -> str:
    named = ' xmlns:n="urn:n"' if tag.startswith("n:") else ""
    return f"<{tag}{named}>{''.join(below)}</{tag}>"


_ELEMENTS = st.recursive(
    st.sampled_from(_TAGS).map(lambda tag: _element(tag, [])),
    lambda below: st.builds(_element, st.sampled_from(_TAGS), st.lists(below, max_size=4)),
    max_leaves=12,
)


def _of_interest(element: etree._Element) -> list[str]:
    """The same as the reader gives, from the document as a whole."""
    found = []
    for child in element:
        if etree.QName(child).localname.lower() == "record" or not len(child):
            found.append(etree.tostring(child, encoding="unicode", with_tail=False))
        else:
            found += _of_interest(child)
    return found


@pytest.mark.parametrize("looked_at", [8, 1 << 15])
@given(elements=st.lists(_ELEMENTS, max_size=8))
def test_records_are_the_same_however_they_are_written_and_wherever_they_stand(
    looked_at: int, elements: list[str]
) -> None:
    document = f"<F><x/>{''.join(elements)}</F>"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("adapters.xml._HEAD_BYTES", looked_at)
        _, *given_ = _stream(document.encode())
    assert given_ == _of_interest(etree.fromstring(document))


def test_a_file_cannot_hide_much_from_those_who_look_for_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.xml._UNBROKEN_BYTES", 100_000)
    records = b"<record><v>1</v></record>" * 10_000
    assert len(_stream(b"<F>" + records + b"</F>")) == 10_001
    for hidden in (b"<x/>" * 50_000, b"<record>" + b"<v>1</v>" * 50_000 + b"</record>"):
        with pytest.raises(UnsafeXml, match="more than 100000 bytes in or between two records"):
            _stream(b"<F><record/>" + hidden + b"</F>")
