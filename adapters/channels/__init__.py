"""Channels of the market: folders, SFTP, WebDAV (SIICloud of the SII, Sistema Informativo Integrato), the PdC."""
