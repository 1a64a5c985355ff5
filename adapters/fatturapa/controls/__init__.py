"""The controls of SdI (Sistema di Interscambio), made here before an e-invoice is sent."""
