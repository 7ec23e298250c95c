"""The web application, for a WSGI server."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from wardmote.kernel.privacy import require_keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.project.settings")

application = get_wsgi_application()
try:
    settings.SECRET_KEY  # noqa: B018 (reading it refuses an empty one)
except ImproperlyConfigured as error:
    raise ImproperlyConfigured("Set WARDMOTE_SECRET_KEY to 50 or more random characters") from error
require_keys()
