"""Registers the pages that join several modules."""

from django.apps import AppConfig

from wardmote.kernel.access import allows
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.ui.navigation import Entry, Place, register


class PagesConfig(AppConfig):
    """The pages' templates, and the links in the foot of every page."""

    name = "wardmote.pages"
    label = "pages"

    def ready(self) -> None:
        """Put the desk and the areas into the head, the plain pages into the foot; fill the desks made of sections."""
        from .data_protection.sections import register_sections

        register_sections()
        register(
            Entry(words="Search", url_name="pages:search", order=50, shown_to=_somebody),
            Entry(words="Who does what", url_name="pages:who", order=55, shown_to=_somebody),
            Entry(words="Flow of work", url_name="pages:flow", order=60, shown_to=_sees_flow),
            Entry(words="What is late", url_name="pages:late", order=58, shown_to=_sees_flow),
            Entry(
                words="Data protection",
                url_name="pages:data_protection",
                order=65,
                shown_to=_protects_data,
            ),
            Entry(
                words="Who may do what",
                about="Every rule in one table, and why somebody may or may not read a record.",
                url_name="pages:permissions",
                order=60,
                shown_to=_asks_why,
                place=Place.SETTINGS,
            ),
            Entry(words="Areas", url_name="pages:areas", order=70, shown_to=_anybody),
            Entry(words="My desk", url_name="pages:desk", order=90, shown_to=_somebody),
            *(
                Entry(words=words, url_name=f"pages:{name}", order=order, shown_to=_anybody, place=Place.FOOT)
                for order, (name, words) in enumerate(
                    (
                        ("accessibility", "Accessibility"),
                        ("privacy", "Privacy: what we keep and why"),
                        ("decisions", "How decisions are made"),
                    )
                )
            ),
            Entry(
                words="For programs: the API",
                url_name="api:reference",
                order=9,
                shown_to=_anybody,
                place=Place.FOOT,
            ),
        )


def _anybody(actor: object) -> bool:
    return True


def _somebody(actor: Actor) -> bool:
    return actor != NOBODY


def _protects_data(actor: Actor) -> bool:
    from wardmote.modules.referrals.permissions import Permission

    return allows(actor, Permission.WATCH_LOOKS)


def _asks_why(actor: Actor) -> bool:
    from wardmote.modules.referrals.permissions import Permission

    return allows(actor, Permission.ASK_WHY)


def _sees_flow(actor: Actor) -> bool:
    from wardmote.modules.referrals.permissions import Permission

    return allows(actor, Permission.SEE_FLOW)
