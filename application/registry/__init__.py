"""Registry: customers, points, contracts, sellers, tenants, API keys."""
