"""Reviews: the ASB case review, from the watch before it to the figures that are published of it."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The ASB case review (community trigger)."""

    name = "wardmote.modules.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, what is told and kept, and what stands beside a report."""
        from wardmote.kernel import access
        from wardmote.kernel.privacy import own_copy
        from wardmote.kernel.ui.navigation import Entry, Place, register
        from wardmote.modules.referrals.ports import notes_come_from
        from wardmote.shared.messaging.ports import kinds_come_from

        from . import handlers, queries  # noqa: F401 (handlers listen as soon as they are read)
        from .adapters.messages import KINDS
        from .permissions import RULES, Permission, samples
        from .queries import own_copy as kept
        from .queries.beside import notes_beside

        access.register(RULES, samples=samples)
        kinds_come_from(*KINDS)
        own_copy.kinds_come_from(*kept.KINDS)
        own_copy.parts_come_from(*kept.PARTS)
        notes_come_from(notes_beside)
        _say_what_is_kept()
        register(
            Entry(
                words="Case reviews",
                url_name="reviews:desk",
                order=45,
                shown_to=queries.has_a_part,
            ),
            Entry(
                words="Ask for an ASB case review",
                url_name="reviews:public",
                order=40,
                shown_to=lambda _actor: True,
                place=Place.FOOT,
            ),
            Entry(
                words="ASB case reviews",
                about="How many reports give the right to a review, what counts, what is due when, who hears appeals.",
                url_name="reviews:procedure",
                order=47,
                shown_to=lambda actor: access.allows(actor, Permission.KEEP_PROCEDURE),
                place=Place.SETTINGS,
            ),
        )


def _say_what_is_kept() -> None:
    from wardmote.kernel.privacy import Keep
    from wardmote.kernel.privacy.kinds import Kind, Part, Period, Source, kinds_come_from

    from . import models
    from .actions import shedding
    from .models.reviews import FOUND_BY

    kinds_come_from(
        Kind(
            key="case_review",
            name="ASB case reviews",
            about="Who asked for a review, what they said, what agencies knew, and what was recommended.",
            begins="it ended",
            then=(
                "What was said is removed, and who it was. That there was a review, with its moves and their days,"
                " stays, so that the published figures stay the same."
            ),
            period=Period(
                months=84,
                shortest=24,
                longest=300,
                why="Six years in which a claim may be brought (Limitation Act 1980), and one to be sure.",
            ),
            parts=lambda: [
                Part(
                    key=shedding.PROTECTED,
                    name="Protected reviews",
                    period=Period(
                        months=300,
                        shortest=84,
                        longest=1_200,
                        why="As the protected matters that they are about.",
                    ),
                    secret=True,
                )
            ],
            covers={
                models.Review: {Keep.PERSONAL, FOUND_BY},
                models.ReviewStep: {Keep.PERSONAL},
                models.InformationAsk: {Keep.PERSONAL},
                models.Recommendation: {Keep.PERSONAL},
            },
            source=Source(
                count=shedding.count_reviews, take=shedding.take_reviews, shed=shedding.shed_reviews
            ),
        ),
        Kind(
            key="case_review_incident",
            name="What was said of reports that count",
            about="Why somebody said that two reports are one incident, or two, or that one does not count.",
            begins="it was said",
            then="The row is removed.",
            period=Period(
                months=84,
                shortest=12,
                longest=300,
                why="Longer than it counts for any review, as long as a claim may be brought about one.",
            ),
            covers={models.IncidentSaid: {Keep.PERSONAL_ROW}},
            source=Source(count=shedding.count_said, take=shedding.take_said, shed=shedding.shed_said),
        ),
    )
