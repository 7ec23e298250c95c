"""Observations with all that belongs to them, and who reads each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from itertools import count
from uuid import UUID

from wardmote.kernel import references
from wardmote.kernel.database import insert_many
from wardmote.modules.referrals.models import Addition, Observation, ObservationPhoto, PersonConcerned, Reach
from wardmote.modules.referrals.rules import ObservationState, StepKind, draft_readers, observation_readers
from wardmote.shared.accounts.models import Person
from wardmote.shared.documents import adapters
from wardmote.shared.documents.models import Document
from wardmote.shared.documents.rules import clean_photo
from wardmote.shared.geography.models import Area
from wardmote.shared.geography.rules.addresses import address_key
from wardmote.shared.partnerships.models import Category, Team

from ..content import Content
from ..ground import Ground
from ..history import History, Said, Sending
from ..history.chance import chance
from ..pictures import KINDS, picture

BATCH = 1000
PICTURES = 30


def reference(prefix: str, seed: int, key: str, taken: set[str]) -> str:
    """A public reference that is the same every time and nobody else's."""
    for n in range(100):
        symbols = chance(seed, "reference", f"{prefix}{key}", n).choices(references.SYMBOLS, k=10)
        made = references.read(prefix + "".join(symbols))
        if made and made not in taken:
            taken.add(made)
            return made
    raise ValueError(f"No reference is left for {key}.")


def teams_of(sendings: Iterable[Sending], coordinator: str) -> set[str]:
    """The teams in a case: sender and receiver of each referral, and the coordinator once called."""
    teams = set()
    for sending in sendings:
        teams |= {sending.sender, sending.receiver}
        if sending.coordinator_called:
            teams.add(coordinator)
    return teams


def load_said(
    content: Content,
    history: History,
    ground: Ground,
    seed: int,
    *,
    areas: Mapping[str, Area],
    teams: Mapping[str, Team],
    categories: Mapping[str, Category],
    people: Mapping[str, Person],
) -> dict[str, Observation]:
    """Write every observation. Gives them by key."""
    coordinator = next(key for key, team in teams.items() if team.is_coordinator)
    passed_on: dict[str, list[Sending]] = {}
    for sending in history.sendings:
        passed_on.setdefault(sending.said, []).append(sending)
    taken: set[str] = set()
    rows = {}
    for said in history.said:
        row = _row(content, said, ground, seed)
        row.reference = reference("O", seed, said.key, taken)
        row.recorded_by, row.recorded_for = people[said.recorded_by], teams[said.recorded_for]
        row.category, row.ward = categories[said.category], areas[said.ward]
        sendings = passed_on.get(said.key, ())
        keys = {said.recorded_for} | teams_of(sendings, coordinator)
        row.readers = (
            draft_readers(row.recorded_by.pk)
            if said.state is ObservationState.DRAFT
            else observation_readers(
                said.sensitivity, recorded_by=row.recorded_by.pk, team_ids=[teams[key].pk for key in keys]
            )
        )
        if said.is_protected:
            row.received_at = min(
                (h.at for s in sendings for h in s.happenings if h.kind is StepKind.ACKNOWLEDGED),
                default=None,
            )
        rows[said.key] = row
    Observation.objects.bulk_create(rows.values(), batch_size=BATCH)
    insert_many(
        [
            Reach(key=key, observation=row, created_at=row.created_at)
            for row in rows.values()
            if row.state != ObservationState.DRAFT
            for key in row.readers
        ]
    )
    _load_what_belongs(content, rows, people)
    _load_pictures(history.said, rows, seed)
    return rows


def _row(content: Content, said: Said, ground: Ground, seed: int) -> Observation:
    at = ground.near(said.place, said.ward, seed, str(address_key(said.door) or said.key))
    is_draft = said.state is ObservationState.DRAFT
    return Observation(
        state=said.state,
        channel=said.channel,
        words=said.words,
        language=said.language,
        english_gist=said.gist,
        seriousness=said.seriousness,
        people_affected=said.people,
        sensitivity=said.sensitivity,
        observed_at=said.observed_at,
        created_at=said.created_at,
        sent_at=None if is_draft else said.created_at + timedelta(minutes=2),
        ended_at=said.ended_at,
        ended_reason=said.ended_reason,
        ended_words=said.ended_words,
        latitude=at.latitude,
        longitude=at.longitude,
        place_words=said.door or content.places[said.place].name,
        version=1 if is_draft else 2 + (said.state is ObservationState.ENDED),
    )


def _load_what_belongs(
    content: Content, rows: Mapping[str, Observation], people: Mapping[str, Person]
) -> None:
    positions = defaultdict[str, Iterator[int]](count)
    PersonConcerned.objects.bulk_create(
        row
        for c in content.concerned
        for row in PersonConcerned.rows_of(
            rows[c.observation], next(positions[c.observation]), asdict(c), rows[c.observation].readers
        )
    )
    Addition.objects.bulk_create(
        Addition(
            observation=row,
            added_by=row.recorded_by,
            added_at=row.created_at + timedelta(hours=a.hours),
            words=a.words,
            readers=row.readers,
        )
        for a in content.added
        for row in [rows[a.observation]]
        if row.state != ObservationState.DRAFT
    )


def _load_pictures(said: Sequence[Said], rows: Mapping[str, Observation], seed: int) -> None:
    """Draw the newest hand-written ones that can be drawn. Never anything protected."""
    drawable = [s for s in said if s.origin == "hand" and s.category in KINDS and not s.is_protected]
    documents, photos = [], []
    for s in drawable[-PICTURES:]:
        draws, row = chance(seed, "picture", s.key), rows[s.key]
        uuid = UUID(int=draws.getrandbits(128), version=4)
        bytes_, media_type, extension = clean_photo(picture(s.category, draws))
        document = Document(
            uuid=uuid,
            media_type=media_type,
            path=adapters.keep(uuid, extension, bytes_),
            size=len(bytes_),
            sha256=sha256(bytes_).hexdigest(),
            added_by_id=row.recorded_by_id,
            created_at=row.created_at,
            readers=row.readers,
        )
        documents.append(document)
        photos.append(ObservationPhoto(observation=row, document=document, readers=row.readers))
    Document.objects.bulk_create(documents)
    ObservationPhoto.objects.bulk_create(photos)
