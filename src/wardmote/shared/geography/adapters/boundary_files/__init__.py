"""Files of boundaries as published: opened by GDAL, in a process of its own that can do no harm."""

from .opening import MOST_BYTES, are_boundaries, open_boundaries

__all__ = ["MOST_BYTES", "are_boundaries", "open_boundaries"]
