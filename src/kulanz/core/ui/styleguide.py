"""All parts and some whole screens with invented data, for those who build screens; only while developing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kulanz.core import clock
from kulanz.core.ui.badges import Badge, Tone

PAGES: Final = ("index", "worklist", "case", "portal", "question", "check", "tracking", "login")

_OURS = Badge("Wir sind dran", Tone.INFO)
_CUSTOMER = Badge("Wartet auf Kunde", Tone.WAIT)
_DEALER = Badge("Wartet auf Händler", Tone.WAIT)
_LATE = Badge("Überfällig", Tone.DANGER)
_SOON = Badge("Heute fällig", Tone.WARN)
_DONE = Badge("Beendet", Tone.OK)

_KB, _MF, _TS = "Katrin Behrens", "Max Faust", "Tilda Sommer"

_CASES = (
    ("NB-2026-00412", "Drehstuhl Alva sinkt während des Sitzens ab", "Petra Lindqvist", _LATE, -26, _KB),
    ("NB-2026-00409", "Tischplatte Linea 180 löst sich am Rand", "Praxis Dr. Özdemir", _OURS, 3, _KB),
    ("NB-2026-00405", "Rollcontainer lässt sich nicht abschließen", "Stadtwerke Hell", _CUSTOMER, 30, _MF),
    ("NB-2026-00398", "Höhenverstellung reagiert nicht, Display zeigt E04", "Büro Thaler", _SOON, 5, _KB),
    ("NB-2026-00391", "Montage von 14 Arbeitsplätzen, 2. Etage", "Kanzlei Ahrens & Voß", _DEALER, 52, _TS),
    ("NB-2026-00387", "Armlehne gebrochen – Mitarbeiterin leicht verletzt", "Schule Am Deich", _LATE, -3, ""),
    ("NB-2026-00380", "Ersatzrollen für Hartboden nachbestellen", "Galerie Nordlicht", _DONE, 0, _MF),
    ("NB-2026-00377", "Akustikpaneel mit falscher Farbe geliefert", "Hotel Seeblick", _CUSTOMER, 76, _KB),
    ("NB-2026-00371", "Schranktür streift am Korpus", "Petra Lindqvist", _OURS, 20, _TS),
)  # fmt: skip


class ReportForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(label="Ihr Name")
    email = forms.EmailField(
        label="E-Mail-Adresse", required=False, help_text="Dorthin schicken wir den Link zu Ihrem Vorgang."
    )
    phone = forms.CharField(label="Telefon", required=False)
    zip_code = forms.CharField(label="Postleitzahl", max_length=5)
    city = forms.CharField(label="Ort")
    kind = forms.ChoiceField(
        label="Worum geht es?",
        widget=forms.RadioSelect,
        choices=(
            ("complaint", "Etwas ist kaputt oder fehlerhaft"),
            ("repair", "Ich möchte eine Reparatur beauftragen"),
            ("inquiry", "Ich habe eine Frage"),
        ),
        help_text="Wenn Sie unsicher sind, nehmen Sie das Erste.",
    )
    text = forms.CharField(label="Was ist passiert?", widget=forms.Textarea(attrs={"rows": 4}))
    team = forms.ChoiceField(label="Team", choices=(("n", "Nord"), ("s", "Süd")))
    safety = forms.BooleanField(label="Es besteht Gefahr für Personen", required=False)


def context(page: str) -> dict[str, Any]:
    """Invented data for one page."""
    now = clock.now()
    rows = [
        {
            "number": number,
            "subject": subject,
            "customer": customer,
            "badge": badge,
            "due": now + timedelta(hours=due),
            "late": due < 0,
            "owner": owner,
            "changed": now - timedelta(hours=index * 7 + 1),
        }
        for index, (number, subject, customer, badge, due, owner) in enumerate(_CASES)
    ]
    bound = ReportForm({"email": "falsch", "city": "Hellborn"})
    return {
        "page": page,
        "pages": PAGES,
        "rows": rows,
        "form": bound if page == "index" else ReportForm(),
        "now": now,
        "hour_ago": now - timedelta(hours=3),
        "yesterday": now - timedelta(days=1),
        "days_ago": now - timedelta(days=4),
        "weeks_ago": now - timedelta(days=40),
        "tomorrow": now + timedelta(hours=26),
        "tones": [(str(tone), f"tone-{tone}") for tone in Tone],
        "menu_counts": {"inbox": 12, "mine": 12, "unassigned": 4, "overdue": 2},
        "menu_current": "inbox",
        "steps": [
            {"title": "Gemeldet", "state": "done", "note": "Montag, 16. November"},
            {"title": "Geprüft", "state": "done", "note": "Wir erkennen Ihre Reklamation an."},
            {
                "title": "Ersatzteil unterwegs",
                "state": "now",
                "note": "Die Gasfeder kommt voraussichtlich am Mittwoch.",
            },
            {"title": "Erledigt", "state": "next", "note": "Danach fragen wir Sie, ob alles in Ordnung ist."},
        ],
    }


def page(request: HttpRequest, name: str = "index") -> HttpResponse:
    """One page of the style guide."""
    if name not in PAGES:
        raise Http404
    return render(request, f"ui/styleguide/{name}.html", context(name))
