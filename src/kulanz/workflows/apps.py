from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "kulanz.workflows"
    label = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.workflows import followups, offer_duties, reactions, statistics

        reactions.install()
        followups.install()
        offer_duties.install()
        statistics.install()
