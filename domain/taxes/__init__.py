"""Taxes: VAT, excise, RAI fee. Rates and thresholds are in the tariff book."""
