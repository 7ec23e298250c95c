"""Fills a database with an invented borough of a given length of history. The same every time, but for the hour.

Two hundred teams each take one of fifty kinds of matter. Whatever the length of the history, the team that is
measured has the same work on its desk: open work does not grow with what was done years ago.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from benchmarks.plan import CATEGORIES, COMMON, ON_THE_DESK, RARE, TEAMS, WARDS
from wardmote.kernel.database import as_system
from wardmote.kernel.privacy import EncryptedText
from wardmote.modules.referrals.models import Observation, PersonConcerned, Step
from wardmote.shared.accounts.models import Person
from wardmote.shared.geography.models import Area, AreaSet
from wardmote.shared.partnerships.models import (
    Category,
    CategoryGroup,
    ClockProfile,
    Organisation,
    Partnership,
    Remit,
    RoleHolding,
    Team,
)
from wardmote.shared.partnerships.rules import RoleName

BATCH = 5_000
_WORDS = [
    "mattress", "alley", "bins", "noise", "shouting", "garage", "lamp", "leaf", "damp", "ladder", "fence",
    "drain", "smoke", "music", "gate", "path", "kerb", "hedge", "window", "roof", "stair", "door", "lift",
    "park", "bench", "swing", "litter", "bottle", "glass", "needle", "dog", "cat", "fox", "rat", "pigeon",
    "car", "van", "lorry", "bike", "scooter", "road", "pothole", "sign", "light", "crossing", "school", "shop",
    "church", "hall", "club", "library", "bus", "stop", "station", "bridge", "canal", "towpath", "field",
    "pond", "tree", "branch", "root", "wall", "brick", "slab", "paint", "water", "gas", "smell", "mould",
    "cold", "heat", "debt", "food", "letter", "visit", "neighbour", "carer", "tenant", "child", "elder",
    "friend", "group", "family", "night", "morning", "evening", "weekend",
]  # fmt: skip


def fill(
    observations: int, tell: Callable[[int], None], *, all_open: bool = False, protected: bool = False
) -> None:
    """Write the borough: as many referrals as observations, two years of them, and everything they need.

    Four in a hundred are open, or all. ``tell`` hears after each batch how many observations there are. With
    ``protected``, so is whatever lies with the team that is measured, and its people read it.
    """
    still_open = observations if all_open else observations // 25
    _register(RoleName.SAFEGUARDING_LEAD if protected else RoleName.WORKER)
    with connection.cursor() as cursor:
        for first in range(0, observations, BATCH):
            with as_system("a borough to measure"):
                cursor.execute("set local statement_timeout = 0")
                _history(
                    cursor,
                    first,
                    last := min(first + BATCH, observations),
                    observations,
                    still_open,
                    protected,
                )
            tell(last)


def fall_silent(referrals: int) -> None:
    """Let silence have something to set off on so many referrals, long overdue, and on no other. As the owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update referrals_referral set climbs_at = now() + interval '1 year' where climbs_at <= now()"
        )
        cursor.execute(
            "update referrals_referral set climbs_at = now() - interval '1 minute' where id in ("
            "select id from referrals_referral where rung = '' and next_deadline_at < now() - interval '30 days'"
            " order by id limit %s)",
            [referrals],
        )


def tidy() -> None:
    """Let the database look at its tables, as it does by itself within minutes. As the owner."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def _register(role_of_all: RoleName) -> None:
    Partnership.objects.create(name="Bench Partnership", short_name="Bench", latitude=52.58, longitude=-1.98)
    wards = AreaSet.objects.create(key="wards", name="Wards", kind="wards", valid_from="2000-01-01")
    Area.objects.bulk_create(
        Area(
            area_set=wards,
            key=f"ward-{n}",
            name=f"Ward {n}",
            latitude=52.5 + n / 100,
            longitude=-1.98,
            boundary=_square(52.5 + n / 100),
        )
        for n in range(1, WARDS + 1)
    )
    group = CategoryGroup.objects.create(key="streets", name="Streets")
    clock = ClockProfile.objects.create(
        key="usual", name="Usual", acknowledge="1wd", decide="2wd", update_every="5wd", close="20wd",
        wait_desk="1wd", wait_lead="1wd", wait_coordinator="1wd",
        basis="practice", reason="To measure.",
    )  # fmt: skip
    categories = Category.objects.bulk_create(
        Category(
            group=group, key=f"kind-{n}", name=f"Kind {n}", audience="staff", seriousness=2,
            sensitivity="open", clock=clock,
        )
        for n in range(1, CATEGORIES + 1)
    )  # fmt: skip
    organisation = Organisation.objects.create(key="council", name="Council", kind="council")
    teams = Team.objects.bulk_create(
        Team(
            organisation=organisation, key=f"team-{n}", name=f"Team {n}", hours="Mon-Fri 09:00-17:00",
            capacity_per_week=50, is_coordinator=n == TEAMS,
        )
        for n in range(1, TEAMS + 1)
    )  # fmt: skip
    Remit.objects.bulk_create(
        Remit(team=team, category=categories[n % CATEGORIES]) for n, team in enumerate(teams)
    )
    people = Person.objects.bulk_create(
        Person(email=f"person-{n}@bench.example", name=f"Person {n}", password="!")  # noqa: S106 (lets nobody in)
        for n in range(1, TEAMS + 1)
    )
    since = datetime.now(UTC) - timedelta(days=900)
    RoleHolding.objects.bulk_create(
        RoleHolding(person=person, role=role, team=team, started_at=since)
        for person, team in zip(people, teams, strict=True)
        for role in {RoleName.WORKER, RoleName.DUTY_OFFICER, role_of_all}
    )


def _square(latitude: float) -> dict[str, object]:
    south, north, west, east = latitude - 0.005, latitude + 0.005, -2.1, -1.9
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


# Number 0 is the newest. The first ON_THE_DESK are with the measured team; of the others the newest 4 in a hundred
# are open at some other team, and the rest are closed. Protected ones are 1 in 20, partners' 5 in 20.
_OBSERVATIONS = """
insert into referrals_observation (
    reference, state, recorded_by_id, recorded_for_id, channel, category_id, words, language, english_gist,
    seriousness, people_affected, sensitivity, observed_at, created_at, sent_at, received_at, ended_at,
    ended_reason, ended_words, latitude, longitude, place_words, ward_id, outside_borough, their_system,
    their_reference, version, readers)
select 'O-' || substr(code, 1, 5) || '-' || substr(code, 6, 5), case when open then 'passed_on' else 'ended' end,
    sender_person, sender, 'worker', category, words, 'en', '', 1 + n %% 5, 1 + n %% 120, sensitivity, at, at, at,
    null, case when open then null else at + interval '5 days' end, case when open then '' else 'resolved' end, '',
    52.505 + 0.19 * (n %% 997) / 997, -1.98, place,
    ward, false, '', '', 2, case sensitivity
        when 'protected' then array[-sender, -receiver, 1000000000 + sender_person]
        when 'partners' then array[sender, receiver, 1000000000 + sender_person]
        else array[0, sender, receiver, 1000000000 + sender_person] end
from planned
"""

_PLAN = """
create temporary table planned on commit drop as
select n, open, at, sensitivity, sender, receiver,
    (1 + n %% 90) || ' ' || initcap((%(words)s::text[])[1 + n %% 80]) || ' Row' as place,
    (select id from accounts_person where email = 'person-' || sender_n || '@bench.example') as sender_person,
    (select id from partnerships_category where key = 'kind-' || (1 + n %% %(categories)s)) as category,
    (select id from partnerships_clockprofile) as clock,
    (select id from geography_area where key = 'ward-' || (1 + n %% %(wards)s)) as ward,
    translate(upper(substr(md5(n::text || 'o'), 1, 10)), 'AE', 'GH') as code,
    (select string_agg((%(words)s::text[])[1 + (hashint4(n * 31 + k) & 1073741823) %% %(vocabulary)s], ' ')
        from generate_series(1, 14) k)
        || case when n %% 20 = 7 then ' ' || %(common)s else '' end
        || case when n in (3, %(size)s / 2, %(size)s - 2) then ' ' || %(rare)s else '' end as words
from (
    select n, sender_n, n < %(desk)s or n < %(open)s as open,
        now() - interval '2 hours' - n * (interval '730 days' / %(size)s) as at,
        case when n < %(desk)s then %(on_the_desk)s when n %% 20 = 0 then 'protected' when n %% 20 < 6 then 'partners'
            else 'open' end as sensitivity,
        (select id from partnerships_team where key = 'team-' || sender_n) as sender,
        (select id from partnerships_team where key = 'team-' || receiver_n) as receiver
    from (
        select n, 2 + n %% (%(teams)s - 1) as sender_n,
            case when n < %(desk)s then 1 else 2 + (n * 7 + 3) %% (%(teams)s - 1) end as receiver_n
        from generate_series(%(first)s, %(last)s - 1) n
    ) numbered
) placed
"""

_REACH = """
insert into referrals_reach (key, observation_id, created_at)
select distinct key, o.id, o.created_at from planned p
join referrals_observation o on o.reference = 'O-' || substr(p.code, 1, 5) || '-' || substr(p.code, 6, 5),
    unnest(o.readers) key
"""

_REFERRALS = """
insert into referrals_referral (
    reference, observation_id, category_id, ward_id, priority, sensitivity, sender_team_id, sent_by_id,
    receiver_team_id, accountable_team_id, state, hold, sent_at, acknowledged_at, ended_at, outcome,
    clock_id, standard, urgent_because, next_deadline_at, next_deadline_kind, deadline_began_at, climbs_at, rung,
    not_ours_count, reopened_count, earlier, their_reference, shares_people, shares_photos, ground, items,
    withheld, version, readers)
select replace(o.reference, 'O-', 'R-'), o.id, o.category_id, o.ward_id, o.seriousness * 2, o.sensitivity, p.sender,
    p.sender_person, p.receiver, case when p.open then p.receiver end, case when p.open then 'sent' else 'closed' end,
    'none', p.at, case when p.open then null else p.at + interval '3 hours' end, o.ended_at,
    case when p.open then '' else 'resolved' end, p.clock, 'category', '',
    case when p.open then p.at + interval '1 day' end,
    case when p.open then 'acknowledge' else '' end, case when p.open then p.at end,
    case when p.open then p.at + interval '1 day' end, '', 0, 0, '{}', '', true, true, '', '{}', '{}',
    case when p.open then 1 else 4 end, case o.sensitivity
        when 'protected' then array[-p.sender, -p.receiver]
        when 'partners' then array[p.sender, p.receiver, 2000000000]
        else array[0, p.sender, p.receiver, 2000000000, 2000000001] end
from planned p
join referrals_observation o on o.reference = 'O-' || substr(p.code, 1, 5) || '-' || substr(p.code, 6, 5)
"""

_STEPS = """
insert into referrals_step (
    referral_id, position, kind, at, by_person_id, by_team_id, to_team_id, reason, words, late, readers)
select r.id, step.position, step.kind, p.at + step.after, case when step.position = 1 then p.sender_person end,
    case when step.position = 1 then p.sender else p.receiver end,
    case when step.position = 1 then p.receiver end, step.reason,
    case r.sensitivity when 'protected' then step.encrypted else step.words end, false, case r.sensitivity
        when 'protected' then array[-p.sender, -p.receiver]
        when 'partners' then array[p.sender, p.receiver] else array[0, p.sender, p.receiver] end
from planned p
join referrals_referral r on r.reference = 'R-' || substr(p.code, 1, 5) || '-' || substr(p.code, 6, 5)
cross join (values
    (1, 'sent', interval '0', '', 'Please look at this.', %(sent)s),
    (2, 'acknowledged', interval '3 hours', '', '', ''),
    (3, 'accepted', interval '1 day', '', 'We come on Thursday.', %(accepted)s),
    (4, 'closed', interval '5 days', 'resolved', 'Done, and the place is clear.', %(closed)s)
) as step (position, kind, after, reason, words, encrypted)
where step.position = 1 or not p.open
"""


def _history(
    cursor: CursorWrapper, first: int, last: int, size: int, still_open: int, protected: bool
) -> None:
    given: dict[str, int | str | list[str]] = {
        "first": first, "last": last, "size": size, "open": still_open, "desk": ON_THE_DESK, "teams": TEAMS,
        "categories": CATEGORIES, "wards": WARDS, "common": COMMON, "rare": RARE, "words": _WORDS,
        "vocabulary": len(_WORDS), "on_the_desk": "protected" if protected else "open",
    }  # fmt: skip
    cursor.execute(_PLAN, given)
    _encrypt_protected(cursor)
    cursor.execute(_OBSERVATIONS, [])
    _concern_somebody(cursor)
    for statement in (_REACH, _REFERRALS):
        cursor.execute(statement)
    step_words: EncryptedText = Step._meta.get_field("words")
    cursor.execute(
        _STEPS,
        {
            "sent": step_words.sealed("Please look at this."),
            "accepted": step_words.sealed("We come on Thursday."),
            "closed": step_words.sealed("Done, and the place is clear."),
        },
    )
    cursor.execute("drop table planned")


def _concern_somebody(cursor: CursorWrapper) -> None:
    """Of each protected matter on the measured desk, somebody is known."""
    cursor.execute(
        "select o.id, o.readers from referrals_observation o join planned p"
        " on o.reference = 'O-' || substr(p.code, 1, 5) || '-' || substr(p.code, 6, 5)"
        " where p.sensitivity = 'protected' and p.n < %s",
        [ON_THE_DESK],
    )
    PersonConcerned.objects.bulk_create(
        PersonConcerned(observation_id=number, readers=readers, **known)
        for number, readers in cursor.fetchall()
        for known in ({"name": f"Ann Invented {number}"}, {"address": f"{number} Bench Row"})
    )


def _encrypt_protected(cursor: CursorWrapper) -> None:
    """What is planned to be said of protected matters, as it stands in the database."""
    cursor.execute("select n, words, place from planned where sensitivity = 'protected'")
    planned = cursor.fetchall()
    words, place = (Observation._meta.get_field(name) for name in ("words", "place_words"))
    cursor.execute(
        "update planned p set words = v.words, place = v.place"
        " from unnest(%s::int[], %s::text[], %s::text[]) as v(n, words, place) where p.n = v.n",
        [
            [n for n, _, _ in planned],
            [words.sealed(said) for _, said, _ in planned],  # type: ignore[union-attr]  # an EncryptedText
            [place.sealed(where) for _, _, where in planned],  # type: ignore[union-attr]  # an EncryptedText
        ],
    )
