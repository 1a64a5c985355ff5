"""Taxes on lines: VAT and its treatment, excise. Rates and thresholds are in the tariff book."""
