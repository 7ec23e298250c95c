"""Files that draw or make up areas: files of boundaries, and tables that say which ward is in which area."""

from .beside import Beside, Known, Moved, beside
from .columns import kind_called
from .drawn import AreaFile, FoundArea, areas_of
from .fitting import Fit, Overlap, Unclaimed
from .listed import Memberships, read_memberships
from .raw import RawFile
from .saying import Finding, Weight, findings
from .whereabouts import BRITISH, WGS_84, far_away

__all__ = [
    "BRITISH",
    "WGS_84",
    "AreaFile",
    "Beside",
    "Finding",
    "Fit",
    "FoundArea",
    "Known",
    "Memberships",
    "Moved",
    "Overlap",
    "RawFile",
    "Unclaimed",
    "Weight",
    "areas_of",
    "beside",
    "far_away",
    "findings",
    "kind_called",
    "read_memberships",
]
