"""Reading the open data of the Portale Offerte: what can be represented becomes an offer, the rest is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from adapters.portale.codes import codes
from adapters.portale.portale_offers import PortaleOffers
from application.ports.offer_files import BadOfferFile, OfferFile
from domain.kernel.validity import FOREVER, Period
from domain.tariffs.component import Basis, Block
from domain.tariffs.discount import Base, Off
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, Offer, PriceTier, SellerFee, TieredPrice
from tests.support.portale_samples import FEE, PRICE, dual, interval, listed, offerta


def typed(price: str, kind: str, band: str = "01") -> str:
    """An interval that says whether its price is fixed or follows an index."""
    return interval(price, band=band, more=f"<TIPO_PREZZO>{kind}</TIPO_PREZZO>")


MIXED = typed("0.1", "01") + typed("0.01", "02", "91")
LASTING = "<PeriodoValidita><DURATA>24</DURATA></PeriodoValidita>"
NO_LOSSES = "<PrezzoComprensivoPerditeRete>NO</PrezzoComprensivoPerditeRete>"
POWER = "<CaratteristicheOfferta><POTENZA_MIN>1.5</POTENZA_MIN><POTENZA_MAX>6</POTENZA_MAX></CaratteristicheOfferta>"


def read(*offers: str) -> OfferFile:
    return PortaleOffers().read("PO_Offerte_E_MLIBERO_20261001.xml", listed(*offers))


def one(offer: str) -> Offer:
    found = read(offer)
    assert not found.refused, found.refused
    return found.offers[0]


def why(offer: str) -> str:
    found = read(offer)
    assert not found.offers
    (fault,) = found.refused[0].faults
    assert fault.code == "OFR-003"
    return fault.message


def test_a_fixed_offer_has_its_validity_its_customers_its_price_and_its_fee() -> None:
    offer = one(offerta())
    assert offer == Offer(
        "000123ESFML01XX0000000000LUCE01",
        "Luce Chiara",
        "electricity",
        frozenset({"domestic_resident", "domestic_non_resident"}),
        FixedPrice((BandPrice("M", Decimal("0.118")),)),
        (SellerFee("fee", "Commercializzazione", Decimal(120)),),
        ("cdispd",),
        Period(dt.date(2026, 10, 1), dt.date(2027, 1, 1)),
        "Prezzo chiaro\nPIVA_UTENTE 01234567897; DURATA 12",
        "000123ESFML01XX0000000000LUCE01",
    )
    assert one(offerta(stop="")).validity.stop == FOREVER


@pytest.mark.parametrize(
    ("fasce", "bands", "expected"),
    [
        ("03", ("01", "02", "03"), ("F1", "F2", "F3")),
        ("91", ("91", "01"), ("F1", "F23")),
    ],
)
def test_prices_by_band_go_by_the_bands_of_the_offer(
    fasce: str, bands: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    offer = one(offerta(fasce=fasce, components=PRICE.format("".join(interval("0.1", band=band) for band in bands))))
    assert offer.bands == expected


def test_an_indexed_offer_is_its_index_and_a_spread_with_losses_on_the_index_alone() -> None:
    components = PRICE.format(interval("0.015000"))
    assert one(offerta(kind="02", index="12", components=components)).price == IndexedPrice(
        "index/pun", (BandPrice("M", Decimal("0.015")),)
    )
    gas = one(
        offerta(
            market="02",
            customer="<TIPO_CLIENTE>03</TIPO_CLIENTE>",
            kind="02",
            index="14",
            dispatching="<ComponentiRegolate><CODICE>03</CODICE><CODICE>09</CODICE></ComponentiRegolate>",
            components=PRICE.format(interval("0.080000", "04")),
        )
    )
    assert gas.price == IndexedPrice("index/psv", (BandPrice("M", Decimal("0.08")),), losses_on_index=False)
    assert (gas.customers, gas.passes) == (frozenset({"condominium"}), ("ccr", "qvd_fixed"))


@pytest.mark.parametrize(
    ("market", "idx", "path", "months"),
    [
        ("01", "01", "index/pun", 3),
        ("01", "05", "index/pe", 3),
        ("01", "08", "index/pun", 2),
        ("01", "12", "index/pun", 1),
        ("02", "02", "index/ttf", 3),
        ("02", "03", "index/psv", 3),
        ("02", "04", "index/psbil", 3),
        ("02", "06", "index/cmem", 3),
        ("02", "09", "index/ttf", 2),
        ("02", "10", "index/psv", 2),
        ("02", "11", "index/psbil", 2),
        ("02", "13", "index/ttf", 1),
        ("02", "14", "index/psv", 1),
        ("02", "15", "index/psbil", 1),
    ],
)
def test_an_index_is_of_a_month_a_bimester_or_a_quarter(market: str, idx: str, path: str, months: int) -> None:
    customer = "<TIPO_CLIENTE>01</TIPO_CLIENTE>"
    prices = PRICE.format(interval("0.01", "03" if market == "01" else "04"))
    price = one(
        offerta(market=market, customer=customer, kind="02", index=idx, components=prices, dispatching="")
    ).price
    assert isinstance(price, IndexedPrice)
    assert (price.index, price.months) == (path, months)


@pytest.mark.parametrize(("market", "idx"), [("01", "02"), ("02", "01"), ("02", "07"), ("02", "99")])
def test_an_index_of_the_other_commodity_or_of_nobody_is_refused(market: str, idx: str) -> None:
    customer = "<TIPO_CLIENTE>01</TIPO_CLIENTE>"
    prices = PRICE.format(interval("0.01", "03" if market == "01" else "04"))
    told = why(offerta(market=market, customer=customer, kind="02", index=idx, components=prices, dispatching=""))
    assert f"IDX_PREZZO_ENERGIA '{idx}'" in told


def test_tiers_of_consumption_are_a_tiered_price() -> None:
    tiers = interval("0.10", more="<CONSUMO_DA>0</CONSUMO_DA><CONSUMO_A>1000</CONSUMO_A>") + interval(
        "0.20", more="<CONSUMO_DA>1001</CONSUMO_DA>"
    )
    price = one(offerta(components=PRICE.format(tiers))).price
    assert price == TieredPrice((PriceTier(Decimal(1000), Decimal("0.10")), PriceTier(None, Decimal("0.20"))))


def test_dispatching_of_the_sellers_own_is_a_fee_on_energy() -> None:
    own = (
        "<Dispacciamento><TIPO_DISPACCIAMENTO>99</TIPO_DISPACCIAMENTO><VALORE_DISP>0.010000</VALORE_DISP>"
        "<NOME>Dispacciamento fisso</NOME></Dispacciamento>"
        "<Dispacciamento><TIPO_DISPACCIAMENTO>13</TIPO_DISPACCIAMENTO></Dispacciamento>"
    )
    offer = one(offerta(dispatching=own))
    assert offer.fees[-1] == SellerFee("dispatching", "Dispacciamento fisso", Decimal("0.01"), Basis.ENERGY)
    assert offer.passes == ("dispbt",)


def sconto(
    value: str, unit: str, *, validity: str = "<VALIDITA>01</VALIDITA>", condition: str = "00", more: str = ""
) -> str:
    return (
        f"<Sconto><NOME>Benvenuto</NOME>{validity}<IVA_SCONTO>SI</IVA_SCONTO><Condizione><CONDIZIONE_APPLICAZIONE>"
        f"{condition}</CONDIZIONE_APPLICAZIONE></Condizione><PREZZISconto><TIPOLOGIA>03</TIPOLOGIA>{more}"
        f"<UNITA_MISURA>{unit}</UNITA_MISURA><PREZZO>{value}</PREZZO></PREZZISconto></Sconto>"
    )


def test_discounts_keep_their_unit_their_time_their_condition_and_their_first_tier() -> None:
    lasting = "<PeriodoValidita><DURATA>24</DURATA></PeriodoValidita>"
    until = "<PeriodoValidita><VALIDO_FINO>06/2027</VALIDO_FINO></PeriodoValidita>"
    offer = one(
        offerta(
            more=sconto("20", "01")
            + sconto("5", "06", validity=lasting, condition="01")
            + sconto("0.075680", "03", validity=until, more="<VALIDO_DA>0</VALIDO_DA><VALIDO_FINO>840</VALIDO_FINO>")
            + sconto("30", "05")
        )
    )
    yearly, ratio, tier, once = offer.discounts
    assert (yearly.value, yearly.off, yearly.base, yearly.months, yearly.vat) == (
        Decimal(20),
        Off.YEARLY,
        Base.SALE,
        12,
        True,
    )
    assert (ratio.value, ratio.off, ratio.months, ratio.condition) == (Decimal("0.05"), Off.RATIO, 24, "e_bill")
    assert (tier.value, tier.upto, tier.months) == (Decimal("0.07568"), Decimal(840), None)
    assert tier.period is not None
    assert tier.period.stop == dt.date(2027, 7, 1)
    assert (once.off, once.months) == (Off.ONCE, None)


def test_a_discount_beyond_the_first_year_begins_with_the_thirteenth_month() -> None:
    (discount,) = one(offerta(more=sconto("20", "01", validity="<VALIDITA>03</VALIDITA>"))).discounts
    assert (discount.after, discount.months) == (12, None)
    assert discount.days(Period(dt.date(2026, 10, 1))) == Period(dt.date(2027, 10, 1))


def test_a_mixed_offer_is_what_its_price_of_energy_says() -> None:
    assert one(offerta(kind="04", components=PRICE.format(typed("0.1", "01")))).is_fixed
    indexed = one(offerta(kind="04", index="12", components=PRICE.format(typed("0.1", "02"))))
    assert isinstance(indexed.price, IndexedPrice)


def test_a_flat_offer_with_a_price_of_energy_is_a_fixed_one() -> None:
    assert one(offerta(kind="03")) == one(offerta())


def test_an_all_inclusive_price_holds_network_and_charges() -> None:
    offer = one(offerta(detail="<OFFERTA_ONNICOMPRENSIVA>01</OFFERTA_ONNICOMPRENSIVA>"))
    assert offer.includes == (Block.NETWORK, Block.CHARGES)


def test_an_optional_component_is_not_in_the_price_and_is_told() -> None:
    optional = FEE.replace("<TIPOLOGIA>01", "<TIPOLOGIA>02").replace("Commercializzazione", "Verde")
    offer = one(offerta(components=PRICE.format(interval("0.118")) + optional))
    assert offer.fees == ()
    assert "Opzionale, non compreso nel prezzo: NOME Verde" in offer.description


def test_a_one_off_component_is_charged_once() -> None:
    once = FEE.replace(">01</MACROAREA>", ">05</MACROAREA>").replace(">01</UNITA_MISURA>", ">05</UNITA_MISURA>")
    offer = one(offerta(components=PRICE.format(interval("0.118")) + once))
    assert offer.fees == (SellerFee("fee", "Commercializzazione", Decimal(120), Basis.ONCE),)


@pytest.mark.parametrize("area", ["02", "06"])
def test_the_price_of_energy_may_stand_in_another_area_where_04_has_none(area: str) -> None:
    energy = PRICE.replace(">04<", f">{area}<").format(interval("0.118"))
    power = PRICE.replace("Energia", "Potenza").format(interval("30", "02"))
    offer = one(offerta(components=FEE + power + energy))
    assert offer.price == FixedPrice((BandPrice("M", Decimal("0.118")),))
    assert [fee.basis for fee in offer.fees] == [Basis.POINT, Basis.POWER]
    both = one(offerta(components=energy + PRICE.format(interval("0.1"))))
    assert both.price == FixedPrice((BandPrice("M", Decimal("0.1")),))
    assert [fee.basis for fee in both.fees] == [Basis.ENERGY]


def test_transport_of_gas_and_its_salvage_are_passed_on() -> None:
    customer, prices = "<TIPO_CLIENTE>01</TIPO_CLIENTE>", PRICE.format(interval("0.5", "04"))
    regulated = "<ComponentiRegolate><CODICE>06</CODICE><CODICE>07</CODICE></ComponentiRegolate>"
    gas = offerta(market="02", customer=customer, components=prices, dispatching=regulated)
    assert one(gas).passes == ("qtint", "qtpsv")
    rstg = "<Dispacciamento><TIPO_DISPACCIAMENTO>12</TIPO_DISPACCIAMENTO></Dispacciamento>"
    assert one(offerta(dispatching=rstg)).passes == ("rstg",)


def test_limits_of_power_are_those_of_who_can_sign() -> None:
    limits = one(offerta(more=POWER)).power
    assert limits is not None
    assert [Decimal(kw) in limits for kw in ("1", "1.5", "6", "6.1")] == [False, True, True, False]


def test_a_dual_offer_names_those_it_joins() -> None:
    (joint,) = read(dual()).joint
    assert (joint.code, joint.electricity, joint.gas, joint.number) == ("DUAL", ("LUCE",), ("GAS",), 1)
    assert "offers of electricity and of gas" in why(dual(gas=""))
    assert "Sconto: a dual offer with terms of its own" in why(dual(more=sconto("20", "01")))


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        (offerta(market="03"), "a dual offer with terms of its own"),
        (offerta(market="04"), "TIPO_MERCATO '04'"),
        (offerta(kind="05"), "TIPO_OFFERTA '05'"),
        (offerta(kind="04"), "TIPO_PREZZO is missing"),
        (offerta(kind="04", fasce="91", components=PRICE.format(MIXED)), "in part fixed and in part indexed"),
        (offerta(kind="03", components=FEE), "no price of energy"),
        (offerta(detail=NO_LOSSES), "PrezzoComprensivoPerditeRete 'NO'"),
        (offerta(kind="02", index="99"), "IDX_PREZZO_ENERGIA '99'"),
        (offerta(kind="02"), "RiferimentiPrezzoEnergia"),
        (offerta(fasce="07"), "TIPOLOGIA_FASCE '07'"),
        (offerta(fasce="03"), "band F2 has no price"),
        (offerta(customer="<TIPO_CLIENTE>09</TIPO_CLIENTE>"), "TIPO_CLIENTE '09'"),
        (offerta(dispatching="<Dispacciamento><TIPO_DISPACCIAMENTO>15</TIPO_DISPACCIAMENTO></Dispacciamento>"), "'15'"),
        (offerta(dispatching="<ComponentiRegolate><CODICE>08</CODICE></ComponentiRegolate>"), "CODICE '08'"),
        (offerta(components=FEE), "no price of energy"),
        (offerta(components=PRICE.format(interval("0.1")) * 2), "a second price of energy"),
        (offerta(components=PRICE.format(interval("0.1", "04"))), "UNITA_MISURA 'smc'"),
        (offerta(components=PRICE.format(interval("dieci"))), "'dieci' is not a number"),
        (offerta(components=PRICE.format(interval("NaN"))), "'NaN' is not a number"),
        (
            offerta(components=PRICE.format(interval("0.1")) + FEE.replace(">01</MACROAREA>", ">05</MACROAREA>")),
            "one-off",
        ),
        (offerta(components=PRICE.format(interval("0.1")) + FEE.replace(">01</MACROAREA>", ">07</MACROAREA>")), "'07'"),
        (offerta(components=PRICE.format(interval("0.1", more="<CONSUMO_A>500</CONSUMO_A>"))), "do not follow"),
        (offerta(detail="<OFFERTA_ONNICOMPRENSIVA>02</OFFERTA_ONNICOMPRENSIVA>"), "OFFERTA_ONNICOMPRENSIVA"),
        (offerta(stop="<DATA_FINE>30/09/2026_23:59:59</DATA_FINE>"), "before it begins"),
        (offerta(stop="<DATA_FINE>2026-12-31</DATA_FINE>"), "GG/MM/AAAA"),
        (offerta(more="<Sorpresa>1</Sorpresa>"), "element Sorpresa"),
        (offerta(more=sconto("20", "01", condition="99")), "CONDIZIONE_APPLICAZIONE '99'"),
        (offerta(more=sconto("20", "01", validity="<VALIDITA>04</VALIDITA>")), "VALIDITA '04'"),
        (offerta(more=sconto("20", "01", validity="<VALIDITA>03</VALIDITA>" + LASTING)), "counts from the first month"),
        (offerta(more=sconto("20", "01", validity="")), "neither VALIDITA nor"),
        (offerta(more=sconto("0.1", "03", more="<VALIDO_DA>840</VALIDO_DA>")), "VALIDO_DA 840"),
        (offerta(more=sconto("0", "01")), "above 0"),
    ],
)
def test_what_cannot_be_represented_is_refused_with_its_place_and_value(offer: str, told: str) -> None:
    assert told in why(offer)


def test_a_refused_offer_is_kept_as_it_was_written_and_the_rest_goes_on() -> None:
    found = read(offerta(code="A"), offerta(code="B", kind="05"), offerta(code="C"), offerta(code="A"))
    assert [offer.code for offer in found.offers] == ["A", "C"]
    assert [each.number for each in found.refused] == [2, 4]
    assert "<COD_OFFERTA>B</COD_OFFERTA>" in found.refused[0].raw
    assert found.refused[0].faults[0].subject == "B"
    assert "twice" in found.refused[1].faults[0].message


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<ListaOfferte/>", "ListaOfferteMercatoLibero"),
        (listed(offerta())[:-9], "not well-formed XML"),
        (b"<!DOCTYPE a><a/>", "unsafe"),
        (b"nome;valore\n1;2\n", "neither XML nor a PLACET"),
        (b"", "neither"),
    ],
)
def test_a_file_that_is_no_file_of_offers_is_refused_whole(data: bytes, told: str) -> None:
    with pytest.raises(BadOfferFile, match=told):
        PortaleOffers().read("x", data)


def placet(commodity: str, delimiter: str = ";", **values: str) -> bytes:
    columns = codes()["placet"][f"{commodity}_columns"]
    known = {
        "denominazione": "Luce Nuova S.p.A.",
        "nome_offerta": "PLACET casa",
        "cod_offerta": "000123ESVFP01XX000000000PLACET1",
        "data_inizio": "01/10/2026",
        "data_fine": "31/12/2026",
        "tipo_cliente": "Domestico",
        "tipo_offerta": "Prezzo fisso",
        "p_fix_f": "96,00",
    } | values
    header, row = delimiter.join(columns), delimiter.join(known.get(name, "") for name in columns)
    return f"{header}\n{row}\n{row.replace('PLACET1', 'PLACET2')}{delimiter}extra\n".encode()


def test_a_fixed_placet_is_an_offer_for_each_structure_of_its_prices() -> None:
    prices = {"p_vol_mono": "0,118", "p_vol_bf1": "0,12", "p_vol_bf23": "0,11"}
    found = PortaleOffers().read("PO_Offerte_E_PLACET_20261001.csv", placet("electricity", **prices))
    assert [(offer.code[-10:], offer.bands) for offer in found.offers] == [
        ("0PLACET1-M", ("M",)),
        ("PLACET1-BI", ("F1", "F23")),
    ]
    assert found.offers[0].fees[0].value == 96
    assert found.offers[0].passes == ("cdispd",)
    assert "26 columns" in found.refused[0].faults[0].message
    assert found.refused[0].raw.endswith("extra")


def test_an_indexed_placet_has_alpha_as_its_spread() -> None:
    values = {"tipo_offerta": "Prezzo variabile", "p_fix_v": "90.5", "alpha": "0.02", "tipo_cliente": "Altri usi"}
    data = placet("electricity", ",", **{"p_fix_f": ""} | values)
    offer = PortaleOffers().read("x.csv", data).offers[0]
    assert offer.price == IndexedPrice("index/pun", (BandPrice("M", Decimal("0.02")),), losses_on_spread=True)
    assert offer.customers == {"other"}


def test_an_indexed_placet_of_gas_follows_the_psv() -> None:
    values = {"tipo_offerta": "Prezzo variabile", "p_fix_v": "60", "alpha": "0,05", "p_fix_f": ""}
    offer = PortaleOffers().read("x.csv", placet("gas", **values)).offers[0]
    assert offer.price == IndexedPrice("index/psv", (BandPrice("M", Decimal("0.05")),), losses_on_index=False)


def test_a_placet_of_gas_has_one_price() -> None:
    offer = PortaleOffers().read("x.csv", placet("gas", p_vol="0,52")).offers[0]
    assert (offer.commodity, offer.customers) == ("gas", frozenset({"domestic"}))
    assert offer.price == FixedPrice((BandPrice("M", Decimal("0.52")),))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "no price of energy"),
        ({"p_vol_bf1": "0,1"}, "some of the prices are empty"),
        ({"p_vol_mono": "0,1", "tipo_cliente": "Alieno"}, "tipo_cliente 'alieno'"),
        ({"p_vol_mono": "0,1", "tipo_offerta": "Misto"}, "tipo_offerta 'misto'"),
        ({"p_vol_mono": "0,1", "data_fine": "30/09/2026"}, "before"),
        ({"p_vol_mono": "x"}, "'x' is not a number"),
        ({"p_vol_mono": "0,1", "cod_offerta": ""}, "cod_offerta is empty"),
    ],
)
def test_a_placet_that_cannot_be_represented_is_refused(values: dict[str, str], told: str) -> None:
    found = PortaleOffers().read("x.csv", placet("electricity", **values))
    assert not found.offers
    assert told in found.refused[0].faults[0].message


def test_the_standard_customers_are_of_every_class_that_is_estimated() -> None:
    customers = PortaleOffers().standard_customers()
    assert len({customer.code for customer in customers}) == len(customers)
    assert {customer.commodity for customer in customers} == {"electricity", "gas"}
