"""FatturaPA: the e-invoice of a bill, and the local controls of the SdI (Sistema di Interscambio, not the SII)."""
