"""Decisions about places, without database or clock."""
