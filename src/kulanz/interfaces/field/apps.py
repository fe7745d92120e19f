from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FieldConfig(AppConfig):
    name = "kulanz.interfaces.field"
    label = "field"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.core.ui.menu import MenuItem, register
        from kulanz.stages.execution.permissions_of_reports import goes_on_tour

        # The way to the day on the device, also for those whose work begins elsewhere.
        tour = (_("Meine Tour"), "field:home", "route")
        work = pgettext_lazy("menu", "Ausführung")
        register(
            MenuItem("field", *tour, "portal", order=15, asks=goes_on_tour),
            MenuItem("field", *tour, "desk", order=23, group=work, shortcut="g j", asks=goes_on_tour),
        )
