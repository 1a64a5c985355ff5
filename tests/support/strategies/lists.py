"""Lists of readings for tests: one example of each packaged mapping."""

from __future__ import annotations

WATER_HEADER = "codice_utenza;matricola;cifre;data_lettura;lettura_mc;tipo_lettura;esito;note"
WATER_ROW = "IDR-1;A77;5;31/10/2026;1.234;R;;cancello blu"
WATER_UNREAD = "IDR-1;A77;5;31/10/2026;;;NA;nessuno in casa"
HEAT = """data;sottostazione;integratore;energia_MWh;volume_m3;t_mandata;t_ritorno;errore
31/10/2026;TLR-1;HE9;12,345;400,5;85,1;60,2;
"""
GAS = """PDR;MATRICOLA;DATA;LETTURA_MC;LETTURA_CONV_SMC;COEFF_C;TIPO;RACCOLTA;CAUSA
00594201234567;G4-1;31/10/2026;1100;;1,027235;E;P;
"""
ELECTRICITY = """IT001E12345678;M1;20261031;EA1;100;1
IT001E12345678;M1;20261031;EA2;200,5;1
IT001E12345678;M1;20261031;EA3;300;1
IT001E12345678;M1;20261031;P;3,1;1
"""


def water(*rows: str) -> bytes:
    """A list of the example water operator."""
    return "\r\n".join((WATER_HEADER, *rows, "")).encode()
