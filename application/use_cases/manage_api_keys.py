"""Give out and withdraw API keys. Only a key's digest is kept; the key itself is shown once."""

from __future__ import annotations

from application.ports.api_keys import ApiKeys, Caller
from application.ports.unit_of_work import UnitsOfWork
from application.recording import Actor, record
from domain.kernel.digest import digest_of_bytes

_PREFIX = "blt_"


def issue_api_key(*, units: UnitsOfWork, api_keys: ApiKeys, actor: Actor, name: str) -> str:
    """A new key for `name`, to act for the actor's tenant. NotFound where the tenant was not set up."""
    key = _PREFIX + actor.ids.secret()
    with units(actor.tenant) as uow:
        uow.sellers.get()
        record(uow, actor, use_case="issue_api_key", given={"name": name}, events=[("api_key.issued", {"name": name})])
        uow.commit()
    api_keys.add(digest_of_bytes(key.encode()), Caller(actor.tenant, name))
    return key


def caller_of(*, api_keys: ApiKeys, key: str) -> Caller | None:
    """Who a key stands for; None for an unknown or withdrawn one."""
    return api_keys.caller(digest_of_bytes(key.encode()))


def revoke_api_key(*, units: UnitsOfWork, api_keys: ApiKeys, actor: Actor, key: str) -> None:
    """Withdraw a key. NotFound for an unknown one."""
    api_keys.revoke(digest_of_bytes(key.encode()))
    with units(actor.tenant) as uow:
        given = {"key": digest_of_bytes(key.encode())[:12]}
        record(uow, actor, use_case="revoke_api_key", given=given, events=[("api_key.revoked", given)])
        uow.commit()
