"""The API: which parts it has, and what it says about itself."""

from wardmote.kernel.api.pages import pages_of
from wardmote.kernel.api.service import Api
from wardmote.modules.referrals import api as hub
from wardmote.shared.partnerships.api import calls as register
from wardmote.shared.partnerships.rules import Scope

DESCRIPTION = (
    "Everything that a partnership's own systems need: record what was seen, find out who can act, pass it on, and"
    " take each step of a referral's life. The same people may do the same things as on the pages."
)

api = Api(
    title="Wardmote",
    version="1",
    description=DESCRIPTION,
    scopes={scope.value: scope.sentence for scope in Scope},
)
for part in (hub.observations, hub.suggestions, hub.referrals, hub.steps, hub.events, register):
    api.add_router("", part)

urlpatterns = [*pages_of(api), *api.patterns()]
