"""Django's settings, made from ours."""

from pli.settings import load_settings
from storage.register.database import database_settings

_settings = load_settings()

DATABASES = {"default": database_settings(_settings.database)}
INSTALLED_APPS = ["storage.register"]
USE_TZ = True
TIME_ZONE = _settings.timezone
LANGUAGE_CODE = "fr"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
