"""The keys of what the register holds, by which files and addresses name it."""

import re

from wardmote.kernel import wording
from wardmote.kernel.refusals import NotReady

from ..models import Category, CategoryGroup, ClockProfile, Organisation, Team

_KEY = re.compile("[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII)
_Kept = Organisation | Team | Category | CategoryGroup | ClockProfile


def key_for(model: type[_Kept], name: str, *, given: str = "") -> str:
    """The key given, if it is one and free, or a free one made from the name. Raises NotReady otherwise."""
    longest = model._meta.get_field("key").max_length or 0
    if not given:
        taken = set(model._default_manager.values_list("key", flat=True))
        return wording.key_from(
            name[:500], otherwise=model._meta.model_name or "", taken=taken, longest=longest
        )
    if len(given) > longest or not _KEY.fullmatch(given):
        raise NotReady(f"A key has small letters, figures and hyphens only, at most {longest}.", field="key")
    if model._default_manager.filter(key=given).exists():
        raise NotReady(f"The key “{given}” is taken.", field="key")
    return given
