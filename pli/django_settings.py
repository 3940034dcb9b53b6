"""Django's settings, made from ours."""

import secrets

from pli.settings import load_settings
from storage.register.database import database_settings

_settings = load_settings()
# The desk makes this file before it starts; nobody else signs anything, so that a key of the moment does for them.
_key_file = _settings.data / "secrets" / "desk_key"
SECRET_KEY = _key_file.read_text(encoding="utf-8").strip() if _key_file.exists() else secrets.token_urlsafe(50)

DATABASES = {"default": database_settings(_settings.database)}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "storage.register",
    "desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
ROOT_URLCONF = "desk.urls"
ALLOWED_HOSTS = list(_settings.desk_hosts)
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the desk has three small files of its own: nothing to collect first

LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "dossiers"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True

USE_TZ = True
TIME_ZONE = _settings.timezone
LANGUAGE_CODE = "fr"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
