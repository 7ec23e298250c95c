"""Messaging: who is told what, by which ways."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Messages on desks and in mailboxes."""

    name = "wardmote.shared.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, where one's messages are, and how little is said of what is protected."""
        from wardmote.kernel import access
        from wardmote.kernel.privacy.own_copy import parts_come_from
        from wardmote.kernel.ui import navigation

        from . import actions, queries
        from .permissions import RULES, administers, samples
        from .ports import MessageKind, Placeholder, kinds_come_from

        access.register(RULES, samples=samples)
        _say_what_is_kept()
        parts_come_from(*queries.PARTS)
        navigation.register(
            navigation.Entry(
                words="Messages",
                url_name="messaging:messages",
                order=85,
                shown_to=lambda actor: actor.person_id is not None,
                count=queries.unread_count,
                counted="unread",
            ),
            navigation.Entry(
                words="Words of messages",
                about="What e-mails and texts say, with a preview.",
                url_name="messaging:kinds",
                order=70,
                shown_to=lambda actor: administers(actor, None),
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="Messages that went out",
                about="To whom what was sent, whether it arrived, which addresses do not work.",
                url_name="messaging:log",
                order=71,
                shown_to=lambda actor: administers(actor, None),
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="How you are told",
                about="On your desk, by e-mail at once or once a day, by text; and your quiet hours",
                url_name="messaging:wishes",
                order=5,
                shown_to=lambda actor: actor.person_id is not None,
                place=navigation.Place.OWN,
            ),
        )
        kinds_come_from(
            MessageKind(
                key=actions.PROTECTED,
                name="Something about a protected matter",
                about="In place of every message about a protected matter, so that a mailbox tells nothing.",
                subject="There is something for you in Wardmote",
                body="Hello ((name)),\n\nThere is something for you in Wardmote:\n((link))\n",
                text="There is something for you in Wardmote: ((link))",
                desk="There is something for you",
                urgent=True,
            ),
            MessageKind(
                key=actions.DIGEST,
                name="The daily digest",
                about="Every morning at eight, to whom something was told that they have not read yet.",
                subject="((count)) for you in Wardmote",
                body="Hello ((name)),\n\nThis waits for you:\n\n((list))\n\nRead it here:\n((link))\n",
                desk="",
                placeholders=(
                    Placeholder(name="count", about="How many messages", example="2 messages"),
                    Placeholder(
                        name="list",
                        about="A line for each message",
                        example="- R-12345 waits for an answer\n- R-23456 was closed",
                        required=True,
                    ),
                ),
            ),
        )


def _say_what_is_kept() -> None:
    from wardmote.kernel.privacy.kinds import Kind, Period, Source, kinds_come_from

    from .actions import shedding
    from .models import ADDRESS, OWN_WISH, TWO_YEARS, Delivery, LostAddress, Message, Wishes

    kinds_come_from(
        Kind(
            key="message",
            name="Messages",
            about="To whom what was told, and by which ways it went.",
            begins="they were written",
            then="The mailbox outside, and what filled the gaps, are removed. That a message went, and when, stays.",
            period=Period(
                months=24,
                shortest=3,
                longest=84,
                why="Long enough to answer whether somebody heard of a deadline, and for a complaint about it.",
            ),
            covers={Message: {TWO_YEARS, ADDRESS}, Delivery: {TWO_YEARS}},
            source=Source(
                count=shedding.count_messages, take=shedding.take_messages, shed=shedding.shed_messages
            ),
        ),
        Kind(
            key="lost_address",
            name="Addresses that did not work",
            about="From which mailbox or telephone messages came back for a time.",
            begins="somebody said that it works again",
            then="The address is removed.",
            period=Period(
                months=24, shortest=3, longest=84, why="As long as the messages that did not arrive."
            ),
            covers={LostAddress: {ADDRESS}},
            source=Source(count=shedding.count_lost, take=shedding.take_lost, shed=shedding.shed_lost),
        ),
        Kind(
            key="wishes",
            name="How somebody wished to be told",
            about="Quiet hours, ways, and the own telephone number of people with an account.",
            begins="they left",
            then="The number is removed, and the wishes are as for somebody new.",
            period=Period(months=0, shortest=0, longest=12, why="Needed for nothing once nobody is told."),
            covers={Wishes: {OWN_WISH}},
            source=Source(count=shedding.count_wishes, take=shedding.take_wishes, shed=shedding.shed_wishes),
        ),
    )
