"""Shedding what lifted holds say."""

from collections.abc import Mapping, Sequence

from wardmote.kernel.clock import now

from ..models import Hold


def shed_lifted(ids: Sequence[int]) -> Mapping[str, int]:
    """Empty the name and the reasons of lifted holds; as the system, for the job of retention."""
    emptied = Hold.objects.filter(pk__in=ids).update(name="", reason="", lifted_words="", shed_at=now())
    return {Hold._meta.label: emptied}
