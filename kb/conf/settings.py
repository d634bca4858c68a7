"""Settings of every process, read from the environment; `manage.py` fills in what a single machine needs.

Nothing here opens a database or writes a file. Defaults are those of a public site behind HTTPS.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from kb.conf import environment

BASE_DIR = Path(__file__).resolve().parent.parent.parent
STATE = Path(os.environ.get("KB_STATE", BASE_DIR / ".state"))

DEBUG = environment.flag("KB_DEBUG", default=False)
HTTPS = environment.flag("KB_HTTPS", default=not DEBUG)
SECRET_KEY = environment.required("KB_SECRET_KEY", "a long random text that signs sessions")
ALLOWED_HOSTS = environment.words("KB_HOSTS", default="localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = environment.words("KB_ORIGINS", default="")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
    "corsheaders",
    "kb",
]
MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
ROOT_URLCONF = "kb.conf.urls"
WSGI_APPLICATION = "kb.conf.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    },
]

DATABASES = {"default": environment.database("DATABASE_URL", pool=int(os.environ.get("KB_POOL", "0")))}
CACHES = {"default": environment.cache("KB_CACHE_URL")}

CURRENT_FOR = 1.0  # seconds for which a process believes the current revision to be still the current one
OPEN_SCOPES = environment.words("KB_OPEN_SCOPES", default="read ask keep")  # what the API does for whoever has no token
_ANONYMOUS = {  # for one address: requests a minute, questions an hour
    "requests": environment.whole("KB_ANONYMOUS_REQUESTS", default=300),
    "questions": environment.whole("KB_ANONYMOUS_QUESTIONS", default=20_000),
}
_TOKEN = {
    "requests": environment.whole("KB_TOKEN_REQUESTS", default=3_000),
    "questions": environment.whole("KB_TOKEN_QUESTIONS", default=1_000_000),
}
ALLOWANCES = {"anonymous": _ANONYMOUS, "token": {name: max(_ANONYMOUS[name], _TOKEN[name]) for name in _TOKEN}}

PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # what is read has no history, and needs no session
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a question with thousands of wrong facts is told so by name, not turned away
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form; a question is far smaller

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True  # texts of templates stand in a catalog; no translation is held yet, so nobody's language is asked for
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [folder for folder in (BASE_DIR / "static",) if folder.is_dir()]
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").is_file()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "kb.conf.static.GatheredFiles"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURITY_CONTACT = environment.contacts("KB_SECURITY_CONTACT")
SECURITY_EXPIRES = environment.day("KB_SECURITY_EXPIRES")

BEHIND_PROXY = environment.flag("KB_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "tokens", "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

CORS_URLS_REGEX = r"^/api/"  # every site may read and ask from a browser; cookies are neither sent nor looked at
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "if-modified-since"]
CORS_EXPOSE_HEADERS = [
    "Deprecation", "ETag", "Idempotent-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy", "Record-Revision", "Retry-After",
    "Sunset",
]  # fmt: skip

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Can I distill?",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS = environment.broker_options(CELERY_BROKER_URL, STATE / "broker")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_QUEUES = {name: {"exchange": name, "routing_key": name} for name in ("celery", "notices")}
CELERY_TASK_ROUTES = {"kb.tasks.notices.send": {"queue": "notices"}}  # apart: who answers slowly holds up no questions
JOB_LEASE = environment.whole("KB_JOB_LEASE", default=30)  # seconds until work that is not heard of is given out again
_OFTEN = max(1, JOB_LEASE // 3)
CELERY_BEAT_SCHEDULE = {
    "give out again": {"task": "kb.tasks.jobs.give_out_again", "schedule": _OFTEN, "options": {"expires": _OFTEN}},
    "send again": {"task": "kb.tasks.notices.send_again", "schedule": _OFTEN, "options": {"expires": _OFTEN}},
    "forget": {"task": "kb.tasks.jobs.forget", "schedule": 3600, "options": {"expires": 3600}},
}
NOTIFY = environment.flag("KB_NOTIFY", default=True)  # word of the end of a job, sent to addresses that callers name
NOTIFY_LOOPBACK = DEBUG  # also to this machine, and there without HTTPS
MOST_WAITING = environment.whole("KB_THREADS", default=4) // 2  # requests that may wait for a job, of each process

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_questions": {"()": "kb.conf.logs.NoQuestions"}},
    "formatters": {"plain": {"()": "kb.conf.logs.PlainFormatter", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_questions"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("KB_LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "propagate": True}, "django.server": {"handlers": [], "propagate": True}},
}

if not DEBUG and len(SECRET_KEY) < 32:  # noqa: PLR2004 - characters that nobody guesses
    raise ImproperlyConfigured("KB_SECRET_KEY is too short: use at least 32 random characters.")
