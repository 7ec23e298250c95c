"""An issue with all that was merged into it: what hangs on one of them hangs on it."""

from __future__ import annotations

from ..models import Issue


def family_of(issue: Issue) -> list[int]:
    """The numbers of an issue and of all that were merged into it, however many steps ago. A query a step."""
    found, newest = [issue.pk], [issue.pk]
    while newest:
        newest = sorted(
            Issue.objects.filter(merged_into__in=newest)
            .exclude(pk__in=found)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        found += newest
    return found
