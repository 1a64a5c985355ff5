"""A call: the ports and who calls, handed to every route that needs a key."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Annotated

import attrs
from litestar.params import HeaderParameter, QueryParameter

from application.journal import Actor
from application.ports.api_keys import Caller
from application.ports.unit_of_work import UnitOfWork
from application.services import Services
from application.tariffs.book import book_of
from domain.tariffs.book import TariffBook

IdempotencyKey = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        max_length=200,
        description="The same key with the same body gives the first answer; with another body it is refused (409).",
    ),
]
After = Annotated[str, QueryParameter(description="Only what comes after this key, in order of key.")]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="How many at most.")]


@attrs.frozen(eq=False)
class ApiCall:
    """One authenticated request. The tenant is the key's, never the request's."""

    services: Services
    caller: Caller

    @property
    def tenant(self) -> str:
        """The tenant the key stands for."""
        return self.caller.tenant

    @property
    def actor(self) -> Actor:
        """Who acts, for the use cases."""
        return Actor(self.caller.tenant, self.caller.name, self.services.clock, self.services.ids)

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work of the tenant; it is left without commit."""
        return self.services.units(self.tenant)

    def book(self, uow: UnitOfWork) -> TariffBook:
        """The tariff book as known today, under the tenant's own parameters."""
        return book_of(uow, self.services.books, self.services.clock.today())
