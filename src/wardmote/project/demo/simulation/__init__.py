"""A year of the demo borough, played in memory by the product's own rules, to see whether anything falls through.

`Year` plays it, `told` says in plain words what came of it. Nothing is written anywhere; the same seed gives the same
year. People answer, or do not, as diligently as their agency; silence climbs by `referrals/rules/ladder.py`.
What must hold is looked at after every step and whenever the bound of a deadline comes (`latest_end`), which is worked
out apart from the rungs themselves: a ladder that stops is found out.
"""

from .figures import told
from .year import BEGINS, Year

__all__ = ["BEGINS", "Year", "told"]
