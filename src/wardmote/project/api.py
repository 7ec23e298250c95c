"""The API: which parts it has, and what it says about itself."""

from wardmote.kernel.api.pages import pages_of
from wardmote.kernel.api.service import Api
from wardmote.modules.referrals import api as hub
from wardmote.shared.partnerships.api import calls as register
from wardmote.shared.partnerships.api import where_calls as where
from wardmote.shared.partnerships.rules import Scope

DESCRIPTION = (
    "Everything that a partnership's own systems need: record what was seen, find out who can act, pass it on, and"
    " take each step of a referral's life. The same people may do the same things as on the pages."
)
NOTES = {
    "Danger to life": "Danger to life now is never for a program. Call 999.",
    "What a token reads": (
        "What its holder may read without a second factor, and never more. So of protected matters (child and adult"
        " protection) it reads only what its holder recorded. What other teams record or pass on stays closed to it,"
        " even if its holder leads on safeguarding: that needs a person with a second factor. Who recorded a protected"
        " matter learns that it was received, in “received_at”, and nothing else."
    ),
    "What the API leaves out": (
        "Drafts: a system sends what is ready, and it is on the record at once. Photos: they belong to a draft, because"
        " what is on the record is never edited, so whoever has photos records on the page. And what an administrator"
        " does: people, roles and teams are kept on pages, by somebody with a second factor."
    ),
}

api = Api(
    title="Wardmote",
    version="1",
    description=DESCRIPTION,
    scopes={scope.value: scope.sentence for scope in Scope},
    notes=NOTES,
)
for part in (
    hub.observations,
    hub.people,
    hub.suggestions,
    hub.referrals,
    hub.steps,
    hub.events,
    register,
    where,
):
    api.add_router("", part)

urlpatterns = [*pages_of(api), *api.patterns()]
