"""Settings of the workspace, from the environment alone; safe without any, except that a data folder is needed.

``ANZENKARTE_HOME`` names the folder of the server's data, ``DATABASE_URL`` a PostgreSQL server (SQLite without it),
``ANZENKARTE_HOSTS`` the names it answers to, ``ANZENKARTE_HTTPS`` that it stands behind a proxy with HTTPS
(``ANZENKARTE_PROXIES`` how many, if more than one), ``ANZENKARTE_SMTP`` and ``ANZENKARTE_MAIL_FROM`` a mail server,
``ANZENKARTE_OIDC_SERVER``, ``_CLIENT``, ``_SECRET`` and ``_NAME`` an identity provider, ``ANZENKARTE_DEMO`` (only
``make demo-web`` sets it) the demonstration.
"""

from __future__ import annotations

import os
import secrets
from operator import attrgetter
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from anzenkarte import web
from anzenkarte.catalogue.attached.store import home

ANZENKARTE_DATA = home() / "server"
ANZENKARTE_DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
ANZENKARTE_DEMO = os.environ.get("ANZENKARTE_DEMO", "") == "1"
ANZENKARTE_SYNC = os.environ.get("ANZENKARTE_SYNC", "1") == "1"
"""Whether a signed head of the audit chain is forced to disk before a change is acknowledged."""


def _secret(path: Path) -> str:
    """The server's secret, made at the first start and readable by its user alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    made = secrets.token_urlsafe(64)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(made)
    return made


def _database(url: str) -> dict[str, object]:
    """SQLite in WAL mode with immediate transactions, or PostgreSQL as the address says."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(ANZENKARTE_DATA / "workspace.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
            },
            "CONN_MAX_AGE": 600,
        }
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
    }


def _mail(url: str) -> dict[str, object]:
    """Letters go to the mail server named (``smtps://user:password@host:465``); into a folder without one."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }


SECRET_KEY = os.environ.get("ANZENKARTE_SECRET_KEY") or _secret(ANZENKARTE_DATA / "secret.key")
DEBUG = False
ALLOWED_HOSTS = [name for name in os.environ.get("ANZENKARTE_HOSTS", "127.0.0.1,localhost").split(",") if name]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS]
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisations.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "anzenkarte.workspace.audit",
    "anzenkarte.workspace.organisations",
    "anzenkarte.workspace.tokens",
    "anzenkarte.workspace.documents_store",
    "anzenkarte.workspace.evidence",
    "anzenkarte.workspace.contracts",
    "anzenkarte.workspace.disclosures",
    "anzenkarte.workspace.assessments",
    "anzenkarte.workspace.handovers",
    "anzenkarte.workspace.agreements",
    "anzenkarte.workspace.inspections",
    "anzenkarte.web",
    "anzenkarte.api",
    "anzenkarte.app",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # outermost: what the others refuse carries the policy too
    "anzenkarte.app.security_log.SecurityLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anzenkarte.web.shared.middleware.DeskMiddleware",
    "anzenkarte.web.shared.marks.LanguageMarks",
    "anzenkarte.web.shared.direction.DirectionMarks",
    "anzenkarte.app.limits.LimitMiddleware",  # before any view or check of forms reads what was sent
]
ROOT_URLCONF = "anzenkarte.app.urls"
WSGI_APPLICATION = "anzenkarte.app.wsgi.application"
_WEB = Path(web.__file__).parent
_PARTS = ("shared", "vendor_desk", "institution_desk", "supervisor_desk")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / part / "templates" for part in _PARTS],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {
                "desk": "anzenkarte.web.shared.templatetags.desk",
                "figures": "anzenkarte.web.shared.templatetags.figures",
                "words": "anzenkarte.web.shared.templatetags.words",
            },
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anzenkarte.web.shared.context.desk",
            ],
        },
    }
]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [_WEB / part / "static" for part in _PARTS]
WHITENOISE_USE_FINDERS = True  # few files: they are served from the package, nothing has to be collected
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# Sign-in (django-allauth). What a page says is ours; see web/shared/templates.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/h/ip,5/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_ADAPTER = "anzenkarte.web.shared.adapter.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # terminals are shared in hospitals: closing the browser ends it
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_USER_DISPLAY = attrgetter("shown")
MFA_FORMS = {"add_webauthn": "anzenkarte.web.shared.passkey_form.AddPasskey"}
MFA_ADAPTER = "anzenkarte.web.shared.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Anzen Karte"
USERSESSIONS_TRACK_ACTIVITY = True
_OIDC = os.environ.get("ANZENKARTE_OIDC_SERVER", "")
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address proves nobody: see adapter.SocialAdapter
SOCIALACCOUNT_ADAPTER = "anzenkarte.web.shared.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("ANZENKARTE_OIDC_NAME", "OpenID Connect"),
                "client_id": os.environ.get("ANZENKARTE_OIDC_CLIENT", ""),
                "secret": os.environ.get("ANZENKARTE_OIDC_SECRET", ""),
                "settings": {"server_url": _OIDC},
            }
        ]
        if _OIDC
        else [],
    }
}
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 13}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("ANZENKARTE_HTTPS", "0") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Behind a proxy everybody comes from its address; limits count the address it vouches for.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ANZENKARTE_PROXIES", "1" if SESSION_COOKIE_SECURE else "0"))
CSRF_FAILURE_VIEW = "anzenkarte.web.shared.errors.forged"
if SESSION_COOKIE_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60

_SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _SELF,
        "style-src": _SELF,
        "img-src": ["'self'", "data:"],
        "font-src": _SELF,
        "connect-src": _SELF,
        "form-action": _SELF,
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

CACHES = {
    # Rate limits count in it, so it is shared by all threads and processes and outlives a restart.
    "default": {
        "BACKEND": "anzenkarte.app.cache.LockedFileCache",
        "LOCATION": str(ANZENKARTE_DATA / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # more names tried at once than that would push out older counts
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_FILE_PATH = ANZENKARTE_DATA / "mail"
ANZENKARTE_MAIL = bool(os.environ.get("ANZENKARTE_SMTP"))
"""Whether letters reach people: invitations are mailed only then."""
vars().update(_mail(os.environ.get("ANZENKARTE_SMTP", "")))
DEFAULT_FROM_EMAIL = os.environ.get("ANZENKARTE_MAIL_FROM", "anzen-karte@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "anzenkarte": {"handlers": ["console"], "level": "INFO"},
        "django.request": {"handlers": ["console"], "level": "ERROR"},
    },
}
