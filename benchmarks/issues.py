"""The public list, map and page of issues of an area with a hundred open, and with ten thousand: one ratio each.

    python -m benchmarks.issues

Beside a database with the demo borough in it (`DATABASE_URL`): everything is written in one transaction that is taken
back. In the end it prints, for each page, what it costs at least with ten thousand by that with a hundred. At most 1.3
is flat, on a machine that does nothing else meanwhile.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from time import perf_counter, process_time
from typing import Any

import django

FEW, MANY, TIMES = 100, 10_000, 25
MOST = 1.3


class _Over(Exception):
    """It is measured: nothing of it stays."""


def main() -> int:
    """Measure, and say how flat it is. 1 where a page is not."""
    django.setup()
    from django.db import connection, transaction
    from django.test import Client

    from wardmote.kernel.database import as_system
    from wardmote.modules.issues.models import Issue

    chance = random.Random(7)
    took: dict[str, list[float]] = {}
    try:
        with transaction.atomic():
            with as_system("measuring"):
                model = Issue.objects.filter(is_public=True, state="open").order_by("pk")[0]
                area = model.ward.area_set.key, model.ward.key  # type: ignore[union-attr]  # it has a ward
                _copies(model, FEW, chance)
            pages = {
                "list and map": "/our-issues",
                "list and map of a ward": f"/our-issues?area={'/'.join(area)}",
                "one issue": f"/our-issues/{model.reference}",
            }
            client = Client(headers={"host": "localhost"})
            for size in (FEW, MANY):
                if size == MANY:
                    with as_system("measuring"):
                        _copies(model, MANY - FEW, chance)
                    with connection.cursor() as cursor:
                        cursor.execute("analyze issues_issue")
                for name, path in pages.items():
                    took.setdefault(name, []).append(_quickest(client, path))
            raise _Over
    except _Over:
        pass
    for name, (few, many) in took.items():
        sys.stdout.write(
            f"{name}: {few * 1000:.0f} ms with {FEW}, {many * 1000:.0f} ms with {MANY:,}: {many / few:.2f}\n"
        )
    return int(any(many / few > MOST for few, many in took.values()))


def _quickest(client: Any, path: str) -> float:
    """The least that a page costs: of our own work, and of each statement, however busy the machine is meanwhile."""
    from django.db import connection

    own, statements = [], defaultdict[int, list[float]](list)
    for _ in range(TIMES):
        asked: list[float] = []

        def timed(execute: Any, *of: Any, asked: list[float] = asked) -> Any:
            began = perf_counter()
            answer = execute(*of)
            asked.append(perf_counter() - began)
            return answer

        with connection.execute_wrapper(timed):
            began = process_time()
            answer = client.get(path)
            own.append(process_time() - began)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        for place, took in enumerate(asked):
            statements[place].append(took)
    return min(own) + sum(map(min, statements.values()))


def _copies(model: object, many: int, chance: random.Random) -> None:
    from wardmote.kernel import references
    from wardmote.modules.issues.models import Issue

    fields = [f.attname for f in Issue._meta.concrete_fields if f.attname not in {"id", "reference"}]
    Issue.objects.bulk_create(
        (
            Issue(
                **{name: getattr(model, name) for name in fields}
                | {
                    "reference": references.new("I"),
                    "latitude": 52.54 + chance.random() * 0.1,
                    "longitude": -2.05 + chance.random() * 0.12,
                    "score": chance.randint(1, 25),
                }
            )
            for _ in range(many)
        ),
        batch_size=1_000,
    )


if __name__ == "__main__":
    raise SystemExit(main())
