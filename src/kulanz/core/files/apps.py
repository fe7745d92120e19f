from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "kulanz.core.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
