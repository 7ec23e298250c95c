"""Referrals: the hub, where observations are recorded and handed over."""

from django.apps import AppConfig

from wardmote.kernel.actor import Actor


class ReferralsConfig(AppConfig):
    """Observations and their handing over."""

    name = "wardmote.modules.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and listen to the news this module keeps counters from."""
        from wardmote.kernel import access
        from wardmote.kernel.ui.navigation import Entry, Place, register
        from wardmote.shared.messaging.ports import MessageKind, kinds_come_from
        from wardmote.shared.partnerships import ports

        from . import actions, handlers, queries
        from .adapters.link_mail import KINDS
        from .permissions import RULES, may_look_at_overrides

        access.register(RULES)
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
        )
        kinds_come_from(*KINDS)
        ports.claims_come_from(queries.claims_by_team)
        ports.exchanges_come_from(queries.organisations_exchanging)
        ports.work_is_kept_by(
            ports.Work(
                owed=queries.owed_by, lying_with=queries.lying_with, hand_over=actions.hand_over_referral
            )
        )
        ports.matters_are_kept_by(
            ports.Matters(
                of_category=queries.open_of,
                by_clock=queries.running_by,
                mappings_naming=queries.mappings_naming,
            )
        )
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
