"""Billing: plan, execute, review and seal a run; the facts of many contracts; explain and prove a bill."""
