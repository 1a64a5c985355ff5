"""The market: processes between retailer, distributor and SII (Sistema Informativo Integrato), and their messages."""
