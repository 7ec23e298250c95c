"""Oversight: what data protection officers see to of how others look at records."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Reads out of the ordinary."""

    name = "wardmote.modules.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, what is told, and add the section to the officers' desk."""
        from wardmote.kernel import access
        from wardmote.kernel.ui.sections import Board, Section, register
        from wardmote.shared.messaging.ports import MessageKind, kinds_come_from

        from . import actions, handlers, queries
        from .permissions import RULES, samples, watches

        access.register(RULES, samples=samples)
        _say_what_is_kept()
        kinds_come_from(
            MessageKind(
                key=actions.FOUND,
                name="Reads out of the ordinary",
                about="To data protection officers, in the morning, when looks of the day before were odd.",
                subject="Something to look into in ((partnership))",
                body=(
                    "Hello ((name)),\n\nSomebody looked at records in a way that is out of the ordinary. It may be"
                    " innocent. See what it was, and ask:\n((link))\n"
                ),
                desk="Looks at records were out of the ordinary. See what it was.",
            ),
            MessageKind(
                key=actions.NOBODY_TO_JUDGE,
                name="Nobody to look into it",
                about=(
                    "To administrators, when something on the data protection officer’s desk can be looked into by"
                    " nobody."
                ),
                subject="Name a data protection officer in ((partnership))",
                body=(
                    "Hello ((name)),\n\nThere is something for a data protection officer to look into, and nobody who"
                    " may. You cannot see what it is. Name a data protection officer, or a second one:\n((link))\n"
                ),
                desk="There is something for a data protection officer, and nobody who may look into it. Name one.",
            ),
        )
        kinds_come_from(
            MessageKind(
                key=handlers.NOBODY_LEFT,
                name="Nobody is data protection officer",
                about="To administrators, when the last data protection officer has left or lost the role.",
                subject="Nobody is data protection officer in ((partnership))",
                body=(
                    "Hello ((name)),\n\nThe last data protection officer has gone. Nobody hears now when somebody"
                    " breaks the glass, or looks at records in an odd way. Name another:\n((link))\n"
                ),
                desk="Nobody is data protection officer any more. Name one.",
            )
        )
        register(
            Board.DATA_PROTECTION,
            Section(
                key="reads",
                heading="Reads out of the ordinary",
                about=(
                    "Each night Wardmote goes through who looked at what the day before. What is out of the ordinary"
                    " comes here. It is a question, not an accusation: most of it has an innocent reason."
                ),
                order=10,
                template="oversight/section.html",
                shown_to=watches,
                fill=queries.section,
            ),
        )


def _say_what_is_kept() -> None:
    from wardmote.kernel.audit.models import SIX_YEARS
    from wardmote.kernel.privacy.kinds import Kind, Period, Source, kinds_come_from

    from .actions import shedding
    from .models import TWO_YEARS, Finding, FindingStep, LookDay

    kinds_come_from(
        Kind(
            key="finding",
            name="Reads out of the ordinary",
            about="Whose looks were odd on a day, and what data protection officers found out about it.",
            begins="the day of the looks",
            then="The finding is removed, with what was said of it.",
            period=Period(
                months=72,
                shortest=12,
                longest=120,
                why="As long as a claim may be brought about what was read (Limitation Act 1980, section 5).",
            ),
            covers={Finding: {SIX_YEARS}, FindingStep: {SIX_YEARS}},
            source=Source(
                count=shedding.count_findings, take=shedding.take_findings, shed=shedding.shed_findings
            ),
        ),
        Kind(
            key="look_day",
            name="How much somebody looked at on a day",
            about="Numbers, by which what is usual is told from what is odd.",
            begins="that day",
            then="The row is removed.",
            period=Period(months=24, shortest=3, longest=72, why="Longer than anything is compared with."),
            covers={LookDay: {TWO_YEARS}},
            source=Source(count=shedding.count_days, take=shedding.take_days, shed=shedding.shed_days),
        ),
    )
