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
        from wardmote.kernel.ui import navigation

        from . import actions, queries
        from .permissions import RULES, administers, samples
        from .ports import MessageKind, Placeholder, kinds_come_from

        access.register(RULES, samples=samples)
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
