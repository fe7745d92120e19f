from django.apps import AppConfig


class ExecutionConfig(AppConfig):
    name = "kulanz.stages.execution"
    label = "execution"
