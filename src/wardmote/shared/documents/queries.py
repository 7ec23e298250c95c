"""Every read of kept files. The second lock in the database holds who may see a row."""

from . import adapters
from .models import Document


def bytes_of(document: Document) -> bytes:
    """The kept bytes of a document the caller was allowed to read."""
    return adapters.read(document.path)
