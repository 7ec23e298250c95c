"""After an erasure: the bytes of its photos."""

from wardmote.kernel.actor import system
from wardmote.kernel.jobs import tasks
from wardmote.shared.documents.actions import remove_files

from ..actions import REMOVE_FILES


@tasks.task(name=REMOVE_FILES)
def remove_erased_files() -> None:
    """Remove the bytes of photos that were erased, and of what else waits to be removed."""
    while remove_files(by=system("erasure")):
        pass
