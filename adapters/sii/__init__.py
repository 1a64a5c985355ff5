"""SII, the Sistema Informativo Integrato: the market flows between distributors, retailers and Acquirente Unico.

Not to be confused with SdI, the Sistema di Interscambio of the Revenue Agency, through which e-invoices travel:
that is adapters/fatturapa. The two differ by one letter and have nothing else in common.

A flow is declared once, as a frozen record with one line per field (flows/); one engine reads, writes, checks and
documents it (engine, rules, documentation). A new flow is a line in the registry and, at most, a new record.
"""
