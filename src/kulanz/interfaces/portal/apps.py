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
                "house", _("Ihr Haus"), "portal:house", "building-store", "portal", roles=dealer, order=30
            ),
        )
