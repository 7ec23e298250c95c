"""Both trails are sealed: what is altered, removed, put in or cut off behind the house's back is found (R1.8).

Outside a wrapping transaction: what is not committed cannot be sealed.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core import mail
from django.db import connection, transaction

from wardmote.kernel.actor import system
from wardmote.kernel.audit import chain, jobs
from wardmote.kernel.audit.models import AuditEntry, Look, Seal, Trail
from wardmote.kernel.audit.record import record
from wardmote.kernel.database.roles import as_owner
from wardmote.kernel.events.models import ParkedEvent
from wardmote.project.cli.audit.verify import command as verify_command

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


class Happening(StrEnum):
    SEEN = "tests.seen"


@pytest.fixture(autouse=True)
def other_databases_of_this_server_hold_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_HORIZON", "pg_current_xact_id()::text::bigint")


def acts(count: int) -> None:
    for number in range(count):
        record(Happening.SEEN, by=system("tests"), subject=ParkedEvent(pk=number), count=number, who="Zoë")


def look() -> None:
    Look(actor_id="person:1", page="x", opened=True, subjects=["o:1"], grounds=["open"]).save()


def behind_the_back(*statements: str, of: str = "audit_auditentry") -> None:
    """What whoever owns the database could do: switch the triggers off."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"alter table {of} disable trigger user; {'; '.join(statements)};")
        cursor.execute(f"alter table {of} enable trigger user")


def faults(trail: str = Trail.ACTS, anchors: list[chain.Anchor] | None = None) -> list[str]:
    return [fault.said for fault in chain.verify(trail, anchors or ()).faults]


def test_what_nobody_touched_is_whole() -> None:
    acts(3)
    look()
    assert chain.seal_all() == 4
    acts(2)
    assert chain.verify(Trail.ACTS).unsealed == 2
    chain.seal_all()
    for trail, entries, seals in ((Trail.ACTS, 5, 2), (Trail.LOOKS, 1, 1)):
        found = chain.verify(trail, chain.heads(NOON))
        assert (found.entries, found.seals, found.unsealed, found.faults) == (entries, seals, 0, [])
    assert chain.seal_all() == 0


def test_a_long_trail_is_sealed_in_several_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "AT_ONCE", 2)
    acts(5)
    chain.seal_all()
    assert (Seal.objects.count(), faults()) == (3, [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update audit_auditentry set what = 'tests.seem' where id = {middle}", "something was altered"),
        (
            "update audit_auditentry set details = jsonb_set(details, '{{count}}', '8') where id = {middle}",
            "altered",
        ),
        ("update audit_auditentry set at = at + interval '1 microsecond' where id = {middle}", "altered"),
        (
            "update audit_auditentry set actor_id = 'system:testt' where id = {middle}",
            "something was altered",
        ),
        ("delete from audit_auditentry where id = {middle}", "1 removed"),
        (
            "insert into audit_auditentry (id, what, subject_type, subject_id, actor_id, details, at, xid)"
            " select -1, what, subject_type, subject_id, actor_id, details, at, xid from audit_auditentry"
            " where id = {middle}; update audit_auditentry set id = 0 where id = {first}",
            "removed",
        ),
        (
            "update audit_auditentry a set details = b.details, subject_id = b.subject_id"
            " from audit_auditentry b where (a.id, b.id) in (({middle}, {first}), ({first}, {middle}))",
            "something was altered",
        ),
        ("delete from audit_auditentry where id > {first}", "2 removed"),
    ],
)
def test_one_altered_byte_a_removed_a_swapped_or_a_forged_entry_is_found(change: str, said: str) -> None:
    acts(3)
    chain.seal_all()
    first, middle, _ = AuditEntry.objects.order_by("id").values_list("id", flat=True)
    behind_the_back(change.format(first=first, middle=middle))
    (fault,) = faults()
    assert said in fault
    assert "seal 1" in fault


def test_a_forged_seal_does_not_fit_the_next() -> None:
    acts(1)
    chain.seal_all()
    acts(1)
    chain.seal_all()
    behind_the_back("update audit_seal set digest = repeat('0', 64) where number = 1", of="audit_seal")
    assert len(faults()) == 2
    behind_the_back("delete from audit_seal where number = 1", of="audit_seal")
    assert faults() == ["seal 1 is missing"]


def test_an_end_that_is_cut_off_with_its_seals_is_found_by_what_was_kept_outside() -> None:
    acts(1)
    chain.seal_all()
    acts(1)
    chain.seal_all()
    kept = chain.heads(NOON)
    last = AuditEntry.objects.latest("id").pk
    behind_the_back(f"delete from audit_auditentry where id = {last}")  # noqa: S608 (numbers and names of our own)
    behind_the_back("delete from audit_seal where number = 2", of="audit_seal")
    assert faults() == []
    assert "the end is missing" in faults(anchors=kept)[0]
    acts(1)
    chain.seal_all()
    assert "not the one that was kept outside" in faults(anchors=kept)[0]


def test_what_is_not_ended_yet_is_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with transaction.atomic():
        acts(1)
        with connection.cursor() as cursor:
            cursor.execute(f"select exists (select from audit_auditentry where xid < {chain._HORIZON})")  # noqa: S608 (numbers and names of our own)
            assert cursor.fetchone() == (False,)


def test_after_a_restore_that_counts_anew_the_chain_goes_on() -> None:
    acts(3)
    chain.seal_all()
    # As if all that was sealed, and one entry that was not, came from a database that had counted further.
    acts(1)
    far = 10**12
    behind_the_back(f"update audit_auditentry set xid = xid + {far}")  # noqa: S608 (numbers and names of our own)
    behind_the_back("delete from audit_seal", of="audit_seal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "_HORIZON", f"({far} * 2)")
        patch.setattr(chain, "AT_ONCE", 3)
        assert chain._seal_next(Trail.ACTS) == 3
    acts(2)
    assert chain.seal_all() == 2
    assert chain.seal_all() == 0
    found = chain.verify(Trail.ACTS)
    assert (found.faults, found.begun_anew, found.unsealed) == ([], 1, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "_HORIZON", f"({far} * 2)")
        assert chain.seal_all() == 1
    assert (faults(), chain.verify(Trail.ACTS).unsealed) == ([], 0)


@pytest.mark.parametrize("change", ["update audit_seal set number = 9", "delete from audit_seal"])
def test_nobody_changes_a_seal(change: str) -> None:
    acts(1)
    chain.seal_all()
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(change)
    with as_owner(), pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(change)


def test_every_column_of_a_trail_is_sealed() -> None:
    for trail, model in chain._MODELS.items():
        assert set(chain._COLUMNS[trail]) == {field.column for field in model._meta.concrete_fields}


Told = Callable[..., tuple[int, str]]


@pytest.fixture
def verify() -> Told:
    def run(*given: str) -> tuple[int, str]:
        result = CliRunner().invoke(verify_command, given)
        return result.exit_code, result.output

    return run


def test_the_heads_are_kept_outside_and_the_command_compares_them(
    settings, tmp_path: Path, verify: Told
) -> None:
    settings.WARDMOTE_ANCHOR_FILE = str(tmp_path / "heads")
    settings.WARDMOTE_ANCHOR_MAIL = "dpo@partner.example"
    acts(2)
    jobs.seal(0)
    jobs.anchor(0)
    assert chain.read_anchor((tmp_path / "heads").read_text()).number == 1
    assert "acts 1" in mail.outbox[0].body
    code, said = verify()
    assert code == 0
    assert "acts: whole. 2 entries in 1 seal, 0 not sealed yet; compared with 1 head" in said
    behind_the_back("update audit_auditentry set what = 'x'")
    code, said = verify()
    assert code == 2
    assert "something was altered" in said
    (tmp_path / "odd").write_text("not a head\n")
    code, said = verify("--anchors", str(tmp_path / "odd"))
    assert (code, "not the head of a trail" in said) == (1, True)
