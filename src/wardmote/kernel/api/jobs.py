"""Answers are kept for as long as somebody may still repeat the request."""

from wardmote.kernel import clock
from wardmote.kernel.api.idempotency import KEPT
from wardmote.kernel.api.models import KeptAnswer
from wardmote.kernel.database import as_system
from wardmote.kernel.jobs import tasks


@tasks.periodic(cron="50 3 * * *")
@tasks.task(name="api.forget_answers", queueing_lock="api.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Forget answers two days after they were given; every night."""
    with as_system("old answers are forgotten"):
        KeptAnswer.objects.filter(at__lt=clock.now() - KEPT).delete()
