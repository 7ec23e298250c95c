"""kill -9 in the middle of anything loses nothing that was acknowledged (design 8). Slow: real processes."""

import signal
from collections import defaultdict

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from tests.kernel.bells import Tolled, kill_the_worker, once_slow
from tests.kernel.processes import process, wait_for

from wardmote.kernel.database.roles import as_owner
from wardmote.kernel.events import publish
from wardmote.kernel.events.models import OutboxEvent
from wardmote.kernel.jobs import rescue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RELAY = "import tests.kernel.bells; from wardmote.kernel.events import relay; relay.run()"
WORKER = "from wardmote.kernel.jobs import worker; worker.run()"


@pytest.fixture(autouse=True)
def tolls(transactional_db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("create table tolls (id bigserial primary key, what text, number int)")


def tolled() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("select what, number from tolls order by id")
        return cursor.fetchall()


def job_states(name: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select status::text from procrastinate_jobs where task_name = %s", [name])
        return [state for (state,) in cursor.fetchall()]


def test_a_killed_relay_loses_no_event_doubles_no_effect_and_keeps_the_order():
    for number in range(200):
        for bell in range(3):
            with transaction.atomic():
                publish(Tolled(bell=bell, number=number), about=ContentType(pk=bell))
    for _ in range(2):
        begun = len(tolled())
        with process(RELAY) as relay:
            wait_for(lambda: len(tolled()) > begun, seconds=10)  # noqa: B023 (asked within the same turn)
            relay.kill()
    assert OutboxEvent.objects.exists(), "the relay was killed too late to prove anything"

    with process(RELAY):
        wait_for(lambda: not OutboxEvent.objects.exists(), seconds=20)
    by_bell = defaultdict(list)
    for bell, number in tolled():
        by_bell[bell].append(number)
    assert by_bell == {f"bell {bell}": list(range(200)) for bell in range(3)}


def test_the_relay_wakes_when_something_is_announced_and_stops_when_told():
    with process(RELAY) as relay:
        for number in range(3):
            with transaction.atomic():
                publish(Tolled(bell=1, number=number), about=ContentType(pk=1))
            wait_for(lambda: len(tolled()) == number + 1, seconds=10)  # noqa: B023 (asked within the same turn)
        relay.send_signal(signal.SIGTERM)
        assert relay.wait(timeout=5) == 0


def test_the_relay_goes_on_after_it_lost_its_connections():
    def announce(number: int) -> None:
        with transaction.atomic():
            publish(Tolled(bell=1, number=number), about=ContentType(pk=1))

    with process(RELAY) as relay:
        announce(0)
        wait_for(tolled, seconds=10)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        announce(1)
        wait_for(lambda: len(tolled()) == 2, seconds=10)
        assert relay.poll() is None


def test_a_job_whose_worker_was_killed_is_taken_up_again():
    once_slow.defer()
    with process(WORKER) as first:
        wait_for(tolled, seconds=10)
        first.kill()
    assert job_states("tests.once_slow") == ["doing"]
    with process(WORKER) as second:
        wait_for(lambda: job_states("tests.once_slow") == ["succeeded"], seconds=15)
        assert len(tolled()) == 2
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=10) == 0


def test_a_job_that_keeps_killing_its_worker_is_given_up():
    kill_the_worker.defer()
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set attempts = %s", [rescue.ATTEMPTS - 1])
    with process(WORKER) as first:
        assert first.wait(timeout=15) == -signal.SIGKILL
    with process(WORKER):
        wait_for(lambda: job_states("tests.kill_the_worker") == ["failed"], seconds=15)
    assert len(tolled()) == 1


def test_a_job_enqueued_in_a_change_that_is_undone_does_not_exist():
    with transaction.atomic():
        once_slow.defer()
        transaction.set_rollback(True)
    assert job_states("tests.once_slow") == []


def test_jobs_that_succeeded_are_removed_after_three_days_and_failures_stay():
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (id, queue_name, task_name, status)"
            " values (101, 'default', 'old', 'succeeded'), (102, 'default', 'new', 'succeeded'),"
            "        (103, 'default', 'wrong', 'failed')"
        )
        cursor.execute("delete from procrastinate_events")
        cursor.execute(
            "insert into procrastinate_events (job_id, type, at) values"
            " (101, 'succeeded', now() - interval '73 hours'), (102, 'succeeded', now() - interval '71 hours'),"
            " (103, 'failed', now() - interval '73 hours')"
        )
    rescue.remove_finished.defer(timestamp=0)
    with process(WORKER):
        wait_for(lambda: job_states("kernel.remove_finished") == ["succeeded"], seconds=15)
    assert (job_states("old"), job_states("new"), job_states("wrong")) == ([], ["succeeded"], ["failed"])
