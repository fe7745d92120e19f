from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeskConfig(AppConfig):
    name = "kulanz.interfaces.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.core.ui.menu import MenuItem, register
        from kulanz.stages.improvement.permissions import STATISTICS_STAFF_MAY, StatisticsAction

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
        register(
            MenuItem(
                "dashboard",
                _("Dashboard"),
                "desk:dashboard",
                "layout-dashboard",
                "desk",
                order=5,
                shortcut="g d",
            )
        )
        register(
            MenuItem(
                "letters",
                _("Zu drucken"),
                "desk:letters",
                "printer",
                "desk",
                order=30,
                group=_("Post"),
                shortcut="g p",
            )
        )
        register(
            MenuItem(
                "orders",
                _("Aufträge"),
                "desk:orders",
                "truck-delivery",
                "desk",
                order=25,
                group=pgettext_lazy("menu", "Ausführung"),
                shortcut="g r",
            )
        )
        register(
            MenuItem(
                "board",
                _("Einsatzplan"),
                "desk:board",
                "calendar-event",
                "desk",
                order=24,
                group=pgettext_lazy("menu", "Ausführung"),
                shortcut="g k",
            )
        )
        register(
            MenuItem(
                "approvals",
                _("Freigaben"),
                "desk:approvals",
                "checklist",
                "desk",
                roles=frozenset({"agent", "lead", "division", "executive"}),
                order=15,
                group=_("Vorgänge"),
                shortcut="g y",
            )
        )
        register(
            MenuItem(
                "offers",
                _("Angebote"),
                "desk:offers",
                "tag",
                "desk",
                order=26,
                group=pgettext_lazy("menu", "Ausführung"),
                shortcut="g n",
            ),
            MenuItem(
                "credits",
                _("Gutschriften"),
                "desk:credits",
                "receipt-refund",
                "desk",
                order=27,
                group=pgettext_lazy("menu", "Ausführung"),
                shortcut="g c",
            ),
        )
        register(
            MenuItem(
                "reports",
                _("Serviceberichte"),
                "desk:reports",
                "report",
                "desk",
                order=28,
                group=pgettext_lazy("menu", "Ausführung"),
                shortcut="g b",
            ),
            MenuItem(
                "devices",
                _("Geräte der Techniker"),
                "desk:devices",
                "device-mobile",
                "desk",
                roles=frozenset({"lead", "administrator"}),
                order=89,
                group=_("Verwaltung"),
            ),
        )
        resources = [
            ("maintenance", _("Wartungspläne"), "desk:maintenance", "calendar-time"),
            ("service_offers", _("Wartungsangebote"), "desk:service_offers", "file-certificate"),
            ("vehicles", _("Fahrzeuge"), "desk:vehicles", "truck"),
            ("tools", _("Spezialwerkzeuge"), "desk:tools", "tools"),
        ]
        register(
            *(
                MenuItem(
                    key,
                    label,
                    url,
                    icon,
                    "desk",
                    order=30 + position,
                    group=pgettext_lazy("menu", "Ausführung"),
                )
                for position, (key, label, url, icon) in enumerate(resources)
            )
        )
        statistics = [
            ("complaint_rate", _("Reklamationsquote"), "desk:complaint_rate", "chart-bar", "READ"),
            ("simulation", _("Simulation"), "desk:simulation", "scale", "SIMULATE"),
            ("decided", _("Entschieden gegen günstigste"), "desk:decided", "report-analytics", "SIMULATE"),
            (
                "dealer_figures",
                pgettext_lazy("several", "Fachhandelspartner"),
                "desk:dealer_figures",
                "building-store",
                "READ_DEALERS",
            ),
            ("sales", _("Verkaufszahlen"), "desk:sales", "file-import", "IMPORT_SALES"),
            ("part_sales", _("Ersatzteilverkäufe"), "desk:part_sales", "file-import", "IMPORT_SALES"),
            ("factory_prices", _("Preisliste Kundendienst"), "desk:factory_prices", "tag", "PUBLISH_PRICES"),
        ]
        register(
            *(
                MenuItem(
                    key,
                    label,
                    url,
                    icon,
                    "desk",
                    roles=frozenset(role.value for role in STATISTICS_STAFF_MAY[StatisticsAction[action]]),
                    order=40 + position,
                    group=_("Auswertung"),
                )
                for position, (key, label, url, icon, action) in enumerate(statistics)
            )
        )
        mail_workers = frozenset({"agent", "lead", "division", "executive", "administrator"})
        register(
            MenuItem(
                "quarantine",
                _("Quarantäne"),
                "desk:admin_quarantine",
                "quarantine",
                "desk",
                roles=mail_workers,
                order=31,
                group=_("Post"),
            )
        )
        keepers = frozenset({"lead", "division", "quality", "finance", "administrator"})
        masterdata_roles = {
            "masterdata_safety": frozenset[str](),
            "masterdata_partners": frozenset({"lead", "division", "administrator"}),
        }
        masterdata = [
            ("masterdata_costs", _("Kosten"), "desk:cost_kinds", "coin"),
            ("masterdata_goods", _("Ware"), "desk:articles", "packages"),
            ("masterdata_deciding", pgettext_lazy("menu", "Entscheiden"), "desk:remedies", "checklist"),
            ("masterdata_partners", pgettext_lazy("several", "Händler"), "desk:dealers", "building-store"),
            ("masterdata_safety", _("Techniker und Sicherheit"), "desk:technicians", "certificate"),
        ]
        register(
            *(
                MenuItem(
                    key,
                    label,
                    url,
                    icon,
                    "desk",
                    roles=masterdata_roles.get(key, keepers),
                    order=60 + position,
                    group=_("Stammdaten"),
                )
                for position, (key, label, url, icon) in enumerate(masterdata)
            )
        )
        screens = [
            ("admin", _("Übersicht"), "desk:admin", "layout-dashboard"),
            ("admin_tenant", _("Mandant und Marke"), "desk:admin_tenant_start", "palette"),
            ("admin_people", _("Personen und Rechte"), "desk:admin_people", "users"),
            ("admin_parties", _("Kunden und Partner"), "desk:admin_parties", "building-store"),
            ("admin_mailboxes", _("Postfächer"), "desk:admin_mailboxes", "mail"),
            ("admin_erp", _("Warenwirtschaft"), "desk:admin_erp", "arrows-exchange"),
            ("admin_partners", _("Austausch mit Partnern"), "desk:admin_partners", "file-import"),
            ("admin_words", _("Texte und Regeln"), "desk:admin_wording", "writing"),
            ("admin_queues", _("Warteschlangen"), "desk:admin_transmissions", "stack-2"),
            ("admin_privacy", _("Datenschutz"), "desk:admin_privacy", "shield"),
        ]
        register(
            *(
                MenuItem(
                    key,
                    label,
                    url,
                    icon,
                    "desk",
                    roles=frozenset({"administrator"}),
                    order=80 + position,
                    group=_("Verwaltung"),
                )
                for position, (key, label, url, icon) in enumerate(screens)
            )
        )
