"""The tests' settings for processes that are killed: a silent worker is noticed within seconds."""

from wardmote.project.settings.test import *  # noqa: F403 (settings are all names)

PROCRASTINATE_IMPORT_PATHS = ["wardmote.kernel.jobs.rescue", "tests.kernel.bells"]
WARDMOTE_HEARTBEAT = 0.3
WARDMOTE_WORKER_SILENCE = 1.5
WARDMOTE_RESCUE_CRON = "* * * * * */1"
