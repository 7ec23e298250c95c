"""The one writer of who reads an issue: its readers, and those of everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from wardmote.kernel.database import as_system

from ..models import Act, Decision, Gathering, Issue, LevelChange, Referred, TakenOn, Weighing

STORY: tuple[type[models.Model], ...] = (Weighing, LevelChange, Decision, TakenOn, Referred)
"""What everybody may read of an issue that is published."""


def let_read(issue: Issue, *, readers: Iterable[int] = (), is_public: bool | None = None) -> None:
    """Widen who reads an issue, and say whether everybody may. The caller holds it by a lock and has asked."""
    issue.readers = sorted({*issue.readers, *readers})
    if is_public is not None:
        issue.is_public = is_public
    with as_system("all that belongs to an issue is read by those who read it"):
        issue.save(update_fields=["readers", "is_public"])
        Act.objects.filter(issue=issue).update(readers=issue.readers)
        Gathering.objects.filter(issue=issue).update(readers=issue.readers)
        for model in STORY:
            rows = model._default_manager.filter(issue=issue)
            rows.update(readers=issue.readers, is_public=issue.is_public)


def as_read(issue: Issue) -> dict[str, Any]:
    """With which readers a row of an issue's story is written."""
    return {"issue": issue, "readers": issue.readers, "is_public": issue.is_public}
