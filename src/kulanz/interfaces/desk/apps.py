from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kulanz.interfaces.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
