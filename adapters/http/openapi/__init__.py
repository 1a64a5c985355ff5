"""The OpenAPI document: routes described by the classes they take and give, with examples."""
