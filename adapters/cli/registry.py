"""Commands on the registry: set up the tenant, load offers and customers from JSON files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import attrs
from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import Tenant
from adapters.cli.output import console, fail
from adapters.wire.converter import BadInput, loads, read
from application.journal import Actor
from application.registry.register_customers import Registrable, register
from application.registry.set_up_tenant import set_up_tenant
from application.services import Services
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.payments.mandate import Mandate
from domain.tariffs.offer import Offer

_KINDS: tuple[tuple[str, type[Any]], ...] = (
    ("offers", Offer),
    ("parties", Party),
    ("points", SupplyPoint),
    ("contracts", Contract),
    ("mandates", Mandate),
)

SellerPath = Annotated[Path, Parameter(help="seller.json; the logo it names is an SVG beside it")]
RegistryPath = Annotated[
    Path, Parameter(help="JSON: an object with offers, parties, points, contracts, mandates; or a list of offers")
]


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
    try:
        return content.seller, Brand(logo, content.brand.primary, content.brand.accent)
    except ValueError as error:
        raise BadInput((("$.brand", str(error)),)) from error


def read_registry(file: Path) -> tuple[Registrable, ...]:
    """The offers, parties, points, contracts and mandates of a file, in an order in which they can be registered."""
    content = loads(file.read_bytes())
    if isinstance(content, list):
        content = {"offers": content}
    known = {name for name, _ in _KINDS}
    if not isinstance(content, dict) or set(content) - known:
        names = (
            ", ".join(repr(name) for name in sorted(set(content) - known)) if isinstance(content, dict) else "a value"
        )
        raise BadInput((("$", f"expected an object with {', '.join(sorted(known))}; got {names}"),))
    return tuple(thing for name, kind in _KINDS for thing in _read_list(name, kind, content.get(name, [])))


def _read_list(name: str, kind: type[Any], items: Any) -> tuple[Any, ...]:
    if not isinstance(items, list):
        raise BadInput(((f"$.{name}", "expected a list"),))
    things, problems, code = [], [], ""
    for i, item in enumerate(items):
        try:
            things.append(read(kind, item))
        except BadInput as error:
            problems += [(f"$.{name}[{i}]{place[1:]}", problem) for place, problem in error.problems]
            code = code or error.code
    if problems:
        raise BadInput(tuple(problems), code)
    return tuple(things)


def load_registry(services: Services, actor: Actor, files: tuple[Path, ...]) -> int:
    """Register what is in `files`, each file in one transaction; how many things there were.

    Every file is read before the first is registered.
    """
    contents = [_read(file) for file in files]
    for things in contents:
        register(units=services.units, books=services.books, actor=actor, things=things)
    return sum(map(len, contents))


def _read(file: Path) -> tuple[Registrable, ...]:
    try:
        return read_registry(file)
    except BadInput as error:
        problems = "; ".join(f"{place}: {problem}" for place, problem in error.problems)
        fail(f"{file}: {f'{error.code} ' if error.code else ''}{problems}", code=2)
    except OSError as error:
        fail(f"{file}: {error.strerror}", code=2)


def registry_commands(entry: Entry) -> App:
    """bollettario registry ..."""
    app = App(name="registry", help="Tenant, offers and customers.")

    @app.command
    def setup(file: SellerPath) -> None:
        """Set up the tenant from a seller.json ({"seller": ..., "brand": {"logo", "primary", "accent"}})."""
        try:
            seller, brand = read_seller(file)
        except BadInput as error:
            fail(f"{file}: {error}", code=2)
        except OSError as error:
            fail(f"{error.filename}: {error.strerror}", code=2)
        with entry.open_services(entry.clock) as services:
            actor = entry.actor(seller.tenant)
            set_up_tenant(units=services.units, actor=actor, seller=seller, brand=brand)
        console.print(f"tenant {seller.tenant}: {seller.name}", markup=False)

    @app.command
    def load(*files: RegistryPath, tenant: Tenant = "") -> None:
        """Register offers, parties, points, contracts and mandates from JSON files; each file whole or not at all."""
        if not files:
            fail("give at least one JSON file", code=2)
        with entry.open_services(entry.clock) as services:
            count = load_registry(services, entry.actor(tenant), files)
        console.print(f"{count} registered")

    return app
