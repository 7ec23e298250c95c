"""Referrals: the hub, where observations are recorded and handed over."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.apps import AppConfig

from wardmote.kernel.actor import Actor, system

if TYPE_CHECKING:
    from wardmote.shared.rights.ports import Erased


class ReferralsConfig(AppConfig):
    """Observations and their handing over."""

    name = "wardmote.modules.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and listen to the news this module keeps counters from."""
        from wardmote.kernel import access
        from wardmote.kernel.privacy import own_copy
        from wardmote.kernel.ui.navigation import Entry, Place, register
        from wardmote.shared.messaging.ports import MessageKind, Placeholder, kinds_come_from
        from wardmote.shared.partnerships import ports
        from wardmote.shared.rights.ports import Records, records_are_kept_by

        from . import actions, handlers, queries
        from .adapters.link_mail import KINDS
        from .adapters.sharing_messages import SHARING
        from .permissions import RULES, may_look_at_overrides, samples
        from .queries import own_copy as kept

        access.register(RULES, samples=samples)
        own_copy.kinds_come_from(*kept.KINDS)
        own_copy.parts_come_from(*kept.PARTS)
        records_are_kept_by(
            kept.PERSON,
            Records(
                about=kept.record_of,
                correct=_correct,
                erasable=queries.ERASABLE,
                weigh=queries.weigh_erasure,
                erase=_erase,
                is_kept=queries.keeps_record,
            ),
        )
        kinds_come_from(
            *handlers.MESSAGES,
            MessageKind(
                key=actions.GLASS_BROKEN,
                name="Somebody broke the glass",
                about="When somebody opens a record that their team has no part in, or tries to.",
                subject="Somebody broke the glass in ((partnership))",
                body=(
                    "Hello ((name)),\n\nSomebody has broken the glass: they opened a record that their team has no"
                    " part in, or tried to. See who it was, and why:\n((link))\n"
                ),
                text="Somebody broke the glass in ((partnership)). See who and why: ((link))",
                desk="Somebody broke the glass. See who, and why.",
                urgent=True,
            ),
            MessageKind(
                key=actions.GLASS_UNWATCHED,
                name="Nobody watches over broken glass",
                about="To administrators, when the glass was broken and nobody is data protection officer.",
                subject="Name a data protection officer in ((partnership))",
                body=(
                    "Hello ((name)),\n\nSomebody broke the glass to open a record, or tried to, and nobody is data"
                    " protection officer. You cannot see what it was. Name a data protection officer, who can:\n"
                    "((link))\n"
                ),
                desk="The glass was broken, and nobody is data protection officer. Name one.",
                urgent=True,
            ),
        )
        kinds_come_from(*KINDS, *SHARING)
        kinds_come_from(
            MessageKind(
                key=actions.CORRECTED,
                name="A record was put right",
                about="To the desks of all teams that were told, when somebody was right that what is kept is wrong.",
                subject="((reference)) was put right",
                body=(
                    "Hello ((name)),\n\nThe person whom ((reference)) concerns has told us that something in it is"
                    " wrong. What is right stands on its page. Please do not act on what it said before:\n((link))\n"
                ),
                desk="((reference)) was put right. Do not act on what it said before.",
                placeholders=(
                    Placeholder(name="reference", about="The number of the record", example="O-7K3M9-QXT4B"),
                ),
            ),
            MessageKind(
                key=actions.ERASED,
                name="Something was erased from a record",
                about="To the desks of all teams that were told, when somebody had what is kept of them erased.",
                subject="Something in ((reference)) was erased",
                body=(
                    "Hello ((name)),\n\nThe person whom ((reference)) concerns has asked that what is kept of them is"
                    " erased, and that was right. It is gone from Wardmote. If you hold a copy of it anywhere else,"
                    " erase that too:\n((link))\n"
                ),
                desk="Something in ((reference)) was erased. Erase copies of it that you hold elsewhere.",
                placeholders=(
                    Placeholder(name="reference", about="The number of the record", example="O-7K3M9-QXT4B"),
                ),
            ),
        )
        ports.claims_come_from(queries.claims_by_team)
        ports.exchanges_come_from(queries.organisations_exchanging)
        ports.work_is_kept_by(
            ports.Work(
                owed=queries.owed_by,
                lying_with=queries.lying_with,
                to_settle=queries.to_settle,
                hand_over=actions.hand_over_referral,
            )
        )
        ports.matters_are_kept_by(
            ports.Matters(
                of_category=queries.open_of,
                by_clock=queries.running_by,
                mappings_naming=queries.mappings_naming,
            )
        )
        _say_what_is_kept()
        register(
            Entry(
                words="Inbox",
                url_name="referrals:inbox",
                order=10,
                shown_to=_works_in_a_team,
                count=queries.waiting,
                counted="waiting",
            ),
            Entry(words="Passed on", url_name="referrals:sent", order=40, shown_to=_works_in_a_team),
            Entry(words="Record", url_name="referrals:record", order=20, shown_to=_works_in_a_team),
            Entry(words="My observations", url_name="referrals:mine", order=30, shown_to=_works_in_a_team),
            Entry(
                words="Overrides",
                url_name="referrals:overrides",
                order=50,
                shown_to=may_look_at_overrides,
                count=queries.overrides_waiting,
                counted="to look at",
            ),
            Entry(
                words="What was shared, and why",
                about="Each time one organisation told another of people: of what, to whom, on what ground.",
                url_name="referrals:disclosures",
                order=45,
                shown_to=_administers,
                place=Place.SETTINGS,
            ),
            Entry(
                words="Imports",
                about="Reports from other systems: what came in, and what could not.",
                url_name="referrals:imports",
                order=40,
                shown_to=_administers,
                place=Place.SETTINGS,
            ),
        )


def _works_in_a_team(actor: Actor) -> bool:
    return any(role.scope.startswith("team:") for role in actor.roles)


def _administers(actor: Actor) -> bool:
    return actor.holds("partnership_administrator")


def _say_what_is_kept() -> None:
    from wardmote.kernel.privacy import Keep
    from wardmote.kernel.privacy.kinds import Kind, Period, Source, kinds_come_from
    from wardmote.shared.documents.actions import remove_files

    from . import models
    from .actions.shedding import shed_drafts, shed_glass, shed_matters
    from .models.feed import FOR_THREE_MONTHS
    from .queries import due

    said = {Keep.PERSONAL, Keep.PERSONAL_ROW}
    matter = (
        models.Observation, models.PersonConcerned, models.Addition, models.Step, models.TeamNote, models.SearchText,
        models.Consent, models.Override, models.Identification,
    )  # fmt: skip
    kinds_come_from(
        Kind(
            key="matter",
            name="Observations, with their referrals",
            about="What was seen, who is concerned, photos, what was added, asked and answered, and on what ground.",
            begins="it ended with its last referral, or something was last added",
            then=(
                "What was said, where it was and who is concerned is removed, also from search, and the photos. That"
                " there was one stays, with its kind, ward, dates and outcome, so that figures stay the same."
            ),
            period=due.MATTER,
            parts=due.parts,
            covers=dict.fromkeys(matter, said),
            source=Source(
                count=due.count_due,
                take=due.take_due,
                shed=shed_matters,
                afterwards=lambda: remove_files(by=system("retention")),
            ),
        ),
        Kind(
            key="draft",
            name="Drafts that were never sent",
            about="What somebody began to write down, with its photos. Its writer alone knows of it.",
            begins="it was begun",
            then="It is thrown away, with the photos, as its writer might have done.",
            period=due.DRAFT,
            parts=lambda: [due.PROTECTED_DRAFTS],
            covers={},
            source=Source(
                count=due.count_drafts,
                take=due.take_drafts,
                shed=shed_drafts,
                afterwards=lambda: remove_files(by=system("retention")),
            ),
        ),
        Kind(
            key="broken_glass",
            name="Why somebody broke the glass",
            about="The words in which somebody said why they had to open a record.",
            begins="the hour for which it opened was over",
            then="The words are removed. Who did it, when and for which kind of reason stays.",
            period=due.GLASS,
            covers={models.BrokenGlass: said},
            source=Source(count=due.count_glass, take=due.take_glass, shed=shed_glass),
        ),
        Kind(
            key="feed",
            name="The feed that other systems follow",
            about="That something happened to a record, and who could read of it then.",
            begins="it happened",
            then="The row is removed. The record itself says the same.",
            period=Period(months=3, shortest=3, longest=3, why="Long enough for a system that stood still."),
            covers={models.Happening: {FOR_THREE_MONTHS}, models.HappeningReach: {FOR_THREE_MONTHS}},
            itself="Every night.",
        ),
        Kind(
            key="answer_link",
            name="Links to answer by",
            about="What the secret of a link is worked out from.",
            begins="the link ended",
            then="It opens nothing any more. The row stays, to show who was sent what.",
            period=Period(months=0, shortest=0, longest=0, why="A secret is worth nothing once it is used."),
            covers={models.AnswerLink: {Keep.SECRET}},
            itself="At once, and every hour for those that ran out.",
        ),
    )


def _correct(by: Actor, key: str, words: str) -> int:
    from .actions import add_correction

    return add_correction(by=by, number=int(key.partition(":")[0]), words=words)


def _erase(by: Actor, key: str, items: Collection[str], organisation: int) -> "Erased":
    from .actions import erase_from_observation

    return erase_from_observation(by=by, key=key, items=items, organisation=organisation)
