"""Derived data: pure functions from a factbook to rows. Nothing here is stored or edited."""
