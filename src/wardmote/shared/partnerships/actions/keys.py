"""The keys of organisations and teams, by which files and addresses name them."""

import re

from wardmote.kernel import wording
from wardmote.kernel.refusals import NotReady

from ..models import Organisation, Team

_LONGEST = 80
_KEY = re.compile("[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII)


def key_for(model: type[Organisation | Team], name: str, *, given: str = "") -> str:
    """The key given, if it is one and free, or a free one made from the name. Raises NotReady otherwise."""
    if not given:
        taken = set(model._default_manager.values_list("key", flat=True))
        return wording.key_from(
            name[:500], otherwise=model._meta.model_name or "", taken=taken, longest=_LONGEST
        )
    if len(given) > _LONGEST or not _KEY.fullmatch(given):
        raise NotReady("A key has small letters, figures and hyphens only, at most 80.", field="key")
    if model._default_manager.filter(key=given).exists():
        raise NotReady(f"The key “{given}” is taken.", field="key")
    return given
