"""The demo borough: invented people and histories in the wards of Walsall, made from one seed."""

SEED = 2026
"""What the borough is made from, unless another seed is given."""

FIELD_KEY = "nothing here is secret: neither names nor words"
"""What its names and words are encrypted with where WARDMOTE_FIELD_KEYS names nothing else. Everybody may know it."""
