"""Files of ballots in the format of https://pabulib.org/format."""

from .faults import Fault, UnreadableBallots
from .ranking import Told
from .reading import BallotFile, read

__all__ = ["BallotFile", "Fault", "Told", "UnreadableBallots", "read"]
