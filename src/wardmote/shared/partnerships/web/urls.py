"""Addresses of people, roles and invitations."""

from collections.abc import Callable, Iterator

from django.urls import URLPattern, include, path

from wardmote.kernel.ui.views import OpenedView

from ..rules import SetUpFile
from . import (
    absences,
    account_requests,
    agreement_papers,
    agreements,
    capacity,
    closures,
    handing_over,
    invitations,
    landing,
    organisations,
    people,
    people_files,
    reviews,
    teams,
    tokens,
)
from .set_up import about, areas, postcodes, shipped, tables, tasks, wards, years

app_name = "partnerships"


def _tables(view: OpenedView, behind: str, name: Callable[[SetUpFile], str]) -> Iterator[URLPattern]:
    """The addresses of a view of every kind of table."""
    for kind in tables.TOLD:
        yield path(f"set-up/{kind}{behind}", view, {"kind": kind}, name=name(kind))


urlpatterns = [
    path("partnership", landing.partnership, name="partnership"),
    path("partnership/organisations", organisations.organisations, name="organisations"),
    path("partnership/add-organisation", organisations.add_organisation, name="add_organisation"),
    path("partnership/organisations/<slug:key>", organisations.organisation, name="organisation"),
    path(
        "partnership/organisations/<slug:key>/change",
        organisations.change_organisation,
        name="change_organisation",
    ),
    path("partnership/organisations/<slug:key>/end", organisations.end_organisation, name="end_organisation"),
    path("partnership/organisations/<slug:key>/add-team", organisations.add_team, name="add_team"),
    path(
        "partnership/organisations/<slug:key>/close", closures.close_organisation, name="close_organisation"
    ),
    path("partnership/teams/<slug:key>", teams.team, name="team"),
    path("partnership/teams/<slug:key>/change", teams.change_team, name="change_team"),
    path("partnership/teams/<slug:key>/hand-over", handing_over.hand_over, name="hand_over"),
    path("partnership/handovers/<int:pk>", handing_over.handover, name="handover"),
    path("partnership/teams/<slug:key>/end", handing_over.end_team, name="end_team"),
    path(
        "partnership/teams/<slug:key>/coordinate", teams.name_coordinator_desk, name="name_coordinator_desk"
    ),
    path("partnership/teams/<slug:key>/takes", teams.add_remit, name="add_remit"),
    path("partnership/teams/<slug:key>/capacity", capacity.capacity, name="capacity"),
    path("partnership/teams/<slug:key>/close", closures.close_team, name="close_team"),
    path("partnership/remits/<int:pk>", teams.change_remit, name="change_remit"),
    path("partnership/remits/<int:pk>/end", teams.end_remit, name="end_remit"),
    path("partnership/closures/<int:pk>/withdraw", closures.withdraw_closure, name="withdraw_closure"),
    path("partnership/agreements", agreements.agreements, name="agreements"),
    path("partnership/add-agreement", agreements.add_agreement, name="add_agreement"),
    path("partnership/agreements/grounds", agreements.ask_for_grounds, name="ask_for_grounds"),
    path("partnership/agreements/<slug:key>", agreements.agreement, name="agreement"),
    path("partnership/agreements/<slug:key>/change", agreements.change_agreement, name="change_agreement"),
    path("partnership/agreements/<slug:key>/end", agreements.end_agreement, name="end_agreement"),
    path("partnership/agreements/<slug:key>/paper", agreement_papers.bring_paper, name="agreement_paper"),
    path(
        "partnership/agreements/<slug:key>/paper/remove",
        agreement_papers.remove_paper,
        name="remove_agreement_paper",
    ),
    path(
        "partnership/agreements/<slug:key>/paper-<int:edition>.pdf",
        agreement_papers.paper,
        name="agreement_paper_file",
    ),
    path("partnership/agreements/<slug:key>/join", agreements.join_agreement, name="join_agreement"),
    path(
        "partnership/agreements/<slug:key>/leave/<int:pk>", agreements.leave_agreement, name="leave_agreement"
    ),
    path("partnership/", include("wardmote.shared.partnerships.web.categories.urls")),
    path("people", people.people, name="people"),
    path("people/asked/<int:pk>", account_requests.account_request, name="account_request"),
    path("people/invite", invitations.invite, name="invite"),
    path("people/invite-many", people_files.invite_many, name="invite_many"),
    path("people/invite-many/table", people_files.empty_table, name="empty_people_table"),
    path("people/files/<slug:key>", people_files.people_file, name="people_file"),
    path("people/files/<slug:key>/rejected", people_files.rejected, name="people_file_rejected"),
    path("people/invitations", invitations.invitations, name="invitations"),
    path("people/invitations/<int:pk>", invitations.invitation, name="invitation"),
    path("people/review", reviews.review, name="review"),
    path("people/roles/<int:pk>/end", people.end_role, name="end_role"),
    path("set-up", tasks.set_up, name="set_up"),
    path("set-up/name", about.name, name="set_up_name"),
    path("set-up/look", about.look, name="set_up_look"),
    path("set-up/logo", about.bring_logo, name="set_up_logo"),
    path("set-up/logo/remove", about.drop_logo, name="set_up_logo_remove"),
    path("set-up/wards", wards.wards, name="set_up_wards"),
    path("set-up/areas", areas.areas, name="set_up_areas"),
    path("set-up/areas/<slug:key>/end", areas.end_areas, name="set_up_end_areas"),
    path("set-up/areas/<slug:key>/made-of", years.made_of, name="set_up_made_of"),
    path("set-up/areas/<slug:key>/adjust", years.adjust, name="set_up_adjust"),
    path(
        "set-up/areas/<slug:key>/adjust/<int:number>/end",
        years.end_adjustment,
        name="set_up_end_adjustment",
    ),
    path("set-up/areas/<slug:key>/focus/<slug:area>", years.focus, name="set_up_focus"),
    path("set-up/areas/<slug:key>/focus/<slug:area>/end", years.end_focus, name="set_up_end_focus"),
    path("set-up/postcodes", postcodes.postcodes, name="set_up_postcodes"),
    path("set-up/addresses", postcodes.addresses, name="set_up_addresses"),
    path("set-up/categories", shipped.categories, name="set_up_categories"),
    path("set-up/partners", tables.partners, name="set_up_partners"),
    *_tables(tables.table, "", lambda kind: f"set_up_{kind}"),
    *_tables(tables.table_now, ".csv", lambda _: "set_up_now"),
    *_tables(tables.table_example, "-example.csv", lambda _: "set_up_example"),
    *_tables(tables.table_rejected, "-to-mend.csv", lambda _: "set_up_rejected"),
    path("covered", tasks.cover, name="cover"),
    path("logo/<slug:sha256>.png", about.picture, name="logo"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/new", tokens.make_token, name="make_token"),
    path("tokens/<int:pk>/renew", tokens.renew_token, name="renew_token"),
    path("tokens/<int:pk>/revoke", tokens.revoke_token, name="revoke_token"),
    path("partnership/systems", tokens.systems, name="systems"),
    path("partnership/systems/connect", tokens.connect_system, name="connect_system"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/<int:pk>/role", people.give_role, name="give_role"),
    path("people/<int:pk>/change", people.change, name="change_person"),
    path("people/<int:pk>/away", absences.away, name="away"),
    path("people/<int:pk>/back", absences.back, name="back"),
    path("people/<int:pk>/leave", people.leave, name="leave"),
    path("people/<int:pk>/come-back", people.come_back, name="come_back"),
    path("invitation/<str:secret>", invitations.accept, name="accept"),
]
