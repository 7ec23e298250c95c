"""Which kinds of matter fit what somebody says in plain words, and why (docs/explanation/who-does-what.md).

Public names: `CategoryWords`, `Fit`, `fits`, `MOST_FITS`.
"""

from .reading import LONGEST_READ
from .weighing import MOST_FITS, CategoryWords, Fit, fits

__all__ = ["LONGEST_READ", "MOST_FITS", "CategoryWords", "Fit", "fits"]
