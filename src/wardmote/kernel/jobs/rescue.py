"""Jobs whose worker was killed come back; jobs that are over go.

procrastinate itself never takes up such a job again: it would stay "doing" for ever.
"""

import logging

from django.conf import settings
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from wardmote.kernel.jobs import tasks

ATTEMPTS = 5
KEEP_HOURS = 72

log = logging.getLogger(__name__)


@tasks.periodic(cron=settings.WARDMOTE_RESCUE_CRON)
@tasks.task(name="kernel.rescue", queueing_lock="kernel.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Queue again what a silent worker was doing, until it has begun ATTEMPTS times; then call it failed.

    The only async task: it waits for nothing but the database.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=settings.WARDMOTE_WORKER_SILENCE):
        try:
            if job.attempts + 1 >= ATTEMPTS:  # procrastinate counts a run when it ends, so not this one
                log.error("Job %s (%s) lost its worker %s times", job.id, job.task_name, ATTEMPTS)
                await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
            else:
                log.warning("Job %s (%s) lost its worker and is queued again", job.id, job.task_name)
                await jobs.retry_job(job)
        except ConnectorException:
            log.info("Job %s ended while it was being rescued", job.id)


@tasks.periodic(cron="30 3 * * *")
@tasks.task(name="kernel.remove_finished", queueing_lock="kernel.remove_finished", pass_context=True)
async def remove_finished(context: JobContext, timestamp: int) -> None:
    """Remove jobs that succeeded three days ago or more, every night."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)
