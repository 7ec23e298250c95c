"""Every setting, and where it comes from.

DATABASE_URL           the PostgreSQL to use, postgresql://user:password@host:port/name or …/name?host=/folder
WARDMOTE_SECRET_KEY    signs sessions and links; needed outside demo and debug mode
WARDMOTE_FACTOR_KEY    locks sessions and the secrets of second factors; several, the newest first, separated by commas;
                       default: made from WARDMOTE_SECRET_KEY
WARDMOTE_FIELD_KEYS    lock names and protected words in the database; several, the newest first, separated by commas;
                       needed outside demo and debug mode
WARDMOTE_DATA          folder for uploaded files and outgoing demo mail; default `var`
WARDMOTE_HOSTS         host names served, separated by commas
WARDMOTE_ORIGIN        the address people type, https://wardmote.example; default http://localhost:8000
WARDMOTE_DEMO          1: the demo borough, "choose who to be", mail into files
WARDMOTE_DEBUG         1: for developers
WARDMOTE_TILES         map tiles, https://tiles.example/{z}/{x}/{y}.png; default none
WARDMOTE_PROXIES       how many proxies stand in front and add to X-Forwarded-For; default 0
WARDMOTE_MAIL_FROM     whom mail comes from; default Wardmote <no-reply@ the host of WARDMOTE_ORIGIN>
WARDMOTE_SMTP          host:port of the mail server; default localhost:25
WARDMOTE_SMTP_USER     by which name to sign in to the mail server, with STARTTLS; default: no signing in
WARDMOTE_SMTP_PASSWORD the password for it
WARDMOTE_NOTIFY_KEY            an API key of GOV.UK Notify, by which texts and, if wished, e-mails go; default none
WARDMOTE_NOTIFY_EMAIL_TEMPLATE the id of its template "((subject))", "((body))"; default: e-mails go by WARDMOTE_SMTP
WARDMOTE_NOTIFY_TEXT_TEMPLATE  the id of its template "((body))"; default: no texts
WARDMOTE_API_RATE      requests a minute that one API token may make; default 600
WARDMOTE_JURISDICTION  the jurisdiction_id of Open311, such as the council's web address; any is taken without one
WARDMOTE_ANCHOR_FILE   a file, best on another machine, to which the heads of the audit trails are added every hour
WARDMOTE_ANCHOR_MAIL   a mailbox to which they are sent every hour
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from wardmote.kernel.database.roles import application_options
from wardmote.project import demo


def database(url: str) -> dict[str, object]:
    """Return Django's settings for a database URL, connecting as the application's role.

    Raises ImproperlyConfigured unless it is a postgresql:// URL that names a database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name;"
            " Wardmote runs on PostgreSQL 15 or newer only."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": unquote(parts.hostname or "") or query.pop("host", ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # the pool must notice when the database was restarted
        "OPTIONS": {
            **query,
            "options": application_options(),
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        },
    }


def _on(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


DEBUG = _on("WARDMOTE_DEBUG")
WARDMOTE_DEMO = _on("WARDMOTE_DEMO")
WARDMOTE_DATA = Path(os.environ.get("WARDMOTE_DATA", "var")).absolute()
WARDMOTE_ORIGIN = os.environ.get("WARDMOTE_ORIGIN", "http://localhost:8000")
WARDMOTE_TILES = os.environ.get("WARDMOTE_TILES", "")

# Only what is open to all may do without a secret; wsgi refuses to start when this is empty.
SECRET_KEY = os.environ.get("WARDMOTE_SECRET_KEY", "") or (
    "nothing here is secret" if DEBUG or WARDMOTE_DEMO else ""
)
# What sessions and the secrets of second factors are locked with. The newest locks, all unlock.
WARDMOTE_FACTOR_KEYS = _several(os.environ.get("WARDMOTE_FACTOR_KEY", "")) or [SECRET_KEY]
# What encrypted columns are locked with. The first locks, all unlock; with none, nothing locked is read or written.
WARDMOTE_FIELD_KEYS = _several(os.environ.get("WARDMOTE_FIELD_KEYS", "")) or (
    [demo.FIELD_KEY] if DEBUG or WARDMOTE_DEMO else []
)
ALLOWED_HOSTS = [
    host for host in os.environ.get("WARDMOTE_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host
]
CSRF_TRUSTED_ORIGINS = [WARDMOTE_ORIGIN]

INSTALLED_APPS = [
    "wardmote.kernel.database",
    "wardmote.kernel.audit",
    "wardmote.kernel.events",
    "wardmote.kernel.ui",
    "wardmote.kernel.api",
    "wardmote.pages",
    "procrastinate.contrib.django",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "wardmote.shared.accounts",
    "wardmote.shared.geography",
    "wardmote.shared.partnerships",
    "wardmote.shared.documents",
    "wardmote.shared.messaging",
    "wardmote.shared.retention",
    "wardmote.shared.rights",
    "wardmote.modules.referrals",
    "wardmote.modules.issues",
    "wardmote.modules.reviews",
    "wardmote.modules.insight",
    "wardmote.modules.oversight",
    "wardmote.project.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wardmote.project.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wardmote.project.middleware.RefuseUnreadable",
    "wardmote.project.middleware.NoCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "wardmote.project.urls"
WSGI_APPLICATION = "wardmote.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wardmote.kernel.ui.context.frame",
            ]
        },
    }
]
FORM_RENDERER = "wardmote.kernel.ui.fields.Renderer"
CSRF_FAILURE_VIEW = "wardmote.kernel.ui.errors.form_too_old"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///wardmote"))}
# One for all processes: what counts attempts to sign in must count them all.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
# What the pages for everybody can be read in. What translators write is compiled into the data folder when first used.
LANGUAGES = [("en-gb", "English"), ("pl", "Polski"), ("ur", "اردو")]
WARDMOTE_TRANSLATIONS = Path(__file__).parent.parent / "translations"
LOCALE_PATHS = [WARDMOTE_DATA / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = WARDMOTE_DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": WARDMOTE_DATA / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# What one request may carry, in bytes: its fields, and everything with its files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
WARDMOTE_REQUEST_LIMIT = 30_000_000
# How many requests one token may make in a minute.
WARDMOTE_JURISDICTION = os.environ.get("WARDMOTE_JURISDICTION", "")
WARDMOTE_API_RATE = int(os.environ.get("WARDMOTE_API_RATE", "600"))

# Where the heads of the audit trails are kept outside the database, every hour.
WARDMOTE_ANCHOR_FILE = os.environ.get("WARDMOTE_ANCHOR_FILE", "")
WARDMOTE_ANCHOR_MAIL = os.environ.get("WARDMOTE_ANCHOR_MAIL", "")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "wardmote.shared.accounts.adapters.NotEasilyGuessed"},
]
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "wardmote.shared.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SESSION_REMEMBER = False
# Attempts before a sign-in is refused for a while: for one address, and from one place. Browsers that the owner of an
# address has used are counted apart (accounts.adapters.known_browsers), so that a guesser locks nobody out.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/m/ip", "reset_password": "5/h/key,20/h/ip"}
# Whose address counts when attempts are counted and sessions listed: the one that our own proxies saw.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("WARDMOTE_PROXIES", "0"))
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Wardmote: "
# Second factors. A code counts in its own 30 seconds and the 30 before and after, so that a phone's clock may be
# half a minute wrong (RFC 6238, 5.2); our forms take each code once in all that time.
MFA_ADAPTER = "wardmote.shared.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Nobody opens an account whose mailbox was not proved, so an address that waits to be proved takes nothing away.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers give passkeys to https only, and to http://localhost for who develops; fido2 checks that by itself, so
# MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, which would let any origin pass, stays off.
MFA_FORMS = {
    "authenticate": "wardmote.shared.accounts.web.forms.CodeForm",
    "reauthenticate": "wardmote.shared.accounts.web.forms.CodeAgainForm",
    "activate_totp": "wardmote.shared.accounts.web.forms.AppForm",
    "add_webauthn": "wardmote.shared.accounts.web.forms.PasskeyForm",
    "edit_webauthn": "wardmote.shared.accounts.web.forms.PasskeyNameForm",
}
# A session is listed with its beginning; writing "last seen" would cost every page a write and two reads.
USERSESSIONS_TRACK_ACTIVITY = False

_SECURE = WARDMOTE_ORIGIN.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
if _SECURE:  # with these beginnings browsers take a cookie from this host alone, over https alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SERIALIZER = "wardmote.shared.accounts.adapters.LockedSessions"
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
X_FRAME_OPTIONS = "DENY"

EMAIL_HOST, _, _smtp_port = os.environ.get("WARDMOTE_SMTP", "localhost:25").partition(":")
WARDMOTE_NOTIFY_URL = "https://api.notifications.service.gov.uk"
WARDMOTE_NOTIFY_KEY = os.environ.get("WARDMOTE_NOTIFY_KEY", "")
WARDMOTE_NOTIFY_EMAIL_TEMPLATE = os.environ.get("WARDMOTE_NOTIFY_EMAIL_TEMPLATE", "")
WARDMOTE_NOTIFY_TEXT_TEMPLATE = os.environ.get("WARDMOTE_NOTIFY_TEXT_TEMPLATE", "")
DEFAULT_FROM_EMAIL = (
    os.environ.get("WARDMOTE_MAIL_FROM") or f"Wardmote <no-reply@{urlsplit(WARDMOTE_ORIGIN).hostname}>"
)
EMAIL_TIMEOUT = 10
EMAIL_PORT = int(_smtp_port or 25)
EMAIL_HOST_USER = os.environ.get("WARDMOTE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("WARDMOTE_SMTP_PASSWORD", "")
# Nobody's password goes over a line that others can read: 465 speaks TLS from the start, all else STARTTLS.
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = bool(EMAIL_HOST_USER) and not EMAIL_USE_SSL
if WARDMOTE_DEMO or DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = WARDMOTE_DATA / "mail"

# Jobs: how often a worker says it lives, after how long a silence its jobs are taken up again (seconds),
# how often somebody looks, and how many jobs a worker does at once.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["wardmote.kernel.jobs.rescue"]
WARDMOTE_HEARTBEAT = 10.0
WARDMOTE_WORKER_SILENCE = 60.0
WARDMOTE_RESCUE_CRON = "* * * * *"
WARDMOTE_WORKER_CONCURRENCY = 2

# For how many seconds a process trusts its map of the borough before it asks whether boundaries changed.
WARDMOTE_MAP_RECHECK = 5.0
