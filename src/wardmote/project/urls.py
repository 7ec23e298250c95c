"""The addresses."""

import allauth.urls
from django.conf import settings
from django.urls import include, path

from wardmote.kernel.ui.views import all_public

from .api import urlpatterns as api_urls
from .health import health

all_public(allauth.urls.urlpatterns)

urlpatterns = [
    path("health", health, name="health"),
    path("account/", include("wardmote.shared.accounts.web.urls")),
    path("account/", include(allauth.urls)),
    path("api/v1/", include((api_urls, "api"))),
    path("open311/", include("wardmote.modules.issues.api.urls")),
    path("", include("wardmote.kernel.ui.urls")),
    path("", include("wardmote.shared.geography.web.urls")),
    path("", include("wardmote.shared.partnerships.web.urls")),
    path("", include("wardmote.shared.messaging.web.urls")),
    path("", include("wardmote.shared.retention.web.urls")),
    path("", include("wardmote.shared.rights.web.urls")),
    path("", include("wardmote.modules.referrals.web.urls")),
    path("", include("wardmote.modules.issues.web.urls")),
    path("", include("wardmote.modules.reviews.web.urls")),
    path("", include("wardmote.modules.insight.web.urls")),
    path("", include("wardmote.modules.oversight.web.urls")),
    path("", include("wardmote.pages.urls")),
]
if settings.WARDMOTE_DEMO:
    urlpatterns.append(path("demo/", include("wardmote.project.demo.urls")))

handler400 = "wardmote.project.refusals.bad_request"
handler403 = "wardmote.project.refusals.forbidden"
handler404 = "wardmote.project.refusals.not_found"
handler500 = "wardmote.project.refusals.server_error"
