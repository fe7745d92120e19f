from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "kulanz.workflows"
    label = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.workflows import (
            brands,
            certificates,
            followups,
            maintenance,
            offer_duties,
            option_duties,
            reactions,
            report_documents,
            service_offer_mails,
            statistics,
        )

        reactions.install()
        brands.install()
        followups.install()
        offer_duties.install()
        report_documents.install()
        option_duties.install()
        maintenance.install()
        service_offer_mails.install()
        statistics.install()
        certificates.install()
