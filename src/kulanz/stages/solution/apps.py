from django.apps import AppConfig


class SolutionConfig(AppConfig):
    name = "kulanz.stages.solution"
    label = "solution"
