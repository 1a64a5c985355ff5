"""Examples of bodies, shown on the documentation page. Invented: no real customer, no tariff in force."""

from __future__ import annotations

from domain.kernel.digest import Plain

_ADDRESS: Plain = {"street": "Via Roma", "number": "12/A", "postcode": "20121", "town": "Milano", "province": "MI"}

PARTY: Plain = {
    "id": "C-0001",
    "kind": "person",
    "address": _ADDRESS,
    "codice_fiscale": "RSSMRA80A01F205X",
    "first_name": "Mario",
    "last_name": "Rossi",
    "email": "mario.rossi@posta.example",
}
POINT: Plain = {
    "code": "IT001E12345678",
    "commodity": "electricity",
    "address": _ADDRESS,
    "distributor": {"vat_number": "12345678903", "name": "Rete Elettrica", "fault_phone": "803500"},
}
OFFER: Plain = {
    "code": "FIX-12",
    "name": "Luce Fissa 12",
    "commodity": "electricity",
    "customers": ["domestic_resident", "domestic_non_resident"],
    "price": {"kind": "fixed", "prices": [{"band": "M", "value": "0.118"}]},
    "fees": [{"code": "commercial", "label": "Quota fissa di vendita", "value": "72.00"}],
    "passes": ["cdispd"],
    "validity": {"start": "2026-01-01", "stop": "2027-01-01"},
}
CONTRACT: Plain = {
    "number": "K-0001",
    "party": "C-0001",
    "point": "IT001E12345678",
    "commodity": "electricity",
    "period": {"start": "2026-01-01"},
    "terms": [
        {
            "start": "2026-01-01",
            "value": {
                "offer": "FIX-12",
                "supply": {
                    "kind": "electricity",
                    "customer": "domestic_resident",
                    "tariff_code": "domestic_resident",
                    "committed_kw": "3",
                    "available_kw": "3.3",
                    "excise": "resident_dwelling",
                },
                "vat": {"category": "domestic"},
                "rai_fee": True,
            },
        }
    ],
    "payment": "direct_debit",
    "cycle_months": 1,
    "due_days": 20,
}
MANDATE: Plain = {
    "umr": "MND-0001",
    "contract": "K-0001",
    "party": "C-0001",
    "debtor_name": "Mario Rossi",
    "debtor_tax_code": "RSSMRA80A01F205X",
    "debtor_kind": "person",
    "iban": "IT60X0542811101000000123456",
    "account_holder": "Mario Rossi",
    "scheme": "CORE",
    "signed_on": "2026-01-02",
}
REGISTRY: Plain = {
    "parties": [PARTY],
    "points": [POINT],
    "offers": [OFFER],
    "contracts": [CONTRACT],
    "mandates": [MANDATE],
}
RUN: Plain = {
    "commodity": "electricity",
    "period": {"start": "2026-07-01", "stop": "2026-08-01"},
    "cycle_months": 1,
    "issue_on": "2026-08-10",
}
PREVIEW: Plain = {"contract": "K-0001", "period": {"start": "2026-07-01", "stop": "2026-08-01"}}
RELEASE: Plain = {"reason": "Lettura verificata con il distributore."}
SEND_BACK: Plain = {"reason": "Lettura da ricontrollare."}
CASE_TO_OPEN: Plain = {
    "process": "deactivation-electricity",
    "point": "IT001E00000001",
    "contract": "K-0001",
    "effective": "2026-12-15",
    "fields": [{"name": "COD_CONTR_DISP", "value": "DP9001"}],
}
SETTLE: Plain = {"day": "2026-12-01"}
ENTER_MESSAGE: Plain = {"message": "SWG1.0200", "effective": "2026-12-01"}
COLLECTION: Plain = {"due_until": "2026-12-31"}
BANK_ANSWER: Plain = {"receivable": "0000000000001", "paid": False}
TENANT: Plain = {
    "seller": {
        "tenant": "demo",
        "name": "Luce Comune S.p.A.",
        "partita_iva": "01234567897",
        "codice_fiscale": "01234567897",
        "address": {
            "street": "Viale dell'Energia",
            "number": "1",
            "postcode": "20121",
            "town": "Milano",
            "province": "MI",
        },
        "tax_regime": "RF01",
        "rea_office": "MI",
        "rea_number": "1234567",
        "share_capital": "1000000.00",
        "iban": "IT60X0542811101000000123456",
        "creditor_id": "IT91ZZZ0000001234567897",
        "phone": "800 123 456",
        "email": "clienti@lucecomune.example",
        "pec": "lucecomune@pec.lucecomune.example",
        "website": "www.lucecomune.example",
        "complaints": "reclami@lucecomune.example",
    },
    "brand": {"logo_svg": "", "primary": "#0b5d4e", "accent": "#e8a33d"},
}
OWN_PARAMETERS: Plain = {
    "heads": [
        {
            "path": "own/green_share",
            "label": "Quota verde",
            "description": "Sovrapprezzo per energia da fonti rinnovabili",
            "publisher": "Luce Comune S.p.A.",
            "unit": "EUR/kWh",
            "dimensions": [],
            "decimals": 6,
            "norm": "Condizioni economiche dell'offerta",
            "still_valid_on": "2026-11-01",
        }
    ],
    "rows": [
        {
            "path": "own/green_share",
            "key": [],
            "period": {"start": "2026-01-01"},
            "known_from": "2026-01-01",
            "value": "0.002",
            "source": {"id": "own-2026", "title": "Condizioni economiche 2026", "link": ""},
            "status": "given",
        }
    ],
}
KEY_NAME: Plain = {"name": "Ufficio fatturazione"}
KEY: Plain = {"key": "blt_the-key-to-withdraw"}
SIMULATE: dict[str, Plain] = {
    "name": "A home, one month at a fixed price",
    "commodity": "electricity",
    "period": {"start": "2026-07-01", "stop": "2026-08-01"},
    "supply": {"customer": "domestic_resident", "committed_kw": "3", "available_kw": "3.3"},
    "offer": {
        "code": "LUCE",
        "name": "Luce",
        "price": {"kind": "fixed", "prices": {"M": "0.118"}},
        "fees": [{"code": "commercial", "label": "Quota fissa di vendita", "value": "72.00"}],
        "passes": ["cdispd"],
    },
    "consumption": {"bands": {"M": "45"}, "quality": "actual"},
}
RECALCULATE: Plain = {
    "name": "The same home was billed on an estimate; the meter says 62 kWh",
    "invoiced": [{"case": SIMULATE | {"consumption": {"bands": {"M": "45"}, "quality": "estimated"}}}],
    "now": [{"consumption": {"bands": {"M": "62"}, "quality": "actual"}}],
    "readings": [{"day": "2026-06-30", "values": {"M": "1200"}}, {"day": "2026-07-31", "values": {"M": "1262"}}],
}
ESTIMATE: Plain = {
    "name": "A year of a home",
    "commodity": "electricity",
    "on": "2026-10-01",
    "supply": {"customer": "domestic_resident", "committed_kw": "3"},
    "offer": {
        "code": "LUCE",
        "price": {"kind": "fixed", "prices": {"M": "0.25"}},
        "fees": [{"code": "commercial", "label": "Corrispettivo fisso", "value": "180"}],
        "passes": ["pcv", "ppe", "cdispd"],
    },
    "annual_energy": {"M": "2700"},
}
