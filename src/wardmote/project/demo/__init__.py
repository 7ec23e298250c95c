"""The demo borough: invented people and histories in the wards of Walsall, made from one seed."""

SEED = 2026
"""What the borough is made from, unless another seed is given."""
