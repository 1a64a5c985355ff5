"""Billing: plan, execute, review and seal a run; load the facts of many contracts and book what is issued."""
