"""The Django app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "storage.register"
    label = "register"
    verbose_name = "Registre"
    default_auto_field = "django.db.models.BigAutoField"
