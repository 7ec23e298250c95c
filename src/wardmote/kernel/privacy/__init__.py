"""What is kept about people: how each field is declared, and how what must not be read in the database is locked.

`declaring`: how long a field is kept and how it goes. `fields`: columns that stand encrypted, and the blind keys by
which rows are found without being read. `kinds`: kinds of record, and how those whose time is over are found;
`shedding`: how they are emptied and removed. ADR 14 says why it is done so.
"""

from .blinding import Language, blind, blinds, ways_to_find
from .declaring import Keep, Shed, Since, Undeclared, declare, declared, is_declared
from .fields import BlindKey, EncryptedText
from .keys import KeyMissing, KeysMissing, require_keys
from .sealing import Damaged, is_sealed, key_of, seal, unseal

__all__ = [
    "BlindKey",
    "Damaged",
    "EncryptedText",
    "Keep",
    "KeyMissing",
    "KeysMissing",
    "Language",
    "Shed",
    "Since",
    "Undeclared",
    "blind",
    "blinds",
    "declare",
    "declared",
    "is_declared",
    "is_sealed",
    "key_of",
    "require_keys",
    "seal",
    "unseal",
    "ways_to_find",
]
