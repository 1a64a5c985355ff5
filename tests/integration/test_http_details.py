"""The address on the paper of a bill: a page and a proof for whoever holds it, nothing for anybody else."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import attrs
import pikepdf
import pytest
import zxingcpp
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image

from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.http import detail_page
from adapters.http.settings import HttpSettings
from adapters.print.typst_printer import TypstPrinter
from adapters.proof.proofs import JsonProofs
from application.documents.show_details import Shown, details_url
from application.documents.write_documents import documents_of, write_einvoice
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import Bill
from domain.contracts.seller import Seller
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.correction_world import first_bill, more_power, rebill
from tests.support.http_world import application
from tests.support.proof_samples import (
    autumn_bill,
    bill_of,
    corrected_part,
    correction_alone,
    golden_part,
    home_part,
    stored_before,
)
from tests.support.strategies.bills import sample_bill
from tests.support.use_case_world import BRAND, SEPTEMBER, World

PROOFS = JsonProofs()


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def path_of(url: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def correction(world: World) -> Bill:
    """A correction of the first bill, issued."""
    first_bill(world)
    more_power(world)
    bill = rebill(world, SEPTEMBER).bill
    assert bill is not None
    return bill


def printed(world: World, bill: Bill) -> bytes:
    """The PDF of a bill as it goes out."""
    einvoices = FatturaPA(Layout())
    assert not write_einvoice(units=world.units, actor=world.actor, einvoices=einvoices, number=bill.number).faults
    return documents_of(units=world.units, tenant=world.tenant, printer=TypstPrinter(), number=bill.number).pdf


def links(pdf: bytes) -> set[str]:
    """The addresses a PDF links to."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [note for page in opened.pages for note in page.get("/Annots", [])]
        return {str(note.A.URI) for note in found if "/A" in note and "/URI" in note.A}


def codes(pages: tuple[bytes, ...]) -> set[str]:
    """What the codes on pictures of pages say."""
    found = set()
    for page in pages:
        picture = Image.open(io.BytesIO(page)).convert("L")
        pixels = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
        found |= {code.text for code in zxingcpp.read_barcodes(pixels)}
    return found


def test_the_code_on_the_paper_leads_to_the_proof_which_verifies(world: World) -> None:
    bill = correction(world)
    pages = TypstPrinter().pages_png(bill, brand=BRAND, details_url=details_url(bill))
    (address,) = codes(pages)
    assert address in links(printed(world, bill))
    with TestClient(application(units=world.units)) as client:
        page = client.get(path_of(address))
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert "Il conto torna al centesimo" in page.text
        found = re.search(r'href="([^"]+prova\.json[^"]+)"', page.text)
        assert found
        base = path_of(address).rpartition("/")[0]
        answer = client.get(f"{base}/{html.unescape(found[1])}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    digits = urlsplit(address).query.removeprefix("d=")
    assert len(digits) == 16
    verdict = PROOFS.verify(answer.content, digest=digits)
    assert verdict.is_whole
    assert verdict.digest == bill.digest


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    """An application that holds the sample bills of the tenant demo."""
    units = MemoryUnitsOfWork()
    with units("demo") as uow:
        uow.bills.add([autumn_bill(), BILL])
        uow.commit()
    with TestClient(application(HttpSettings(failed_digits_a_minute=5), units=units)) as opened:
        yield opened


BILL = bill_of(corrected_part())
DIGITS = BILL.digest[:16]


@pytest.mark.parametrize(
    "address",
    [
        "/dettaglio/demo/E2026-0000042",
        "/dettaglio/demo/E2026-0000042?d=",
        f"/dettaglio/demo/E2026-0000042?d={DIGITS[:15]}",
        f"/dettaglio/demo/E2026-0000042?d={DIGITS}0000",
        f"/dettaglio/demo/E2026-0000042?d={'0' * 16}",
        f"/dettaglio/demo/E2026-0000042?d={'%C3%A0' * 16}",
        f"/dettaglio/demo/E2026-0000042?d={'0' * 5000}",
        f"/dettaglio/demo/E2026-0000043?d={DIGITS}",
        f"/dettaglio/demo/nothing?d={DIGITS}",
        f"/dettaglio/other/E2026-0000042?d={DIGITS}",
        f"/dettaglio/nobody/E2026-0000042?d={DIGITS}",
        f"/dettaglio/demo/E2026-0000042/prova.json?d={'0' * 16}",
    ],
)
def test_a_wrong_number_wrong_digits_and_a_wrong_tenant_get_one_answer(
    client: TestClient[Litestar], address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.content == detail_page.nothing_page()


def test_many_wrong_digits_in_a_minute_are_told_to_wait_and_right_ones_pass(client: TestClient[Litestar]) -> None:
    answers = [client.get(f"/dettaglio/demo/E2026-{n:07d}?d={'0' * 16}") for n in range(1, 8)]
    assert [answer.status_code for answer in answers] == [404] * 5 + [429] * 2
    assert answers[-1].headers["retry-after"] == "60"
    assert client.get(f"/dettaglio/demo/E2026-0000042?d={DIGITS}").status_code == 200


def test_the_page_names_nobody_and_loads_nothing(client: TestClient[Litestar]) -> None:
    page = client.get(f"/dettaglio/demo/E2026-0000042?d={BILL.digest}")
    customer, part = BILL.customer, BILL.main
    private = (customer.name, customer.last_name, customer.address.street, str(customer.codice_fiscale), customer.email)
    for told in (*private, customer.id, part.point.code, part.contract.number, part.point.address.street):
        assert told not in page.text
    assert not re.search(r"<script| on\w+=| style=|<img|<link|src=", page.text)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"


def test_the_policy_allows_the_style_that_is_on_the_page(client: TestClient[Litestar]) -> None:
    page = client.get(f"/dettaglio/demo/E2026-0000042?d={DIGITS}")
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.S)
    made = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{made}'" in page.headers["content-security-policy"]


def test_the_page_shows_the_lines_with_their_acts_and_how_to_verify(client: TestClient[Litestar]) -> None:
    page = client.get(f"/dettaglio/demo/E2026-0000042?d={DIGITS}").text
    assert page.count("<tr><td>") == len(BILL.lines)
    assert f"bollettario verify E2026-0000042.proof.json --digest {DIGITS}" in page
    assert autumn_bill().digest in page
    named = {each.row for line in BILL.lines for each in line.inputs}
    for row in BILL.main.priced.rows:
        assert (html.escape(row.source.title) in page) or row.id not in named


def shown(bill: Bill, *corrected: Bill) -> Shown:
    proof = PROOFS.write(bill, corrected)
    return Shown(bill, proof, PROOFS.verify(proof, digest=bill.digest))


def test_the_page_says_what_is_not_proved() -> None:
    page = detail_page.detail_page(shown(stored_before(correction_alone()), autumn_bill()), {}).decode()
    assert "non tutto si può rifare" in page
    assert "i dati dei giorni ricalcolati non sono stati conservati" in page
    assert "al centesimo" not in page


def test_the_page_says_that_nothing_could_be_computed_again_or_that_it_differs() -> None:
    page = detail_page.detail_page(shown(stored_before(correction_alone())), {}).decode()
    assert "nessuna voce si può rifare" in page
    assert "al centesimo" not in page
    proof = json.loads(PROOFS.write(BILL, [autumn_bill()]))
    proof["parts"][0]["lines"][0]["amount"] = "0.01"
    verdict = PROOFS.verify(json.dumps(proof).encode())
    page = detail_page.detail_page(Shown(BILL, b"{}", verdict), {}).decode()
    assert "Il conto non torna" in page
    assert "al centesimo" not in page


def test_the_page_of_a_bill_without_its_facts_says_so_and_offers_no_proof() -> None:
    part = home_part()
    bill = bill_of(attrs.evolve(part, priced=attrs.evolve(part.priced, basis=None)))
    units = MemoryUnitsOfWork()
    with units("demo") as uow:
        uow.bills.add([bill])
        uow.commit()
    with TestClient(application(units=units)) as client:
        page = client.get(path_of(details_url(bill)))
        assert page.status_code == 200
        assert "non c’è una prova" in page.text
        assert "prova.json" not in page.text
        assert client.get(path_of(details_url(bill)).replace("?", "/prova.json?")).status_code == 404


def test_the_numbers_called_are_not_given_to_whoever_finds_a_bill() -> None:
    part = golden_part("telephony_four_ways_to_count")
    assert part is not None
    assert part.priced.calls
    bill = bill_of(part)
    units = MemoryUnitsOfWork()
    with units("demo") as uow:
        uow.bills.add([bill])
        uow.commit()
    with TestClient(application(units=units)) as client:
        page = client.get(path_of(details_url(bill)))
        assert "Il conto torna al centesimo" in page.text
        for rated in part.priced.calls:
            assert rated.call.b_number not in page.text
        assert client.get(path_of(details_url(bill)).replace("?", "/prova.json?")).status_code == 404


def with_site(website: str = "www.lucecomune.example", details_site: str = "") -> Seller:
    return attrs.evolve(sample_bill().seller, website=website, details_site=details_site)


@pytest.mark.parametrize(
    ("seller", "start"),
    [
        (with_site(), "https://www.lucecomune.example/dettaglio/demo/"),
        (with_site(website="http://luce.example/"), "http://luce.example/dettaglio/demo/"),
        (with_site(details_site="https://bollette.example/luce/"), "https://bollette.example/luce/dettaglio/demo/"),
    ],
)
def test_the_address_is_of_the_site_of_the_seller_that_serves_details(seller: Seller, start: str) -> None:
    bill = attrs.evolve(sample_bill(), seller=seller)
    assert details_url(bill) == f"{start}E2026-0000042?d={bill.digest[:16]}"


@pytest.mark.parametrize("site", ["bollette.example", "https://", "https://però.example", "javascript:alert(1)"])
def test_a_site_that_is_no_address_is_refused(site: str) -> None:
    with pytest.raises(ValueError, match="details_site"):
        with_site(details_site=site)
