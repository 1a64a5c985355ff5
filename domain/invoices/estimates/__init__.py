"""The annual spend of an offer by the rules of the Portale Offerte."""
