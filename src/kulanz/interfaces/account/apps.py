from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "kulanz.interfaces.account"
    label = "kulanz_account"  # "account" is taken by the login library
    default_auto_field = "django.db.models.BigAutoField"
