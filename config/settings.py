"""Django settings. Everything that differs between machines comes through `config.environment`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_stubs_ext
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from config.embedded.home import Home
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey
from config.environment import PROJECT_DIR, parse_database_url, read_environment
from config.observability.logs import logging_settings
from config.schedule import BEAT_SCHEDULE
from config.sign_on.providers import sign_on_providers

django_stubs_ext.monkeypatch()

ENVIRONMENT = read_environment()
BASE_DIR: Path = PROJECT_DIR
HOME_DIR: Path = ENVIRONMENT.home
EXPORT_LICENCE: str = ENVIRONMENT.licence
GRAPH_RATE: int = ENVIRONMENT.graph_rate
WEBHOOK_NETWORKS: tuple[str, ...] = ENVIRONMENT.webhook_networks
WATCHERS: int = ENVIRONMENT.watchers

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.trusted_origins)

INSTALLED_APPS = [
    "config",  # first: its commands come before Django's of the same name
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "taxonomy",
    "kgraph",
    "models_lstm",
]
MIDDLEWARE = [
    "config.observability.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kgraph.api.door.GraphDoor",
    "taxonomy.api.desk_door.DeskDoor",
    "config.static.StaticMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

EMBEDDED = Home(HOME_DIR)
_database = parse_database_url(ENVIRONMENT.database_url or Postgres(EMBEDDED).url())
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.name,
        "USER": _database.user,
        "PASSWORD": _database.password,
        "HOST": _database.host,
        "PORT": _database.port,
        "OPTIONS": {**_database.options, "connect_timeout": 5, "application_name": "titleloom"},
        # A request thread keeps its connection: opening one costs more than most requests.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "taxonomy.Person"
AUTHENTICATION_BACKENDS = ["taxonomy.api.authentication.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Single sign-on: allauth speaks OpenID Connect, `config.sign_on` says who is let in. Off without a provider.
SIGN_ON = ENVIRONMENT.sign_on
SOCIALACCOUNT_ADAPTER = "config.sign_on.adapter.SignOnAdapter"
SOCIALACCOUNT_PROVIDERS = sign_on_providers(SIGN_ON)
SOCIALACCOUNT_STORE_TOKENS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.production else "http"

REDIS_URL = ENVIRONMENT.redis_url or Valkey(EMBEDDED).url()
CACHES = {
    "default": {
        "BACKEND": "config.valkey_cache.ValkeyCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"titleloom:{ENVIRONMENT.scratch}" if ENVIRONMENT.scratch else "titleloom",
        # Rides out a restart of the server (about half a second) instead of failing.
        "OPTIONS": {
            "socket_connect_timeout": 2,
            "socket_timeout": 2,
            "retry": Retry(ExponentialBackoff(base=0.05, cap=0.4), 6),
        },
    }
}
# The session's record is the database; Valkey only spares the read.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "titleloom_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "titleloom_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.production
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.production:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 30

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME_DIR / "static"
UI_DIST = PROJECT_DIR / "frontend" / "dist"
STATICFILES_DIRS = [("ui", UI_DIST)] if UI_DIST.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "artifacts": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(HOME_DIR / "artifacts")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "taxonomy.api.authentication.BearerAuthentication",
        "taxonomy.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["taxonomy.api.permissions.Nobody"],
    "DEFAULT_RENDERER_CLASSES": ["taxonomy.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["taxonomy.api.parsers.OrjsonParser"],
    "DEFAULT_PAGINATION_CLASS": "taxonomy.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "taxonomy.api.problems.problem_response",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Titleloom",
    # `fields` cannot be a parameter in the schema: an answer without required parts would be no such answer.
    "DESCRIPTION": (
        "A job title taxonomy with people in the loop, and the knowledge graph that comes of it.\n\n"
        "Answers about concepts, and those of `suggest`, `normalize`, `expand`, `path` and `neighbourhood` can be cut"
        " down: with `fields=terms.text,terms.weight` in the address, only these parts come, and `release`."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.schema.tell_what_is_shared",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RelationEnum": "taxonomy.core.relations.RELATIONS",
        "AnswerEnum": "taxonomy.api.shapes.ANSWERS",
        "RunStateEnum": "models_lstm.api.runs.STATES",
        "InvitationStateEnum": "taxonomy.selectors.invitations.STATES",
        "StoredRelationEnum": "taxonomy.core.relations.STORED_RELATIONS",
        "FeedbackKindEnum": "kgraph.models.Feedback.Kind",
        "ChangeKindEnum": "kgraph.api.change_shapes.KINDS",
        "NoticeKindEnum": "kgraph.core.notices.NAMES",
    },
}

CELERY_BROKER_URL = (
    "memory://localhost/" if ENVIRONMENT.scratch else REDIS_URL.replace("unix://", "redis+socket://", 1)
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"models_lstm.tasks.*": {"queue": "training"}}
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 12 * 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"

CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 3,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
# A stop waits so many seconds for what is running, then hands it back to the queue.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5.0
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = False
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

LOGGING = logging_settings()

# The houses reach each other only through ports that are named here (see taxonomy.gate, taxonomy.learner).
TITLELOOM_GRAPH_GATE = "kgraph.gate.KnowledgeGraphGate"
TITLELOOM_LEARNER_GATE = "models_lstm.gate.Encoders"
TITLELOOM_LEASE_SECONDS = 300
TITLELOOM_OVERLAP_SHARE = 0.1
