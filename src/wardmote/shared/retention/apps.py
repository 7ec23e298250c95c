"""Retention: how long what is kept, and the proof that the rest has gone."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Periods, legal holds, runs and certificates."""

    name = "wardmote.shared.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, what a message about it says, and what is kept of holds themselves."""
        from wardmote.kernel import access
        from wardmote.kernel.privacy.kinds import Kind, Period, Source, holds_are_kept_by, kinds_come_from
        from wardmote.kernel.ui.navigation import Entry, Place, register
        from wardmote.kernel.ui.sections import Board, Section
        from wardmote.kernel.ui.sections import register as register_section
        from wardmote.shared.messaging.ports import MessageKind
        from wardmote.shared.messaging.ports import kinds_come_from as messages_come_from

        from . import actions
        from .actions.own import shed_lifted
        from .models import AFTER_LIFTING, Hold
        from .permissions import RULES, administers_or_audits, protects_data
        from .queries.holds import what_is_held
        from .queries.own import count_lifted, take_lifted
        from .web.section import fill

        access.register(RULES)
        holds_are_kept_by(what_is_held)
        messages_come_from(
            MessageKind(
                key=actions.APPROVED,
                name="What is due to go was approved",
                about="When a data protection officer approves that what has been kept for its time is removed.",
                subject="What is due to go was approved in ((partnership))",
                body=(
                    "Hello ((name)),\n\nAnother data protection officer has approved that what has been kept for its"
                    " time is removed. It begins a week from now. If something must stay, place a legal hold on it, or"
                    " stop it:\n((link))\n"
                ),
                desk="What is due to go was approved. Look whether something must stay.",
            )
        )
        kinds_come_from(
            Kind(
                key="hold",
                name="Legal holds",
                about="Whose records were held, and why.",
                begins="the hold was lifted",
                then="The name and the reasons are removed. That there was a hold, on what, when and by whom, stays.",
                period=Period(
                    months=84,
                    shortest=12,
                    longest=300,
                    why="As long as a claim may be brought about what was kept (Limitation Act 1980), and a year.",
                ),
                covers={Hold: {AFTER_LIFTING}},
                source=Source(count=count_lifted, take=take_lifted, shed=shed_lifted),
            )
        )
        register(
            Entry(
                words="How long what is kept",
                about="Periods for each kind of record, what is due to go, and the certificates of what went.",
                url_name="retention:due",
                order=46,
                shown_to=lambda actor: administers_or_audits(actor, None),
                place=Place.SETTINGS,
            )
        )
        register_section(
            Board.DATA_PROTECTION,
            Section(
                key="retention",
                heading="Kept no longer than needed",
                about=(
                    "What has been kept for its time, and what holds some of it longer. Nothing goes unless a data"
                    " protection officer approves it."
                ),
                order=70,
                template="retention/section.html",
                shown_to=lambda actor: protects_data(actor, None),
                fill=fill,
            ),
        )
