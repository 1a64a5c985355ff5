"""Commands on the registry: set up the tenant, load offers and customers from JSON files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
from cyclopts import App

from adapters.cli.entry import Entry
from adapters.cli.output import console, fail
from adapters.wire.converter import BadInput, loads, read
from application.ports.registry import NotFound, ValidityOverlaps
from application.recording import Actor
from application.services import Services
from application.use_cases.register_customers import DoesNotFit, Registrable, register
from application.use_cases.set_up_tenant import set_up_tenant
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.credits.mandate import Mandate
from domain.tariffs.offer import Offer

_KINDS: tuple[tuple[str, type[Any]], ...] = (
    ("offers", Offer),
    ("parties", Party),
    ("points", SupplyPoint),
    ("contracts", Contract),
    ("mandates", Mandate),
)


@attrs.frozen
class BrandFile:
    """A brand as a file names it: the logo is an SVG beside the file."""

    logo: str
    primary: str
    accent: str


@attrs.frozen
class SellerFile:
    """seller.json"""

    seller: Seller
    brand: BrandFile


def read_seller(file: Path) -> tuple[Seller, Brand]:
    """The seller and brand of a seller.json; BadInput with the places at fault."""
    content = read(SellerFile, loads(file.read_bytes()))
    logo = (file.parent / content.brand.logo).read_text("utf-8")
    return content.seller, Brand(logo, content.brand.primary, content.brand.accent)


def read_registry(file: Path) -> tuple[Registrable, ...]:
    """The offers, parties, points, contracts and mandates of a file, in an order in which they can be registered."""
    content = loads(file.read_bytes())
    if isinstance(content, list):
        content = {"offers": content}
    known = {name for name, _ in _KINDS}
    if not isinstance(content, dict) or set(content) - known:
        raise BadInput((("$", f"expected an object with {', '.join(sorted(known))}"),))
    return tuple(thing for name, kind in _KINDS for thing in _read_list(name, kind, content.get(name, [])))


def _read_list(name: str, kind: type[Any], items: Any) -> tuple[Any, ...]:
    if not isinstance(items, list):
        raise BadInput(((f"$.{name}", "expected a list"),))
    things, problems = [], []
    for i, item in enumerate(items):
        try:
            things.append(read(kind, item))
        except BadInput as error:
            problems += [(f"$.{name}[{i}]{place[1:]}", problem) for place, problem in error.problems]
    if problems:
        raise BadInput(tuple(problems))
    return tuple(things)


def load_registry(services: Services, actor: Actor, files: tuple[Path, ...]) -> int:
    """Register what is in `files`, each file in one transaction; how many things there were."""
    count = 0
    for file in files:
        things = read_registry(file)
        register(units=services.units, actor=actor, things=things)
        count += len(things)
    return count


def registry_commands(entry: Entry) -> App:
    """bollettario registry ..."""
    app = App(name="registry", help="Tenant, offers and customers.")

    @app.command
    def setup(file: Path) -> None:
        """Set up the tenant from a seller.json ({"seller": ..., "brand": {"logo", "primary", "accent"}})."""
        try:
            seller, brand = read_seller(file)
        except (BadInput, OSError) as error:
            fail(f"{file}: {error}", code=2)
        with entry.open_services(entry.clock) as services:
            actor = entry.actor(seller.tenant)
            set_up_tenant(units=services.units, actor=actor, seller=seller, brand=brand)
        console.print(f"tenant [bold]{seller.tenant}[/]: {seller.name}")

    @app.command
    def load(*files: Path, tenant: str = "") -> None:
        """Register offers, parties, points, contracts and mandates from JSON files; each file whole or not at all."""
        with entry.open_services(entry.clock) as services:
            try:
                count = load_registry(services, entry.actor(tenant), files)
            except (BadInput, OSError) as error:
                fail(str(error), code=2)
            except (NotFound, DoesNotFit, ValidityOverlaps) as error:
                fail(str(error))
        console.print(f"{count} registered")

    return app
