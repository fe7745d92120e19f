from django.apps import AppConfig


class ExecutionConfig(AppConfig):
    name = "kulanz.stages.execution"
    label = "execution"

    def ready(self) -> None:
        from kulanz.cases.others_work import register_others_work
        from kulanz.stages.execution.permissions_of_houses import files_of_others

        register_others_work(files_of_others)
