"""TAL.0050: the readings of customers that a retailer sends to the distributor of gas (reference on SII flows 2.4).

One file for each distributor, which the first four digits of a PDR tell. The retailer of gas sends it; nobody sends it
to him.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import attrs
from lxml import etree

from adapters.sii.codec import DATE_IT, INT_PADDED, PDR, TEXT
from adapters.sii.declare import Format, Shell, one
from adapters.sii.engine import write_record
from domain.kernel.digest import digest_of_bytes
from domain.meters.gas import GasReading

DISTRIBUTOR_DIGITS = 4

SELF_READINGS = Shell(
    root="Prestazione",
    code_attribute="cod_servizio",
    header="IdentificativiRichiesta",
    addressee="piva_utente",
    sender="piva_distr",
    contract=None,
    element="DatiPdR",
    point=("cod_pdr",),
    days=("data_com_autolet_cf",),
)


@attrs.frozen(kw_only=True)
class SelfReading:
    """A `DatiPdR` of TAL.0050."""

    pdr: str = one("cod_pdr", PDR, "Punto di riconsegna", required=True)
    meter_serial: str = one("matr_mis", TEXT, "Matricola del misuratore", required=True)
    told_on: dt.date = one("data_com_autolet_cf", DATE_IT, "Giorno in cui il cliente l'ha comunicata", required=True)
    meter_m3: Decimal | None = one("let_tot_prel", INT_PADDED, "Totalizzatore del misuratore", unit="m3")
    converter_smc: Decimal | None = one("let_tot_conv", INT_PADDED, "Totalizzatore del convertitore", unit="Smc")
    converter_serial: str | None = one("matr_conv", TEXT, "Matricola del convertitore")


TAL_0050: Format[SelfReading] = Format(
    "TAL.0050",
    "Autoletture dei clienti al distributore",
    dt.date(2012, 7, 1),
    SelfReading,
    "C: structure; R: first day",
    "registers",
    body="",
    regimes=(),
    commodity="gas",
    shell=SELF_READINGS,
    direction="out",
)


class SeveralDistributors(ValueError):
    """Readings of one TAL file are of points of different distributors."""


def self_reading(reading: GasReading, meter_serial: str) -> SelfReading:
    """The record of a customer's reading; `meter_serial` is of the meter, also where a converter is billed."""
    return SelfReading(
        pdr=reading.point,
        meter_serial=meter_serial,
        told_on=reading.day,
        meter_m3=reading.meter_m3,
        converter_smc=reading.converter_smc,
        converter_serial=reading.serial if reading.converter_smc is not None else None,
    )


def by_distributor(records: Iterable[SelfReading]) -> dict[str, tuple[SelfReading, ...]]:
    """Records by the digits of their distributor, in order of both."""
    found: dict[str, list[SelfReading]] = {}
    for record in sorted(records, key=lambda each: each.pdr):
        found.setdefault(record.pdr[:DISTRIBUTOR_DIGITS], []).append(record)
    return {digits: tuple(each) for digits, each in found.items()}


def tal_file(*, retailer: str, distributor: str, records: Iterable[SelfReading]) -> tuple[str, bytes]:
    """The name and the XML (UTF-8) of a file for one distributor, by its VAT numbers; the name is ours (R).

    The same records give the same name and bytes. SeveralDistributors where the points are not of one.
    """
    parts = by_distributor(records)
    if len(parts) != 1:
        raise SeveralDistributors(f"a TAL file is for one distributor, got points of {', '.join(parts) or 'none'}")
    ((digits, told),) = parts.items()
    root = etree.Element(SELF_READINGS.root, {"cod_servizio": "TAL", "cod_flusso": "0050"})
    head = etree.SubElement(root, SELF_READINGS.header)
    etree.SubElement(head, SELF_READINGS.addressee).text = retailer
    etree.SubElement(head, SELF_READINGS.sender).text = distributor
    root.extend([write_record(TAL_0050, record) for record in told])
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return f"TAL_0050_{retailer}_{distributor}_{digits}_{digest_of_bytes(data)[:12]}.xml", data
