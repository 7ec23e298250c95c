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
