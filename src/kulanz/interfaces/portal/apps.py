from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "kulanz.interfaces.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.core.ui.menu import MenuItem, register

        dealer = frozenset({"dealer"})
        register(
            MenuItem("cases", _("Vorgänge"), "portal:home", "inbox", "portal", order=10, shortcut="g v"),
            MenuItem("new", _("Neu melden"), "portal:new_case", "plus", "portal", roles=dealer, order=20),
            MenuItem(
                "visits",
                _("Einsätze"),
                "portal:visits",
                "calendar-event",
                "portal",
                roles=dealer,
                order=24,
            ),
            MenuItem(
                "cockpit",
                _("Auswertung"),
                "portal:cockpit",
                "chart-bar",
                "portal",
                roles=dealer,
                order=28,
            ),
            MenuItem(
                "service_offers",
                _("Wartung anbieten"),
                "portal:service_offers",
                "file-certificate",
                "portal",
                roles=dealer,
                order=26,
            ),
            MenuItem(
                "house", _("Ihr Haus"), "portal:house", "building-store", "portal", roles=dealer, order=30
            ),
            MenuItem("help", _("Hilfe"), "portal:help", "lifebuoy", "portal", order=40),
        )
