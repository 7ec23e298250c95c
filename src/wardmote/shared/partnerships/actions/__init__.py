"""Every change to the register of partners, and to who may act for whom."""

from .absences import say_away, say_back
from .account_requests import (
    ask_for_account,
    invite_who_asked,
    refuse_account,
    withdraw_stale_requests,
)
from .agreement_papers import keep_paper, remove_paper
from .agreements import (
    AgreementDetails,
    add_agreement,
    ask_for_grounds,
    change_agreement,
    end_agreement,
    join_agreement,
    leave_agreement,
)
from .capacity import say_capacity
from .categories import (
    CategoryDetails,
    add_category,
    add_category_group,
    change_category,
    change_category_group,
    end_category,
    end_category_group,
    place_category_group,
)
from .clocks import ClockDetails, add_clock_profile, change_clock_profile, end_clock_profile
from .ground import OnTheMap, draw_wards, end_areas, make_up_areas
from .handing_over import HAND_OVER_JOB, carry_over, finish_hand_over, hand_over_team
from .invitations import (
    InvitationSpent,
    accept_invitation,
    invite_person,
    mail_invitation,
    send_invitation_again,
    withdraw_invitation,
)
from .organisations import OrganisationDetails, add_organisation, change_organisation, end_organisation
from .partnership import (
    AlreadyAdministered,
    AlreadyFounded,
    Described,
    choose_colours,
    choose_logo,
    describe_partnership,
    found_partnership,
    invite_first_administrator,
    remove_logo,
)
from .people_files import (
    begin_people_file,
    bring_people_file,
    drop_people_file,
    invite_batch,
    stop_people_file,
)
from .register_file import use_register_file
from .remits import end_remit, set_remit
from .roles import NobodyLeft, confirm_roles, end_role, give_role, let_leave, let_return
from .shipped import take_shipped_categories
from .teams import TeamDetails, add_team, change_team, name_coordinator_desk
from .tokens import connect_system, make_token, renew_token, revoke_token, tell_of_end
from .waiting_files import bring_file, drop_file
from .working_time import add_closure, withdraw_closure

__all__ = [
    "HAND_OVER_JOB",
    "AgreementDetails",
    "AlreadyAdministered",
    "AlreadyFounded",
    "CategoryDetails",
    "ClockDetails",
    "Described",
    "InvitationSpent",
    "NobodyLeft",
    "OnTheMap",
    "OrganisationDetails",
    "TeamDetails",
    "accept_invitation",
    "add_agreement",
    "add_category",
    "add_category_group",
    "add_clock_profile",
    "add_closure",
    "add_organisation",
    "add_team",
    "ask_for_account",
    "ask_for_grounds",
    "begin_people_file",
    "bring_file",
    "bring_people_file",
    "carry_over",
    "change_agreement",
    "change_category",
    "change_category_group",
    "change_clock_profile",
    "change_organisation",
    "change_team",
    "choose_colours",
    "choose_logo",
    "confirm_roles",
    "connect_system",
    "describe_partnership",
    "draw_wards",
    "drop_file",
    "drop_people_file",
    "end_agreement",
    "end_areas",
    "end_category",
    "end_category_group",
    "end_clock_profile",
    "end_organisation",
    "end_remit",
    "end_role",
    "finish_hand_over",
    "found_partnership",
    "give_role",
    "hand_over_team",
    "invite_batch",
    "invite_first_administrator",
    "invite_person",
    "invite_who_asked",
    "join_agreement",
    "keep_paper",
    "leave_agreement",
    "let_leave",
    "let_return",
    "mail_invitation",
    "make_token",
    "make_up_areas",
    "name_coordinator_desk",
    "place_category_group",
    "refuse_account",
    "remove_logo",
    "remove_paper",
    "renew_token",
    "revoke_token",
    "say_away",
    "say_back",
    "say_capacity",
    "send_invitation_again",
    "set_remit",
    "stop_people_file",
    "take_shipped_categories",
    "tell_of_end",
    "use_register_file",
    "withdraw_closure",
    "withdraw_invitation",
    "withdraw_stale_requests",
]
