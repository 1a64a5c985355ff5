"""Voltura (VT1, VT3) and change of customer data (AE1): requests with addresses, outcome and notice.

Norm: delibera 135/2021/R/eel (voltura and switch in one go). VT1.0050 has columns of the same name: they are told
apart by position, and their fields by a suffix (supply or seat, and collection) or a prefix (REF_, the contact).
"""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.flows.market_parts import (
    Admissibility,
    CounterpartCase,
    CustomerCodes,
    ElectricityPoint,
    Esito,
    Header,
)
from adapters.sii.layouts.codecs import CONTRACT, FLAG, LINE, VAT
from adapters.sii.layouts.format import ELECTRICITY, MarketFormat
from adapters.sii.records.codec import CODE, DATE_IT, POD, SI_NO
from adapters.sii.records.declare import column

_SINCE = dt.date(2016, 6, 1)


@attrs.frozen(kw_only=True)
class Names:
    """The customer by name."""

    name: str | None = column("NOME", LINE, "Nome")
    surname: str | None = column("COGNOME", LINE, "Cognome")
    company: str | None = column("RAGIONE_SOCIALE_DENOMINAZIONE", LINE, "Ragione sociale o denominazione")
    telephone: str | None = column("TELEFONO", LINE, "Telefono")


@attrs.frozen(kw_only=True)
class Email:
    """The customer's mailbox, in a voltura."""

    email: str | None = column("EMAIL", LINE, "Posta elettronica")


def _address(suffix: str, what: str, named: dict[str, str]) -> type[attrs.AttrsInstance]:
    """An address of eight columns; `named`: their headers where they are not name plus suffix."""
    lines = {
        "TOPONIMO": "toponimo", "VIA": "via", "CIV": "civico", "CAP": "CAP", "ISTAT": "codice ISTAT",
        "LOCALITA": "località", "PROV": "provincia", "NAZIONE": "nazione", "ALTRO": "altro",
    }  # fmt: skip
    fields = {
        name.lower(): column(f"{name}_{suffix}", LINE, f"{what}: {label}", header=named.get(name, f"{name}_{suffix}"))
        for name, label in lines.items()
    }
    return attrs.make_class(f"Address{suffix.title()}", fields, frozen=True, kw_only=True)


_BARE = {name: name for name in ("TOPONIMO", "VIA", "CIV", "CAP", "ISTAT", "LOCALITA", "PROV", "NAZIONE", "ALTRO")}
SupplyAddress = _address("FORN", "Indirizzo di fornitura o sede", _BARE)
CollectionAddress = _address("ESAZ", "Indirizzo di esazione", _BARE)
SuppliedAt = _address("FORN", "Indirizzo di fornitura", {})
CollectedAt = _address("ES", "Indirizzo di esazione", {"PROV": "PROV", "ALTRO": "ALTRO"})


@attrs.frozen(kw_only=True)
class Voltura:
    """What a voltura asks for."""

    kind: str | None = column("TIPOLOGIA_VOLTURA", CODE, "Tipologia di voltura", table="TIPOLOGIA_VOLTURA")
    contract_kind: str | None = column("TIPO_CONTRATTO", CODE, "Tipo di contratto")
    category: str | None = column("CATEGORIA_CLIENTE", CODE, "Categoria del cliente", table="CATEGORIA_CLIENTE")
    asked_on: dt.date | None = column("DATA_RICHIESTA", DATE_IT, "Data della richiesta")
    effective_on: dt.date | None = column("DATA_DECORRENZA", DATE_IT, "Decorrenza")
    back_to: dt.date | None = column("DATA_DECORRENZA_RET", DATE_IT, "Decorrenza del rientro", note="voltura 05")
    dispatching: str | None = column("COD_CONTR_DISP", CONTRACT, "Contratto di dispacciamento")
    counterparty: str | None = column("PIVA_CONTROPARTE_COMMERCIALE", VAT, "Partita IVA della controparte commerciale")


@attrs.frozen(kw_only=True)
class Taxes:
    """What the taxes go by."""

    vat_rate: str | None = column("ALIQUOTA_IVA", LINE, "Aliquota IVA")
    excise_rate: str | None = column("ALIQUOTA_ACCISE", LINE, "Aliquota accise")
    provincial: str | None = column("ADDIZ_PROVINCIALE", LINE, "Addizionale provinciale")
    municipal: str | None = column("ADDIZ_COMUNALE", LINE, "Addizionale comunale")
    more: str | None = column("ALTRE_INFORMAZIONI", LINE, "Altre informazioni")


@attrs.frozen(kw_only=True)
class VolturaContact:
    """The contact of a voltura, in columns whose names the customer has too."""

    contact_name: str | None = column("REF_NOME", LINE, "Referente: nome", header="NOME")
    contact_surname: str | None = column("REF_COGNOME", LINE, "Referente: cognome", header="COGNOME")
    contact_email: str | None = column("REF_EMAIL", LINE, "Referente: posta elettronica", header="EMAIL")
    contact_telephone: str | None = column("REF_TELEFONO", LINE, "Referente: telefono", header="TELEFONO")


@attrs.frozen(kw_only=True)
class ChangeContact:
    """The contact of a change of data."""

    contact_name: str | None = column("REF_NOME", LINE, "Referente: nome")
    contact_surname: str | None = column("REF_COGNOME", LINE, "Referente: cognome")
    contact_email: str | None = column("REF_EMAIL", LINE, "Referente: posta elettronica")
    contact_telephone: str | None = column("REF_TELEFONO", LINE, "Referente: telefono")


@attrs.frozen(kw_only=True)
class VolturaService:
    """Protection, payment, trade and offer."""

    protection: str | None = column("SERVIZIO_TUTELA", CODE, "Servizio di tutela", table="SERVIZIO_TUTELA")
    office: str | None = column("CODICE_UFFICIO", LINE, "Codice ufficio")
    vat_payment: str | None = column("PAGAMENTO_IVA", CODE, "Pagamento dell'IVA", table="PAGAMENTO_IVA")
    ateco: str | None = column("SETT_MERCEOLOGICO", LINE, "Settore merceologico", note="codice ATECO")
    offer: str | None = column("COD_OFFERTA", LINE, "Codice dell'offerta")
    self_certified: str | None = column("AUTOCERTIFICAZIONE", LINE, "Autocertificazione")


@attrs.frozen(kw_only=True)
class Residence:
    """Whether the customer lives there."""

    lives_there: bool | None = column("RESIDENZA", SI_NO, "Residenza")
    since: dt.date | None = column("DATA_VAL_RES", DATE_IT, "Validità della residenza")


@attrs.frozen(kw_only=True)
class DataChange:
    """What a change of data asks for."""

    kind: str | None = column("TIPO_PRESTAZIONE", CODE, "Tipo di prestazione", table="TIPO_PRESTAZIONE")
    done_on: dt.date | None = column("DATA_ESECUZIONE", DATE_IT, "Data di esecuzione")


@attrs.frozen(kw_only=True)
class VolturaWithdrawal:
    """VT1.0040: takes a voltura back."""

    counterpart_case: str | None = column("CP_GESTORE", LINE, "Codice pratica del SII")
    pod: str = column("COD_POD", POD, "POD", required=True)
    reason: str | None = column("MOTIVAZIONE", LINE, "Motivazione")


@attrs.frozen(kw_only=True)
class VolturaOutcome:
    """VT1.0150: of 17 columns, those whose position is known; only the first are known by name."""

    counterpart_case: str | None = column("CP_GESTORE", LINE, "Codice pratica del SII", header="", source="I")
    pod: str = column("COD_POD", POD, "POD", at=7, required=True)
    is_done: bool = column("ESITO", FLAG, "Esito", required=True, path="Esito/Esito")
    reason: str | None = column("COD_CAUSALE", CODE, "Causale", header="", path="Esito/CodCausale")
    text: str | None = column("MOTIVAZIONE", LINE, "Dettaglio", header="", path="Esito/Motivazione")
    tax_code: str | None = column("CF", CODE, "Codice fiscale del cliente", at=11)


@attrs.frozen(kw_only=True)
class VolturaNotice:
    """VT3.0200: of at least 51 columns, those whose position is known."""

    pod: str = column("COD_POD", POD, "POD", at=6, required=True)
    tax_code: str | None = column("CF", CODE, "Codice fiscale del cliente", at=7)
    vat: str | None = column("PIVA", VAT, "Partita IVA del cliente", at=8)
    name: str | None = column("NOME", LINE, "Nome", at=10)
    surname: str | None = column("COGNOME", LINE, "Cognome", at=11)
    company: str | None = column("RAGIONE_SOCIALE", LINE, "Ragione sociale", header="", at=12)
    offer: str | None = column("COD_OFFERTA", LINE, "Codice dell'offerta", at=51)


def _sii(
    service: str, step: str, title: str, parts: tuple[type[attrs.AttrsInstance], ...], **more: object
) -> MarketFormat:
    held = {"source": "C", "is_inbound": step not in ("0050", "0040")} | more
    return MarketFormat(
        service=service, step=step, title=title, commodity=ELECTRICITY, parts=(Header, *parts), since=_SINCE,
        **held,  # type: ignore[arg-type]
    )  # fmt: skip


VOLTURA = (
    _sii("VT1", "0050", "Richiesta di voltura",
         (ElectricityPoint, CustomerCodes, Names, Email, SupplyAddress, CollectionAddress, Voltura, Taxes,
          VolturaContact, VolturaService), effective="DATA_DECORRENZA"),
    _sii("VT1", "0040", "Revoca della richiesta di voltura", (VolturaWithdrawal,)),
    _sii("VT1", "0100", "Ammissibilità della voltura", (Admissibility,)),
    _sii("VT1", "0101", "Ammissibilità della revoca", (Admissibility,)),
    _sii("VT1", "0150", "Esito della voltura", (VolturaOutcome,), columns=17),
    _sii("VT3", "0200", "Notifica di voltura", (VolturaNotice,), columns=51),
    _sii("AE1", "0050", "Aggiornamento dei dati del cliente",
         (ElectricityPoint, CustomerCodes, Names, SuppliedAt, Residence, CollectedAt, Taxes, ChangeContact,
          VolturaService,
          DataChange), effective="DATA_ESECUZIONE"),
    _sii("AE1", "0100", "Ammissibilità dell'aggiornamento", (Admissibility,)),
    _sii("AE1", "0150", "Esito dell'aggiornamento", (CounterpartCase, ElectricityPoint, Esito), source="R",
         is_to_be_completed=True),
)  # fmt: skip
