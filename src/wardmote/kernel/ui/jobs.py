"""What was sent long ago is forgotten."""

from datetime import timedelta

from wardmote.kernel import clock
from wardmote.kernel.jobs import tasks
from wardmote.kernel.ui.models import Submission

KEPT = timedelta(days=7)
"""Far longer than a browser keeps a page from which the same form could be sent again."""


@tasks.periodic(cron="45 3 * * *")
@tasks.task(name="ui.forget_submissions", queueing_lock="ui.forget_submissions")
def forget_submissions(timestamp: int) -> None:
    """Forget which forms were sent, a week after; every night."""
    Submission.objects.filter(at__lt=clock.now() - KEPT).delete()
