"""The addresses."""

import allauth.urls
from django.conf import settings
from django.urls import include, path

from wardmote.kernel.ui.views import all_public

from .health import health

all_public(allauth.urls.urlpatterns)

urlpatterns = [
    path("health", health, name="health"),
    path("account/", include(allauth.urls)),
    path("", include("wardmote.kernel.ui.urls")),
    path("", include("wardmote.shared.geography.web.urls")),
    path("", include("wardmote.shared.partnerships.web.urls")),
    path("", include("wardmote.modules.referrals.web.urls")),
    path("", include("wardmote.pages.urls")),
]
if settings.WARDMOTE_DEMO:
    urlpatterns.append(path("demo/", include("wardmote.project.demo.urls")))

handler400 = "wardmote.kernel.ui.errors.bad_request"
handler403 = "wardmote.kernel.ui.errors.forbidden"
handler404 = "wardmote.kernel.ui.errors.not_found"
handler500 = "wardmote.kernel.ui.errors.server_error"
