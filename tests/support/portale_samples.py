"""Offers as the Portale Offerte publishes them, with invented values."""

from __future__ import annotations

from adapters.portale.portale_offers import NAMESPACE

PRICE = (
    "<ComponenteImpresa><NOME>Energia</NOME><TIPOLOGIA>01</TIPOLOGIA><MACROAREA>04</MACROAREA>{}</ComponenteImpresa>"
)
FEE = (
    "<ComponenteImpresa><NOME>Commercializzazione</NOME><TIPOLOGIA>01</TIPOLOGIA><MACROAREA>01</MACROAREA>"
    "<IntervalloPrezzi><PREZZO>120.000000</PREZZO><UNITA_MISURA>01</UNITA_MISURA></IntervalloPrezzi></ComponenteImpresa>"
)


def interval(price: str, unit: str = "03", band: str = "01", more: str = "") -> str:
    return (
        f"<IntervalloPrezzi><FASCIA_COMPONENTE>{band}</FASCIA_COMPONENTE>{more}<PREZZO>{price}</PREZZO>"
        f"<UNITA_MISURA>{unit}</UNITA_MISURA></IntervalloPrezzi>"
    )


def offerta(
    *,
    code: str = "000123ESFML01XX0000000000LUCE01",
    market: str = "01",
    customer: str = "<TIPO_CLIENTE>01</TIPO_CLIENTE><DOMESTICO_RESIDENTE>03</DOMESTICO_RESIDENTE>",
    kind: str = "01",
    detail: str = "",
    index: str = "",
    fasce: str = "01",
    components: str = FEE + PRICE.format(interval("0.118000")),
    dispatching: str = "<Dispacciamento><TIPO_DISPACCIAMENTO>14</TIPO_DISPACCIAMENTO></Dispacciamento>",
    more: str = "",
    stop: str = "<DATA_FINE>31/12/2026_23:59:59</DATA_FINE>",
) -> str:
    """An offer invented here, in the structure of the track."""
    reference = (
        f"<RiferimentiPrezzoEnergia><IDX_PREZZO_ENERGIA>{index}</IDX_PREZZO_ENERGIA></RiferimentiPrezzoEnergia>"
        if index
        else ""
    )
    return f"""<offerta>
<IdentificativiOfferta><PIVA_UTENTE>01234567897</PIVA_UTENTE><COD_OFFERTA>{code}</COD_OFFERTA></IdentificativiOfferta>
<DettaglioOfferta><TIPO_MERCATO>{market}</TIPO_MERCATO><OFFERTA_SINGOLA>SI</OFFERTA_SINGOLA>{customer}
<TIPO_OFFERTA>{kind}</TIPO_OFFERTA><TIPOLOGIA_ATT_CONTR>99</TIPOLOGIA_ATT_CONTR><NOME_OFFERTA>Luce Chiara</NOME_OFFERTA>
<DESCRIZIONE>Prezzo chiaro</DESCRIZIONE><DURATA>12</DURATA>{detail}</DettaglioOfferta>{reference}
<ValiditaOfferta><DATA_INIZIO>01/10/2026_00:00:00</DATA_INIZIO>{stop}</ValiditaOfferta>
<MetodoPagamento><MODALITA_PAGAMENTO>01</MODALITA_PAGAMENTO></MetodoPagamento>
<TipoPrezzo><TIPOLOGIA_FASCE>{fasce}</TIPOLOGIA_FASCE></TipoPrezzo>{dispatching}{components}{more}</offerta>"""


def listed(*offers: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ListaOfferteMercatoLibero xmlns="{NAMESPACE}">'
        f"{''.join(offers)}</ListaOfferteMercatoLibero>"
    ).encode()


def dual(code: str = "DUAL", electricity: str = "LUCE", gas: str = "GAS", more: str = "") -> str:
    return f"""<offerta>
<IdentificativiOfferta><PIVA_UTENTE>01234567897</PIVA_UTENTE><COD_OFFERTA>{code}</COD_OFFERTA></IdentificativiOfferta>
<DettaglioOfferta><TIPO_MERCATO>03</TIPO_MERCATO><NOME_OFFERTA>Luce e gas</NOME_OFFERTA></DettaglioOfferta>
<ValiditaOfferta><DATA_INIZIO>01/10/2026_00:00:00</DATA_INIZIO></ValiditaOfferta>
<OffertaDual><OFFERTE_CONGIUNTE_EE>{electricity}</OFFERTE_CONGIUNTE_EE>
<OFFERTE_CONGIUNTE_GAS>{gas}</OFFERTE_CONGIUNTE_GAS></OffertaDual>{more}</offerta>"""
