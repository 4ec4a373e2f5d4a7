"""Settings, all from the environment; without any, a demo on this machine's loopback."""

import os
import secrets
from pathlib import Path

HERE = Path(os.environ.get("QUANCHENG_HOME", Path.cwd() / "var"))
PACKAGE = Path(__file__).parent.parent


def _secret_key() -> str:
    """The signing key: from the environment, else a file of its own, made at first use and readable only by us."""
    if key := os.environ.get("QUANCHENG_SECRET_KEY"):
        return key
    path = HERE / "secret_key"
    if not path.exists():
        HERE.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _database() -> dict:
    """SQLite beside us, or PostgreSQL by DATABASE_URL (postgresql://user:password@host/name, host may be a socket folder)."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        HERE.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("QUANCHENG_DB", str(HERE / "quancheng.sqlite3")),
            "CONN_MAX_AGE": None,  # opening the file again costs a request more than its queries do
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
            },
        }
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "quancheng"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        # short queries over few rows: compiling them costs more than running them
        "OPTIONS": {"options": "-c jit=off"},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("QUANCHENG_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("QUANCHENG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in ALLOWED_HOSTS if host not in ("127.0.0.1", "localhost", "[::1]", "testserver")
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# doors, then rooms, then the trunk from the top down: nobody imports upwards
INSTALLED_APPS = [
    "quancheng.doors.frame",
    "quancheng.doors.desk",
    "quancheng.doors.pocket",
    "quancheng.doors.portal",
    "quancheng.demo",
    "quancheng.rooms.register",
    "quancheng.rooms.suggestions",
    "quancheng.rooms.rulebook",
    "quancheng.papers.archive",
    "quancheng.papers",
    "quancheng.procedure",
    "quancheng.record",
    "quancheng.roster",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "quancheng.doors.frame.middleware.CleanInput",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "quancheng.doors.frame.middleware.ActorOfToday",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "quancheng.site.urls"
WSGI_APPLICATION = "quancheng.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "quancheng.doors.frame.context.shell",
            ],
            "builtins": ["quancheng.doors.frame.templatetags.q"],
        },
    }
]

AUTH_USER_MODEL = "roster.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "quancheng.doors.frame.login.PasswordBackend",
    "quancheng.doors.frame.second_factor.CodeBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# argon2 with a budget of about 50 ms: 450 log-ins at nine o'clock must not take minutes
PASSWORD_HASHERS = ["quancheng.doors.frame.login.QuickArgon2", "django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
SESSION_ENGINE = "quancheng.roster.access.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "quancheng.doors.frame.login.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["login", "password", "code", "account"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # every log-in is a row of our own, which its owner sees

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HERE / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = HERE / "files"
QUANCHENG_HOME = HERE
QUANCHENG_KEYS = os.environ.get("QUANCHENG_KEYS", "")  # the folder of the key of personal data; "" = keys in HOME
# where codes on papers lead, e.g. https://rd.example.gov.cn
QUANCHENG_ADDRESS = os.environ.get("QUANCHENG_ADDRESS", "")
QUANCHENG_UPLOAD_LIMIT = 20 * 2**20
QUANCHENG_UPLOAD_TYPES = {
    ".jpg",
    ".jpeg",
    ".png",
    ".heic",
    ".heif",
    ".webp",
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".csv",
    ".ods",
    ".txt",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
FORM_RENDERER = "quancheng.doors.frame.forms.Renderer"

CSRF_FAILURE_VIEW = "quancheng.doors.frame.errors.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("QUANCHENG_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SILENCED_SYSTEM_CHECKS = ["axes.W003", "security.W019"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
