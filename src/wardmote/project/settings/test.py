"""The settings of the tests: as in life, but quick to hash and with nothing outside the machine."""

from . import *  # noqa: F403 (settings are all names)
from . import DATABASES, STORAGES

SECRET_KEY = "for tests only"  # noqa: S105 (says so itself)
WARDMOTE_FIELD_KEYS = ["for tests only: every name is invented"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["OPTIONS"] |= {"pool": False}  # type: ignore[operator]  # a dictionary of dictionaries
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WARDMOTE_MAP_RECHECK = 0.0
