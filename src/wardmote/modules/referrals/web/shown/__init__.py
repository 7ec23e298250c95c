"""From rows to what the look draws: clocks, threads, timelines, the verb of a row."""

from .clocks import Verb, comes, deadline_view, next_verb, where_silence_leads, working
from .links import LinkLine, LinksShown, links_shown
from .standing import ending_words, full_name, heard, knots, plain_state, state_words, title_of
from .timeline import last_asked, path, timeline, whats_next

__all__ = [
    "LinkLine",
    "LinksShown",
    "Verb",
    "comes",
    "deadline_view",
    "ending_words",
    "full_name",
    "heard",
    "knots",
    "last_asked",
    "links_shown",
    "next_verb",
    "path",
    "plain_state",
    "state_words",
    "timeline",
    "title_of",
    "whats_next",
    "where_silence_leads",
    "working",
]
