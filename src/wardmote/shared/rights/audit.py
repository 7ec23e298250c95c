"""What is kept in the audit trail about people's requests."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on requests."""

    WRITTEN_DOWN = "rights.written_down"
    MOVED = "rights.moved"
    SEARCHED = "rights.searched"
    CHOSEN = "rights.chosen"
    DECIDED = "rights.decided"
    PACK_ASKED_FOR = "rights.pack_asked_for"
    PACK_MADE = "rights.pack_made"
    PACK_TAKEN = "rights.pack_taken"
    PACK_EMPTIED = "rights.pack_emptied"
    CORRECTED = "rights.corrected"
    MARKED = "rights.marked"
    MARK_ENDED = "rights.mark_ended"
    ERASED = "rights.erased"
    EMPTIED = "rights.emptied"
    FOUND_BY_COMMAND = "rights.found_by_command"
