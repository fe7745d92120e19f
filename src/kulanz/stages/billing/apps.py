from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "kulanz.stages.billing"
    label = "billing"
