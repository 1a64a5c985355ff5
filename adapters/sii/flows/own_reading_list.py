"""A list of readings in fixed width, for hand-held devices and mainframes that take nothing else.

No public layout of this kind was found, so this one is ours, marked "own": 100 characters a line, any commodity. It is
offered to whoever reads meters on our behalf; it is no layout of the SII or of a distributor.
"""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.layouts.codecs import LINE
from adapters.sii.layouts.layout import Parts
from adapters.sii.records.codec import CODE, DATE_IT, INT
from adapters.sii.records.declare import column


@attrs.frozen(kw_only=True)
class OwnListRegister:
    """One register of one meter, to be read (no value) or read."""

    route: str | None = column("GIRO", CODE, "Giro di lettura", width=8, source="own")
    order: int | None = column("ORDINE", INT, "Posto nel giro", width=5, source="own")
    point: str = column("PUNTO", CODE, "Punto di fornitura", width=20, required=True, source="own")
    serial: str = column("MATRICOLA", LINE, "Matricola del misuratore", width=20, required=True, source="own")
    register: str | None = column("REGISTRO", CODE, "Registro o fascia", width=4, source="own")
    digits: int | None = column("CIFRE", INT, "Cifre del totalizzatore", width=2, source="own")
    read_on: dt.date | None = column("DATA_LETTURA", DATE_IT, "Giorno della lettura", width=10, source="own")
    value: int | None = column("LETTURA", INT, "Lettura", width=9, source="own")
    outcome: str | None = column("ESITO", CODE, "Esito della visita", width=4, source="own")
    note: str | None = column("NOTA", LINE, "Nota del letturista", width=18, source="own")


OWN_READING_LIST: Parts = (OwnListRegister,)
