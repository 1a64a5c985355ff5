"""The printer: typst with a warm compiler, its fonts loaded once a process, the same bytes for the same bill.

PDF/A-3b (ISO 19005-3) so that the FatturaPA can travel inside as the source of what is printed.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

import attrs
import font_source_sans_pro
import msgspec
import typst

from adapters.print.format import printable
from adapters.print.qr import qr_svg
from adapters.print.view import PrintedBill, bill_view
from application.ports.printing import NO_PRINT_DETAILS, PrintDetails
from domain.billing.bill import Bill
from domain.contracts.seller import Brand

TEMPLATES = Path(__file__).resolve().parent / "templates"
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_FACES = ("Light", "Regular", "It", "Semibold", "Bold", "Black")


@attrs.frozen(eq=False)
class TypstPrinter:
    """A BillPrinter. Calls from several threads take turns: typst holds one core anyway, so use processes for a run.

    tagged  accessible structure in the PDF, for the copy a customer reads; files for the print house need none
    """

    tagged: bool = True
    _compiler: Any = attrs.field(init=False, repr=False)
    _turn: Any = attrs.field(init=False, repr=False, factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        compiler = typst.Compiler(str(TEMPLATES / "bill.typ"), root=str(TEMPLATES), font_paths=fonts())
        object.__setattr__(self, "_compiler", compiler)

    def render(
        self,
        bill: Bill,
        *,
        brand: Brand,
        einvoice: bytes | None,
        einvoice_name: str,
        details_url: str,
        beside: PrintDetails = NO_PRINT_DETAILS,
    ) -> bytes:
        """The PDF/A-3b of a bill, the e-invoice attached byte for byte.

        ValueError where the e-invoice is not UTF-8 text (a signed .p7m is kept beside the PDF, not inside) or has
        no name.
        """
        inputs = self._inputs(bill, brand, einvoice, einvoice_name, details_url, beside)
        return self._compile(inputs, "pdf", bill.issued_on)

    def pages_png(
        self, bill: Bill, *, brand: Brand, details_url: str, beside: PrintDetails = NO_PRINT_DETAILS, ppi: float = 144.0
    ) -> tuple[bytes, ...]:
        """The pages as pictures, for previews."""
        inputs = self._inputs(bill, brand, None, "", details_url, beside)
        with self._turn:
            pages = self._compiler.compile(format="png", ppi=ppi, sys_inputs=inputs)
        return tuple(pages) if isinstance(pages, list) else (pages,)

    def _inputs(
        self,
        bill: Bill,
        brand: Brand,
        einvoice: bytes | None,
        einvoice_name: str,
        details_url: str,
        beside: PrintDetails,
    ) -> dict[str, str]:
        view = bill_view(bill, brand=brand, details_url=details_url, has_einvoice=einvoice is not None, beside=beside)
        inputs = {"bill": view_json(view), "qr": qr_svg(details_url)}
        if einvoice is not None:
            if not einvoice_name:
                raise ValueError(f"bill {bill.number}: an e-invoice needs the file name it was sent under")
            try:
                inputs["einvoice"] = einvoice.decode("utf-8")
            except UnicodeDecodeError as error:
                raise ValueError(
                    f"bill {bill.number}: e-invoice {einvoice_name} is not UTF-8 text ({error}); attach the XML "
                    "before it is signed as .p7m"
                ) from error
            inputs["einvoice_name"] = einvoice_name
        return inputs

    def _compile(self, inputs: dict[str, str], output: str, issued_on: dt.date) -> bytes:
        moment = dt.datetime.combine(issued_on, dt.time(), dt.UTC)
        with self._turn:
            document: bytes = self._compiler.compile(
                format=output,
                sys_inputs=inputs,
                pdf_standards="a-3b",
                pdf_tags=self.tagged,
                timestamp=int(moment.timestamp()),
            )
        return document


def view_json(view: PrintedBill) -> str:
    """The view as the templates read it; characters that the fonts lack are replaced here, once for all texts."""
    return _ESCAPE.sub(_without_controls, printable(msgspec.json.encode(view).decode()))


def _without_controls(escape: re.Match[str]) -> str:
    """A JSON escape, or a space for a control character; line ends stay."""
    return " " if escape[1][0] in "ubfrt" else escape[0]


@functools.cache
def fonts() -> Any:
    """The faces of Source Sans Pro, one file each, and the typesetter's own as a fallback; the same on every machine.

    The font package holds each face twice (OTF and TTF) and the order of a folder is not the same everywhere, so the
    faces used are copied to a folder of their own.
    """
    folder = Path(tempfile.mkdtemp(prefix="bollettario-fonts-"))
    try:
        source = Path(font_source_sans_pro.__file__).parent / "files"
        for face in _FACES:
            shutil.copy(source / f"SourceSansPro-{face}.ttf", folder)
        loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
        _touch(loaded)
    finally:
        shutil.rmtree(folder)
    return loaded


def _touch(loaded: Any) -> None:
    """Use every face once, so that it is in memory before its file goes."""
    faces = ", ".join(f'text(weight: {info.weight}, style: "{info.style}")[a]' for info in loaded.fonts())
    page = f'#set text(font: "Source Sans Pro")\n#{{({faces}).join()}}'
    typst.Compiler(page.encode(), font_paths=loaded).compile(format="pdf")
