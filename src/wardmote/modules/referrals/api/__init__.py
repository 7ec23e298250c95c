"""The hub for other systems: the same actions and queries as the pages, in JSON."""

from . import problems  # noqa: F401  registers how the hub's refusals are told
from .events import calls as events
from .observations import calls as observations
from .people import calls as people
from .referrals import calls as referrals
from .steps import calls as steps
from .suggestions import calls as suggestions

__all__ = ["events", "observations", "people", "referrals", "steps", "suggestions"]
