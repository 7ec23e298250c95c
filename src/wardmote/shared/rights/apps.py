"""Rights: what people may ask about what is kept of them."""

from django.apps import AppConfig

from wardmote.kernel.actor import Actor


class RightsConfig(AppConfig):
    """Requests from people, and their answers."""

    name = "wardmote.shared.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, where requests are found, and who is told of what."""
        from wardmote.kernel import access
        from wardmote.kernel.privacy.kinds import Kind, Period
        from wardmote.kernel.privacy.kinds import kinds_come_from as kept
        from wardmote.kernel.ui import navigation
        from wardmote.kernel.ui.sections import Board, Section
        from wardmote.kernel.ui.sections import register as register_section
        from wardmote.shared.messaging.ports import MessageKind, kinds_come_from

        from . import actions, models
        from .permissions import RULES, samples
        from .queries import sections

        access.register(RULES, samples=samples)
        navigation.register(
            navigation.Entry(
                words="Requests from people",
                url_name="rights:requests",
                order=66,
                shown_to=_has_requests,
            )
        )
        register_section(
            Board.DATA_PROTECTION,
            Section(
                key="requests",
                heading="Requests from people",
                about="Who asked for what is kept of them, and by when they must be answered.",
                order=10,
                shown_to=_works_requests,
                fill=sections.requests,
                template="rights/section.html",
            ),
        )
        kept(
            Kind(
                key="request",
                name="Requests from people",
                about="Who asked what of what is kept of them, and how it was answered.",
                begins="it was answered",
                then="Who asked and their words are removed. That somebody asked, and when it was answered, stays.",
                period=Period(months=72, shortest=72, longest=72, why="Limitation Act 1980, section 2."),
                covers={models.Request: {models.SIX_YEARS}, models.Decision: {models.SIX_YEARS_UNSEEN}},
                itself="Every night.",
            ),
            Kind(
                key="own_copy",
                name="Copies that were made for people",
                about="A person’s own copy, to be handed over.",
                begins="it was made",
                then="It is emptied. It can be made again.",
                period=Period(months=1, shortest=0, longest=1, why="It holds what stands elsewhere already."),
                covers={models.Pack: {models.FOR_A_TIME}, models.PackPart: {models.FOR_A_TIME}},
                itself="After a fortnight, every night.",
            ),
        )
        kinds_come_from(
            MessageKind(
                key=actions.TO_DECIDE,
                name="A person’s request waits for you",
                about="To safeguarding leads, where somebody has asked for their copy and something protected may be"
                " in it.",
                subject="There is something for you in Wardmote",
                body="Hello ((name)),\n\nThere is something for you to decide in Wardmote:\n((link))\n",
                desk="Somebody has asked for what is kept of them. Something that you answer for may be in it",
                urgent=False,
            )
        )


def _has_requests(actor: Actor) -> bool:
    from wardmote.kernel.access import allows

    from .permissions import Permission

    return allows(actor, Permission.READ)


def _works_requests(actor: Actor) -> bool:
    from wardmote.kernel.access import allows

    from .permissions import Permission

    return allows(actor, Permission.WORK)
