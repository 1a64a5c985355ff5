"""Routes of the tenant itself: who sells, how its documents look, its API keys."""

from __future__ import annotations

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import RawBody

from adapters.http.answer import json
from adapters.http.bodies import KeyName, KeyToRevoke, Tenant, body_as, must_match
from adapters.http.call import ApiCall
from adapters.http.openapi import examples
from adapters.http.openapi.describe import wire
from adapters.wire.views.registry import NewKeyView
from application.registry.manage_api_keys import caller_of, issue_api_key, revoke_api_key
from application.registry.set_up_tenant import set_up_tenant


@get("/seller", summary="The seller and its brand", opt=wire(response=Tenant), sync_to_thread=True)
def seller(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """As the next documents will show them."""
    with call.reading() as uow:
        return json(Tenant(uow.sellers.get(), uow.sellers.brand()))


@put(
    "/seller",
    summary="Set up the seller, or change how it presents itself",
    opt=wire(request=Tenant, example=examples.TENANT, response=Tenant),
    sync_to_thread=True,
    status_code=200,
)
def put_seller(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """The tenant is the key's: a seller of another one is refused."""
    given = body_as(Tenant, body)
    must_match("$.seller.tenant", given.seller.tenant, call.tenant)
    set_up_tenant(units=call.services.units, actor=call.actor, seller=given.seller, brand=given.brand)
    return json(given)


@post(
    "/api-keys",
    summary="A new API key for this tenant",
    opt=wire(request=KeyName, example=examples.KEY_NAME, response=NewKeyView),
    sync_to_thread=True,
    status_code=201,
)
def new_key(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """The key is shown once and never again; only its digest is kept."""
    name = body_as(KeyName, body).name
    services = call.services
    key = issue_api_key(units=services.units, api_keys=services.api_keys, actor=call.actor, name=name)
    return json(NewKeyView(key, name), 201)


@post(
    "/api-keys/revoke",
    summary="Withdraw an API key of this tenant",
    opt=wire(request=KeyToRevoke, example=examples.KEY, media=()),
    sync_to_thread=True,
    status_code=204,
)
def revoke_key(body: RawBody, call: NamedDependency[ApiCall]) -> None:
    """Nothing happens for a key that is unknown or another tenant's, so that keys cannot be probed."""
    key, services = body_as(KeyToRevoke, body).key, call.services
    owner = caller_of(api_keys=services.api_keys, key=key)
    if owner is not None and owner.tenant == call.tenant:
        revoke_api_key(units=services.units, api_keys=services.api_keys, actor=call.actor, key=key)


def tenant_routes() -> Router:
    """Every route of the tenant."""
    return Router("/", route_handlers=[seller, put_seller, new_key, revoke_key], tags=["Tenant"])
