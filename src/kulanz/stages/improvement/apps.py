from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "kulanz.stages.improvement"
    label = "improvement"
