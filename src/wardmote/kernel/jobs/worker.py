"""The process that does the jobs."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from procrastinate.contrib.django import app

from wardmote.kernel.database.roles import application_options

STATEMENT_TIMEOUT = "10min"
GRACE_SECONDS = 20


def run() -> None:
    """Do jobs until SIGTERM or SIGINT, then finish those begun, for at most GRACE_SECONDS."""
    options = connections[DEFAULT_DB_ALIAS].settings_dict["OPTIONS"]
    options["options"] = application_options(statement_timeout=STATEMENT_TIMEOUT)
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
    with app.replace_connector(connector) as worker:
        worker.run_worker(
            concurrency=settings.WARDMOTE_WORKER_CONCURRENCY,
            update_heartbeat_interval=settings.WARDMOTE_HEARTBEAT,
            stalled_worker_timeout=settings.WARDMOTE_WORKER_SILENCE,
            shutdown_graceful_timeout=GRACE_SECONDS,
            delete_jobs="never",
        )
