"""Market: cases of the SII (Sistema Informativo Integrato), their messages, deadlines and effects."""
