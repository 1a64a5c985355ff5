"""The REST application over in-memory stores and the real adapters: what its other tests are made of."""

from __future__ import annotations

from litestar.testing import TestClient

from tests.support.http_world import Api, application, set_up


def test_the_examples_of_the_documentation_make_a_utility_in_two_requests() -> None:
    with TestClient(application()) as client:
        api = Api(client)
        set_up(api)
        assert api.done("GET", "/contracts/K-0001")["party"] == "C-0001"
