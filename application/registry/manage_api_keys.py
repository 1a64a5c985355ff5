"""Give out and withdraw API keys. Only a key's digest is kept; the key itself is shown once."""

from __future__ import annotations

from application.journal import Actor, record
from application.ports.api_keys import ApiKeys, Caller
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.digest import digest_of_bytes

_PREFIX = "blt_"
_SHOWN = 12


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
    """Withdraw a key. NotFound for one that is unknown, withdrawn before, or of another tenant than the actor's."""
    sha256 = digest_of_bytes(key.encode())
    short = sha256[:_SHOWN]
    caller = api_keys.caller(sha256)
    if caller is None or caller.tenant != actor.tenant:
        raise NotFound("API key with digest", short)
    with units(actor.tenant) as uow:
        given = {"key": short}
        record(uow, actor, use_case="revoke_api_key", given=given, events=[("api_key.revoked", given)])
        api_keys.revoke(sha256)
        uow.commit()
