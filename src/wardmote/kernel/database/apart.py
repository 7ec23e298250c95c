"""Small writes that stand whatever becomes of the transaction at hand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from django.db import connection


class Apart:
    """Does what it is given on a connection of its own, so that others see it at once: how far long work has come.

        with Apart() as apart, transaction.atomic():
            ...
            apart.do(lambda: Work.objects.filter(pk=pk).update(said="half way"))

    It must touch no row that the transaction holds, or both wait for each other.
    """

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(max_workers=1)
        return self

    def do(self, write: Callable[[], object]) -> None:
        """Do it, and come back when it stands."""
        self._thread.submit(write).result()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.submit(connection.close)  # each thread has its own
        self._thread.shutdown()
