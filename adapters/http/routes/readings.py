"""The route of readings that no measure flow brings."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from adapters.http.answer import json
from adapters.http.bodies import body_as
from adapters.http.call import ApiCall
from adapters.http.openapi.describe import wire
from adapters.http.settings import HttpSettings
from adapters.wire.view import view
from adapters.wire.views.metering import RecordedView
from application.metering.record_readings import record_readings
from domain.kernel.digest import Plain
from domain.metering.gas import AnyReading

_ORIGIN: Plain = {
    "sent_at": "2026-10-01T08:00:00+00:00",
    "progressive": 1,
    "record": 1,
    "file_sha256": "0" * 64,
    "file_name": "readings.json",
}
_ELECTRICITY: Mapping[str, Plain] = {
    "day": "2026-09-30",
    "quality": "A",
    "reason": "P",
    "action": "new",
    "flow": "MANUAL",
    "origin": _ORIGIN,
}
_EXAMPLE: Plain = [
    {**_ELECTRICITY, "point": "IT001E12345678", "values": [{"kind": "ea", "band": "M", "value": "1250"}]},
]


def reading_routes(settings: HttpSettings) -> Router:
    """Every route of readings."""
    return Router("/readings", route_handlers=[load], tags=["Measures"], request_max_body_size=settings.max_body_bytes)


@post(
    "/",
    summary="Record readings",
    opt=wire(request=tuple[AnyReading, ...], example=_EXAMPLE, response=RecordedView),
    sync_to_thread=True,
    status_code=200,
)
def load(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """All of them or none. The same ones again change nothing; a correction has a later origin.

    A gas meter is read with kind "gas": meter_m3 or converter_smc, and coefficient. A meter that was replaced
    tells in exchange what the new one showed at the end of that day. What was used without any register to show it has
    no values, and rebuilt: the first of its days and the use by band, up to day.
    """
    done = record_readings(
        units=call.services.units,
        books=call.services.books,
        actor=call.actor,
        readings=body_as(tuple[AnyReading, ...], body),
    )
    return json(view(RecordedView, done))
