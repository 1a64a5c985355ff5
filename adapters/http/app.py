"""The REST application over the services it is given. No state but what it is handed."""

from __future__ import annotations

import functools
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from adapters.http.auth import FailedAttempts, KeyCheck
from adapters.http.call import ApiCall
from adapters.http.errors import answer_http, answer_known
from adapters.http.openapi.document import document, query_names
from adapters.http.routes.bills import bill_routes
from adapters.http.routes.calls import call_routes
from adapters.http.routes.cases import case_routes
from adapters.http.routes.channels import channel_routes
from adapters.http.routes.collections import collection_routes
from adapters.http.routes.corrections import correction_routes
from adapters.http.routes.curves import curve_routes
from adapters.http.routes.details import detail_routes
from adapters.http.routes.estimates import estimate_routes
from adapters.http.routes.findings import finding_routes
from adapters.http.routes.flows import flow_routes
from adapters.http.routes.health import open_routes
from adapters.http.routes.historical_consumption import historical_consumption_routes
from adapters.http.routes.journal import journal_routes
from adapters.http.routes.market_cases import market_case_routes
from adapters.http.routes.offers_catalogue import catalogue_routes
from adapters.http.routes.parameters import parameter_routes
from adapters.http.routes.proof import proof_routes
from adapters.http.routes.reading_lists import list_routes
from adapters.http.routes.readings import reading_routes
from adapters.http.routes.registry import registry_routes
from adapters.http.routes.runs import run_routes
from adapters.http.routes.self_readings import self_reading_routes
from adapters.http.routes.shadow import shadow_routes
from adapters.http.routes.tenant import tenant_routes
from adapters.http.settings import HttpSettings
from adapters.http.traffic import RequestId, leaving
from adapters.wire.converter import BadInput
from application.services import Services

__all__ = ["HttpSettings", "create_app"]


def create_app(services: Services, *, settings: HttpSettings) -> Litestar:
    """The application: routes, keys, limits, errors, headers, log."""

    def call(request: Request[Any, Any, Any]) -> ApiCall:
        return ApiCall(services, request.user)

    return Litestar(
        route_handlers=[
            open_routes(functools.partial(document, version=_version())),
            tenant_routes(),
            *registry_routes(settings),
            channel_routes(),
            flow_routes(settings),
            market_case_routes(settings),
            reading_routes(settings),
            finding_routes(),
            historical_consumption_routes(),
            curve_routes(),
            list_routes(settings),
            self_reading_routes(),
            call_routes(settings),
            run_routes(),
            shadow_routes(),
            estimate_routes(),
            catalogue_routes(settings),
            bill_routes(),
            detail_routes(services, FailedAttempts(settings.failed_digits_a_minute)),
            proof_routes(),
            correction_routes(),
            collection_routes(),
            case_routes(services.cases),
            parameter_routes(settings),
            journal_routes(),
        ],
        dependencies={"call": Provide(call, sync_to_thread=False)},
        middleware=[RequestId(services.ids), KeyCheck(services, FailedAttempts(settings.failed_keys_a_minute))],
        guards=[only_known_query],
        exception_handlers={HTTPException: answer_http, Exception: answer_known},
        before_send=[leaving(services.ids)],
        request_max_body_size=min(settings.max_thing_bytes, settings.max_body_bytes),
        openapi_config=None,
        logging_config=None,
    )


def only_known_query(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """BadInput where the address carries a parameter that the route does not read, or a NUL."""
    if not isinstance(handler, HTTPRouteHandler):
        return
    texts = [*(str(value) for value in connection.path_params.values()), *_texts(connection)]
    if any("\x00" in text for text in texts):
        raise BadInput((("address", "holds a NUL character"),))
    unknown = sorted(set(connection.query_params) - query_names(handler))
    if unknown:
        raise BadInput(tuple((f"query {name}", "is not a parameter of this address") for name in unknown))


def _texts(connection: ASGIConnection[Any, Any, Any, Any]) -> list[str]:
    return [text for pair in connection.query_params.multi_items() for text in pair]


def _version() -> str:
    try:
        return version("bollettario")
    except PackageNotFoundError:
        return "0"
