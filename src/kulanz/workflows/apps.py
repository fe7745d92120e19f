from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "kulanz.workflows"
    label = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.workflows import followups, reactions

        reactions.install()
        followups.install()
