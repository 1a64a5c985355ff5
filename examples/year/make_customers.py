"""Writes customers.json, requests.json and book.json: who they are, what is asked for them, what befalls them.

    python -m examples.year.make_customers

Everything is invented (examples/year/README.md); the same script writes the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILES = ("customers.json", "book.json", "requests.json")
SMART, OLD = "09999990022", "09999990030"
NAMES = {SMART: "Rete Elettrica Lungofiume S.p.A.", OLD: "Pianalta Distribuzione S.r.l."}
HOMES, FIRMS = 40, 8
GAS = (1, 2, 4, 6, 8, 10, 12, 15, 20, 21)  # homes that buy gas too, from 1 October unless they switch later
ADDRESS = {"street": "Via Emilia", "postcode": "27058", "town": "Voghera", "province": "PV", "country": "IT"}
FAMILIES = ("Bellandi", "Ferrarotti", "Maggiani", "Oldrati", "Quaglieri", "Rovati", "Sartirana", "Tavazzani")
FIRST_NAMES = ("Anna", "Marco", "Lucia", "Pietro", "Elena")
SHAPES = {
    "home": {
        "months": [98, 84, 82, 73, 70, 80, 96, 88, 74, 78, 84, 93],
        "weekday": [3, 2, 2, 2, 2, 3, 6, 8, 6, 4, 4, 5, 7, 6, 4, 4, 5, 7, 10, 12, 11, 9, 7, 4],
        "weekend": [4, 3, 2, 2, 2, 2, 3, 5, 8, 9, 8, 9, 11, 9, 7, 6, 6, 8, 10, 12, 11, 9, 7, 5],
    },
    "heating": {"months": [190, 160, 120, 70, 30, 14, 10, 8, 16, 62, 130, 180]},
    "shop": {
        "months": [84, 78, 80, 76, 80, 92, 98, 82, 84, 80, 81, 85],
        "weekday": [2, 2, 2, 2, 2, 2, 3, 6, 11, 12, 12, 12, 9, 7, 10, 12, 12, 12, 11, 7, 3, 2, 2, 2],
        "weekend": [2] * 24,
    },
}
# what befalls the measure of a month of a home, by its number: kind, month, days, too much
MISHAPS: dict[int, list[tuple[str, int, int, int]]] = {
    2: [("late", 2, 25, 0)],
    3: [("estimated", 1, 20, 0)],
    4: [("estimated", 3, 40, 0), ("estimated", 4, 12, 0)],
    5: [("wrong", 2, 35, 90)],
    6: [("withdrawn", 5, 22, 0)],
    7: [("missing", 7, 1, 0)],
    9: [("wrong", 9, 50, 40), ("late", 11, 18, 0)],
    10: [("estimated", 10, 30, 0)],
    12: [("estimated", 2, 32, 0)],
    14: [("withdrawn", 8, 30, 0)],
    16: [("wrong", 6, 28, 1)],
    18: [("late", 4, 33, 0)],
    20: [("estimated", 12, 25, 0)],
    22: [("missing", 3, 1, 0), ("wrong", 5, 20, 70)],
    25: [("estimated", 6, 70, 0)],
    31: [("wrong", 1, 80, 33)],
}
MOVES_OUT = {28: "2026-09-01"}  # taken over by a customer of another retailer
MOVES_IN = {13: "2026-04-16", 29: "2026-07-01"}  # takes over from one
TOLD_ON = {28: "2026-08-26"}
VOLTURE = {11: "2026-05-14"}  # from one customer of ours to another
TAKES_OVER = {11: 49}
LEAVES = {17: "2026-06-01", 33: "2026-10-20"}  # to another retailer
ENTERS = {19: "2026-03-01", 35: "2026-08-01"}
REFUSED = 90  # asked for, refused by the SII: it is never supplied
SILENT = 91  # asked for, never answered
ASKED_ON = {
    19: "2026-02-05",
    35: "2026-07-07",
    REFUSED: "2026-03-05",
    SILENT: "2026-05-06",
    11: "2026-05-11",
    13: "2026-04-13",
    29: "2026-06-25",
}
HOPED_FOR = {REFUSED: "2026-04-01", SILENT: "2026-06-01"}
GAS_ENTERS = {2: "2026-11-01", 15: "2026-11-17"}  # by a switch; 15 is read by the day
GAS_LEAVES = {1: "2026-12-11"}  # by its contract alone: no notice to the leaving retailer of gas is public
GAS_REFUSED = 3  # asked for, refused by the SII
GAS_HOPED_FOR = {GAS_REFUSED: "2026-12-01"}
GAS_ASKED_ON = {2: "2026-10-05", 15: "2026-10-08", GAS_REFUSED: "2026-11-04"}
FIRST_OF_GAS = "2026-10-01"  # the book knows tariffs of gas from here on
EXCHANGED = {15: "2026-02-18", 22: "2026-09-08", 26: "2026-06-11", 32: "2026-11-03"}
GAS_EXCHANGED = {10: "2026-11-19", 21: "2026-12-04"}
GAS_MISHAPS = {
    4: [("estimated", 10, 25, 0)],
    6: [("wrong", 11, 30, 25)],
    8: [("withdrawn", 10, 12, 0)],
    12: [("late", 11, 40, 0)],
    20: [("late", 10, 20, 0)],
}
ROLLS_OVER = {8, 24}
_WEIGHTS = (1, 2)


def build() -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """The registry, the book of the simulation, and what the utility asks of the market."""
    parties, points, contracts, simulated = [], [], [], []
    for number in range(1, HOMES + FIRMS + 1):
        is_home = number <= HOMES
        distributor = SMART if number % 2 else OLD
        code = code_of(number)
        parties.append(_party(number, is_home=is_home))
        points.append(_point(code, number, distributor))
        if number not in ENTERS | MOVES_IN:
            contracts.append(_contract(number, code, _start(number), is_home=is_home))
        simulated.append(_simulated(number, code, distributor, is_home=is_home))
    for number in GAS:
        points.append(_point(pdr_of(number), number, SMART, "gas"))
        if number not in GAS_ENTERS:
            contracts.append(_gas_contract(number, FIRST_OF_GAS, GAS_LEAVES.get(number)))
        simulated.append(_gas_simulated(number))
    parties += [_party(number, is_home=True) for number in (*TAKES_OVER.values(), REFUSED, SILENT)]
    points += [_point(code_of(number), number, SMART) for number in (REFUSED, SILENT)]
    points.append(_point(pdr_of(GAS_REFUSED), GAS_REFUSED, SMART, "gas"))
    simulated.sort(key=lambda each: each["code"])
    book = {
        "seed": "2026",
        "retailer": "09999990014",
        "first_reading": "2025-08-31",
        "distributors": [
            {"vat_number": SMART, "dispatching_contract": "DP0990", "regime": "R", "sends_on": 4},
            {"vat_number": OLD, "dispatching_contract": "DP0990", "regime": "NR", "sends_on": 12},
        ],
        "shapes": SHAPES,
        "points": simulated,
        "sii": _sii(),
    }
    return {"parties": parties, "points": points, "contracts": contracts}, book, _requests()


def _requests() -> list[dict[str, Any]]:
    """What is asked of the market, in order of day: the contracts in it wait until the SII says yes."""
    found = []
    for number, start in (ENTERS | HOPED_FOR).items():
        told = ASKED_ON[number]
        draft = _contract(number, code_of(number), start, is_home=True)
        values = {"DATA_CONTRATTO": _italian(told), "COD_CONTR_DISP": "DP0990"}
        found.append(_request("switch-electricity", told, draft, values))
    for number, start in (GAS_ENTERS | GAS_HOPED_FOR).items():
        told = GAS_ASKED_ON[number]
        found.append(_request("switch-gas", told, _gas_contract(number, start), {"DATA_CONTRATTO": _italian(told)}))
    for days, process in ((VOLTURE, "voltura-electricity"), (MOVES_IN, "voltura-switch-electricity")):
        for number, start in days.items():
            draft = _contract(TAKES_OVER.get(number, number), code_of(number), start, is_home=True)
            values = {"TIPOLOGIA_VOLTURA": "01", "COD_CONTR_DISP": "DP0990"}
            found.append(_request(process, ASKED_ON[number], draft, values))
    return sorted(found, key=lambda each: each["on"])


def _italian(day: str) -> str:
    return f"{day[8:]}/{day[5:7]}/{day[:4]}"


def _request(process: str, on: str, draft: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    about = {"process": process, "point": draft["point"], "effective": draft["period"]["start"], "values": values}
    return {"on": on, "request": about | {"draft": draft}}


def _party(number: int, *, is_home: bool) -> dict[str, Any]:
    address = ADDRESS | {"number": str(number)}
    shared = {"id": f"Y{number:04d}", "address": address, "email": f"y{number:04d}@posta.example"}
    if not is_home:
        vat = _vat(number)
        firm = {"kind": "company", "partita_iva": vat, "codice_fiscale": vat, "denomination": f"Ditta {number} S.r.l."}
        return shared | firm | {"destination": "0000000"}
    return shared | {
        "kind": "person",
        "codice_fiscale": _tax_code(number),
        "first_name": FIRST_NAMES[number % len(FIRST_NAMES)],
        "last_name": FAMILIES[number % len(FAMILIES)],
    }


def _point(code: str, number: int, distributor: str, commodity: str = "electricity") -> dict[str, Any]:
    return {
        "code": code,
        "commodity": commodity,
        "address": ADDRESS | {"number": str(number)},
        "distributor": {"vat_number": distributor, "name": NAMES[distributor], "fault_phone": "800 990 022"},
    }


def _start(number: int) -> str:
    return "2026-01-01" if number <= HOMES else "2026-07-01"


def _contract(number: int, code: str, start: str, *, is_home: bool) -> dict[str, Any]:
    supply: dict[str, Any] = {
        "kind": "electricity",
        "customer": "domestic_resident" if is_home else "other",
        "tariff_code": "domestic_resident" if is_home else "BTA2",
        "committed_kw": "3",
        "available_kw": "3.3",
        "excise": "resident_dwelling" if is_home else "other",
        "voltage": "BT",
    }
    terms = {
        "offer": "CASA" if is_home else "IMPRESA",
        "supply": supply,
        "vat": {"category": "domestic" if is_home else "other"},
    }
    return {
        "number": f"LY-2026-{number:05d}",
        "party": f"Y{number:04d}",
        "point": code,
        "commodity": "electricity",
        "period": {"start": start},
        "terms": [{"start": start, "value": terms}],
        "payment": "transfer",
        "cycle_months": 1 if number % 3 == 0 else 2,
        "due_days": 20,
    }


def _simulated(number: int, code: str, distributor: str, *, is_home: bool) -> dict[str, Any]:
    first = "2025-09-01"
    shown = 99_990 if number in ROLLS_OVER else 1_000 + 37 * number
    meters = [{"serial": f"99E{number:08d}", "since": first, "shown": shown, "digits": 5 if shown > 90_000 else 6}]
    if number in EXCHANGED:
        meters.append({"serial": f"99N{number:08d}", "since": EXCHANGED[number]})
    handovers = []
    for days, reason in ((MOVES_OUT, "V"), (MOVES_IN, "V"), (VOLTURE, "V"), (LEAVES, "S"), (ENTERS, "S")):
        if number in days:
            handovers.append({"on": days[number], "reason": reason, "case": f"{reason}E2026{number:04d}"})
    start = ENTERS.get(number) or MOVES_IN.get(number) or ("2025-09-01" if is_home else "2026-07-01")
    stop = MOVES_OUT.get(number) or LEAVES.get(number)
    events = [
        {"mishap": kind, "month": f"2026-{month:02d}-01", "days": days, "by": by}
        for kind, month, days, by in MISHAPS.get(number, ())
    ]
    return {
        "code": code,
        "commodity": "electricity",
        "distributor": distributor,
        "measured": "curve" if number % 5 == 1 else "registers",
        "yearly": 1_500 + 83 * number if is_home else 4_000 + 211 * number,
        "shape": "home" if is_home else "shop",
        "meters": meters,
        "supplied": [{"start": start} | ({"stop": stop} if stop else {})],
        "handovers": handovers,
        "events": events,
    }


def _sii() -> dict[str, Any]:
    """How the SII answers: who leaves is told before, two switches are refused, one is never answered."""
    left = [("SE3", code_of(number), day, f"{day[:5]}{int(day[5:7]) - 1:02d}-10") for number, day in LEAVES.items()]
    left += [("VT3", code_of(number), day, TOLD_ON[number]) for number, day in MOVES_OUT.items()]
    return {
        "manager": "05877611003",
        "refusals": [
            {"service": "SE1", "point": code_of(REFUSED), "code": "R01", "text": "codice fiscale non coincidente"},
            {"service": "SWG1", "point": pdr_of(GAS_REFUSED), "code": "R02", "text": "PDR già in un altro switching"},
        ],
        "notices": [
            {"service": service, "point": point, "effective": day, "sent_on": told}
            for service, point, day, told in left
        ],
        "silent": [code_of(SILENT)],
    }


def _gas_contract(number: int, start: str, stop: str | None = None) -> dict[str, Any]:
    supply = {
        "kind": "gas",
        "customer": "domestic",
        "area": "2",
        "meter_class": "<=G6",
        "use": "civil",
        "excise_zone": "north_centre",
        "region": "lombardia",
        "vat": "civil",
        "withdrawal_category": "C1",
        "max_flow": "6",
    }
    terms = {"offer": "GAS", "supply": supply, "vat": {"category": "domestic"}}
    return {
        "number": f"GY-2026-{number:05d}",
        "party": f"Y{number:04d}",
        "point": pdr_of(number),
        "commodity": "gas",
        "period": {"start": start} | ({"stop": stop} if stop else {}),
        "terms": [{"start": start, "value": terms}],
        "payment": "transfer",
        "cycle_months": 1 if number % 3 == 0 else 2,
        "due_days": 20,
    }


def _gas_simulated(number: int) -> dict[str, Any]:
    is_daily = number % 5 == 0
    stop = GAS_LEAVES.get(number)
    coefficient = None if is_daily else f"1.0{20 + number}000"
    meters = [{"serial": f"99G{number:08d}", "since": "2025-09-01", "shown": 3_000 + 91 * number}]
    if number in GAS_EXCHANGED:
        meters.append({"serial": f"99H{number:08d}", "since": GAS_EXCHANGED[number]})
    return {
        "code": pdr_of(number),
        "commodity": "gas",
        "distributor": SMART,
        "measured": "daily" if is_daily else "registers",
        "yearly": 700 + 41 * number,
        "shape": "heating",
        "meters": [each | ({"coefficient": coefficient} if coefficient else {}) for each in meters],
        "supplied": [{"start": GAS_ENTERS.get(number, FIRST_OF_GAS)} | ({"stop": stop} if stop else {})],
        "handovers": [
            {"on": days[number], "reason": "S", "case": f"SG2026{number:04d}"}
            for days in (GAS_ENTERS, GAS_LEAVES)
            if number in days
        ],
        "events": [
            {"mishap": kind, "month": f"2026-{month:02d}-01", "days": days, "by": by}
            for kind, month, days, by in GAS_MISHAPS.get(number, ())
        ],
    }


def pdr_of(number: int) -> str:
    """The PDR of a customer who buys gas."""
    return f"9999{number:010d}"


def code_of(number: int) -> str:
    """The POD of a customer."""
    return f"IT999E{number:08d}"


def _vat(number: int) -> str:
    """A VAT number of the range 0999999xxxx that no company has, with its control digit."""
    digits = f"0999999{number:03d}"
    total = 0
    for place, digit in enumerate(map(int, digits)):
        twice = digit * _WEIGHTS[place % 2]
        total += twice - 9 if twice > 9 else twice
    return f"{digits}{-total % 10}"


_ODD = dict(zip("0123456789", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21), strict=True)) | dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)


def _tax_code(number: int) -> str:
    """A tax code with a birthplace code that no town has (Y...), and its control letter."""
    code = f"LLLMMM{60 + number % 40:02d}A{1 + number % 28:02d}Y{100 + number:03d}"
    even = sum(int(sign) if sign.isdigit() else ord(sign) - ord("A") for sign in code[1::2])
    odd = sum(_ODD[sign] for sign in code[::2])
    return code + chr(ord("A") + (even + odd) % 26)


def main(target: Path) -> None:
    """Write the files into `target`."""
    for name, content in zip(FILES, build(), strict=True):
        (target / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
