from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "kulanz.interfaces.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.core.ui.menu import MenuItem, register

        lists = [
            ("mine", _("Meine"), "user-check", "g m"),
            ("team", _("Mein Team"), "users", "g t"),
            ("unassigned", _("Nicht zugewiesen"), "user-question", "g u"),
            ("waiting", _("Wartet auf andere"), "hourglass", "g w"),
            ("overdue", _("Überfällig"), "alarm", "g o"),
            ("follow_up", _("Wiedervorlage"), "calendar-event", "g f"),
            ("open", _("Alle offenen"), "inbox", "g a"),
            ("ended", _("Beendete"), "archive", "g e"),
            ("spam", _("Spam"), "spam", ""),
        ]
        register(
            *(
                MenuItem(
                    key,
                    label,
                    "desk:worklist",
                    icon,
                    "desk",
                    order=10 + position,
                    group=_("Vorgänge"),
                    shortcut=shortcut,
                    query=f"view={key}",
                )
                for position, (key, label, icon, shortcut) in enumerate(lists)
            )
        )
