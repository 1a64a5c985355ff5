"""The lines that commodities share: sale, regulated components, discounts, taxes, and how they are cut."""
