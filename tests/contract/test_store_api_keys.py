"""Contract of the API keys."""

from __future__ import annotations

import pytest

from adapters.persistence.stores.api_keys import SqlApiKeys
from application.ports.api_keys import ApiKeys, Caller
from application.ports.registry import NotFound
from tests.fakes.api_keys import MemoryApiKeys


@pytest.fixture(params=["memory", "postgresql"])
def keys(request: pytest.FixtureRequest) -> ApiKeys:
    if request.param == "memory":
        return MemoryApiKeys()
    return SqlApiKeys(request.getfixturevalue("database"))


def test_a_key_stands_for_its_caller_until_it_is_revoked(keys: ApiKeys, tenant: str) -> None:
    digest = f"digest of {tenant}"
    assert keys.caller(digest) is None
    keys.add(digest, Caller(tenant, "Ada"))
    assert keys.caller(digest) == Caller(tenant, "Ada")
    keys.revoke(digest)
    assert keys.caller(digest) is None


def test_a_key_that_never_was_cannot_be_revoked(keys: ApiKeys) -> None:
    with pytest.raises(NotFound, match="API key"):
        keys.revoke("nothing")
