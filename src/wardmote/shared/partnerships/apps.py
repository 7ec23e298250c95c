"""Partnerships: organisations, teams, remits, categories and the roles people hold."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Who does what, and who may act for whom."""

    name = "wardmote.shared.partnerships"
    label = "partnerships"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and how a signed-in person becomes an actor."""
        from wardmote.kernel import access
        from wardmote.kernel.api import holders
        from wardmote.kernel.privacy.own_copy import kinds_come_from, parts_come_from
        from wardmote.kernel.ui import navigation, sources

        from . import handlers, queries  # noqa: F401  registers the handlers
        from .api import holder_of_token
        from .permissions import RULES, administers, may_invite, samples
        from .queries import own_copy

        access.register(RULES, samples=samples)
        _say_what_is_kept()
        kinds_come_from(*own_copy.KINDS)
        parts_come_from(*own_copy.PARTS)
        navigation.register(
            navigation.Entry(
                words="Partnership",
                url_name="partnerships:partnership",
                order=80,
                shown_to=lambda actor: administers(actor, None),
                count=queries.review_count,
                counted="roles to review",
            ),
            navigation.Entry(
                words="People",
                url_name="partnerships:people",
                order=80,
                shown_to=lambda actor: may_invite(actor) and not administers(actor, None),
                count=queries.review_count,
                counted="roles to review",
            ),
            navigation.Entry(
                words="Organisations and teams",
                about="The partners, what each team takes and when it works. Hand work over when services change.",
                url_name="partnerships:organisations",
                order=10,
                shown_to=lambda actor: administers(actor, None),
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="Categories and clocks",
                about="What can be told, who may know of it, and how fast it must be answered.",
                url_name="partnerships:categories",
                order=20,
                shown_to=lambda actor: administers(actor, None),
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="People and roles",
                about="Who may act for whom. Invite people, look at their roles again, let somebody leave.",
                url_name="partnerships:people",
                order=30,
                shown_to=may_invite,
                count=queries.review_count,
                counted="roles to review",
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="Sharing agreements",
                about="On what ground partners share what they know of people, and what is due for review.",
                url_name="partnerships:agreements",
                order=40,
                shown_to=lambda actor: administers(actor, None),
                count=queries.agreements_due,
                counted="due for review",
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="Set-up",
                about="Name, colours, wards, partners: every step, and what is still missing.",
                url_name="partnerships:set_up",
                order=10,
                shown_to=lambda actor: administers(actor, None),
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="Is everything covered?",
                about="What nobody takes, where nobody is on duty, who could not read what is protected.",
                url_name="partnerships:cover",
                order=90,
                shown_to=lambda actor: administers(actor, None),
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="Connected systems",
                about="Partners’ own systems, and everybody’s access tokens. Connect one, renew or revoke a token.",
                url_name="partnerships:systems",
                order=60,
                shown_to=lambda actor: administers(actor, None),
                place=navigation.Place.SETTINGS,
            ),
            navigation.Entry(
                words="Access tokens",
                about="By which programs of your own, such as a script, use Wardmote as you",
                url_name="partnerships:tokens",
                order=10,
                shown_to=lambda actor: bool(actor.roles),
                place=navigation.Place.OWN,
            ),
        )
        holders.come_from(holder_of_token)
        sources.actors_come_from(queries.actor_of)
        sources.partnership_comes_from(queries.face)


def _say_what_is_kept() -> None:
    from wardmote.kernel.privacy import Keep
    from wardmote.kernel.privacy.kinds import Kind, Period, Source, kinds_come_from

    from .actions import invited
    from .models import AccessToken, AccountRequest, Invitation

    kinds_come_from(
        Kind(
            key="invitation",
            name="Invitations",
            about="To whom a role was offered.",
            begins="who took it up left, or it ran out",
            then="Name and mailbox are replaced by those of nobody. That it was sent, and by whom, stays.",
            period=Period(
                months=84,
                shortest=12,
                longest=300,
                why="As long as who gave whom a role may have to be accounted for (Limitation Act 1980), and a year.",
            ),
            covers={Invitation: {Keep.STAFF}},
            source=Source(count=invited.count_due, take=invited.take_due, shed=invited.shed_invitations),
        ),
        Kind(
            key="account_request",
            name="Requests for an account",
            about="Who asked for an account at a team that answers by link.",
            begins="it was decided",
            then="Name and mailbox are replaced by those of nobody. That somebody asked, and what came of it, stays.",
            period=Period(
                months=84,
                shortest=12,
                longest=300,
                why="As long as who was let in may have to be accounted for (Limitation Act 1980), and a year.",
            ),
            covers={AccountRequest: {Keep.STAFF}},
            source=Source(
                count=invited.count_requests, take=invited.take_requests, shed=invited.shed_requests
            ),
        ),
        Kind(
            key="key",
            name="Secrets of links and tokens",
            about="What an invitation’s link is worked out from, and the hash of a program’s token.",
            begins="the invitation was taken up, or the token ended",
            then="They open nothing any more. The rows stay, to show who could do what.",
            period=Period(months=0, shortest=0, longest=0, why="A secret is worth nothing once it is used."),
            covers={Invitation: {Keep.SECRET}, AccessToken: {Keep.SECRET}},
            itself="At once.",
        ),
    )
