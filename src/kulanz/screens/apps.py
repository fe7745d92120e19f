from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "kulanz.screens"
    label = "screens"
