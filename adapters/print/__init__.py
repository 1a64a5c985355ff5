"""The bill in print: domain bill -> strings -> typst -> PDF/A-3 with the e-invoice attached."""
