"""Every page with something to look at: its name in the user guide, who sees it, and where it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import (
    Article,
    CostKind,
    Executor,
    FailureCode,
    FreightUnit,
    ProductGroup,
)
from kulanz.stages.contact.models import Mailbox
from kulanz.stages.solution.models import Remedy
from tests.browser.pages_of_contracts import contract_pages
from tests.browser.pages_of_field import field_pages
from tests.browser.pages_of_reports import report_pages
from tests.browser.pages_of_service import service_pages
from tests.browser.pages_of_skills import skill_pages
from tests.browser.pages_of_visits import visit_pages
from tests.browser.subjects import Subjects, find_subjects
from tests.live import LiveServer

PASSWORD = "kulanz-demo"
GUEST = ""
AGENT = "agent@nordbruck.example"
ADMINISTRATOR = "admin@nordbruck.example"
LEAD = "lead@nordbruck.example"
DEALER = "inga.thiesbrummel@raumwerk-wessendorf.example"
TECHNICIAN = "nadja@montagedienst-rheinbogen.example"
_WHO = {"agent": AGENT, "lead": LEAD, "administrator": ADMINISTRATOR, "dealer": DEALER, "": GUEST}
FACTORY_TECHNICIAN = "technik@nordbruck.example"
# Of the pages that come from elsewhere, those the guide shows.
_GUIDED = frozenset({
    *("portal-contract", "portal-help", "public-option", "dealer", "option-round"),
    *("master-certificates", "master-uncovered", "desk-board", "desk-visit", "desk-report", "desk-vehicle"),
    *("public-appointment-choice", "field-tour", "field-visit", "field-parts", "field-signature"),
})  # fmt: skip


@dataclass(frozen=True)
class Sight:
    """`in_guide` False: looked at like every page, but no picture of it is kept."""

    name: str
    who: str
    path: str
    in_guide: bool = True


def sights(server: LiveServer) -> list[Sight]:
    """The pages, each with what of the demo fills it."""
    with server.opened(), tenant_context(None):
        tenant = Tenant.objects.get(slug="nordbruck")
        with tenant_context(tenant.pk):
            found = find_subjects(AGENT, DEALER)
            freight = CostKind.objects.get(code="pick_up").pk
            details = _details("/desk/stammdaten/")
            mailbox = Mailbox.objects.order_by("pk")[0].pk
            elsewhere = [
                *_of(LEAD, "/desk/stammdaten/", skill_pages()),
                *_of(AGENT, "/desk/", visit_pages(tenant)),
                *_of(LEAD, "/desk/", report_pages(tenant)),
                *_of(FACTORY_TECHNICIAN, "", field_pages(tenant, FACTORY_TECHNICIAN)),
            ]
            for name, who, path in [*contract_pages(tenant), *service_pages(tenant)]:
                elsewhere += _of(_WHO[who], "", [(name, path)])
    return [
        *_public(found),
        *_statistics("/desk/auswertung/", found),
        *_desk(found),
        *_deciding_desk(found),
        *_portal(found),
        *_costs("/desk/stammdaten/", freight),
        *_deciding("/desk/stammdaten/"),
        *details,
        *elsewhere,
        *_office("/desk/verwaltung/", found),
        *_unseen_office("/desk/verwaltung/", found, mailbox),
        *_unseen_account("/konto/"),
    ]


def _of(who: str, base: str, pages: Iterable[tuple[str, str]]) -> list[Sight]:
    return [Sight(name, who, base + path, in_guide=name in _GUIDED) for name, path in pages]


def _desk(found: Subjects) -> list[Sight]:
    return [
        Sight("account-security", AGENT, "/konto/sicherheit/"),
        Sight("desk-worklist", AGENT, "/desk/?view=open"),
        Sight("desk-search", AGENT, "/desk/suche/?q=Stuhl"),
        Sight("desk-new-case", AGENT, "/desk/neu/"),
        Sight("desk-case", AGENT, found.case),
        Sight("desk-protocol", AGENT, f"{found.case}protokoll/"),
        Sight("desk-edit", AGENT, f"{found.case}bearbeiten/"),
        Sight("desk-position", AGENT, f"{found.case}position/"),
        Sight("desk-split", AGENT, f"{found.case}aufteilen/"),
        Sight("desk-letter", AGENT, f"{found.case}brief/"),
        Sight("desk-sent", AGENT, found.sent),
        Sight("desk-letters", AGENT, "/desk/briefe/"),
    ]


def _deciding_desk(found: Subjects) -> list[Sight]:
    return [
        Sight("desk-dashboard", AGENT, "/desk/dashboard/"),
        Sight("desk-waiting-for-photos", AGENT, "/desk/dashboard/fotos/", in_guide=False),
        Sight("desk-comparison", AGENT, found.comparison),
        Sight("desk-comparison-safety", AGENT, found.safety),
        Sight("desk-decision", AGENT, found.decision),
        Sight("desk-approvals", LEAD, "/desk/freigaben/"),
        Sight("desk-offers", AGENT, "/desk/angebote/"),
        Sight("desk-offer", AGENT, found.offer),
        Sight("desk-credits", LEAD, "/desk/gutschriften/"),
        Sight("desk-credit", LEAD, found.credit),
        Sight("desk-orders", AGENT, "/desk/auftraege/?view=all"),
        Sight("desk-order", AGENT, found.order),
    ]


def _portal(found: Subjects) -> list[Sight]:
    return [
        Sight("portal-home", DEALER, "/portal/"),
        Sight("portal-kind", DEALER, "/portal/neu/"),
        Sight("portal-new-case", DEALER, "/portal/neu/abcdefghijklmnopqrstuv/?art=complaint"),
        Sight("portal-case", DEALER, found.dealt),
        Sight("portal-house", DEALER, "/portal/haus/"),
        Sight("portal-exchange", DEALER, "/portal/austausch/", in_guide=False),
        Sight("portal-technicians", DEALER, "/portal/haus/techniker/"),
        Sight("portal-cockpit", DEALER, "/portal/auswertung/"),
        Sight("portal-make-or-buy", DEALER, "/portal/auswertung/selbst-oder-werk/"),
        Sight("portal-own-rates", DEALER, "/portal/auswertung/saetze/", in_guide=False),
        Sight("portal-technician", TECHNICIAN, "/portal/"),
    ]


def _office(office: str, found: Subjects) -> list[Sight]:
    return [
        Sight("admin-overview", ADMINISTRATOR, office),
        Sight("admin-tenant", ADMINISTRATOR, f"{office}mandant/"),
        Sight("admin-people", ADMINISTRATOR, f"{office}personen/"),
        Sight("admin-person", ADMINISTRATOR, f"{office}personen/{found.agent}/"),
        Sight("admin-invite", ADMINISTRATOR, f"{office}personen/neu/staff/"),
        Sight("admin-requests", ADMINISTRATOR, f"{office}personen/antraege/"),
        Sight("admin-teams", ADMINISTRATOR, f"{office}personen/teams/"),
        Sight("admin-rights", ADMINISTRATOR, f"{office}personen/rechte/"),
        Sight("admin-parties", ADMINISTRATOR, f"{office}adressen/"),
        Sight("admin-party", ADMINISTRATOR, f"{office}adressen/{found.party}/"),
        Sight("admin-mailboxes", ADMINISTRATOR, f"{office}postfaecher/"),
        Sight("admin-erp", ADMINISTRATOR, f"{office}warenwirtschaft/"),
        Sight("admin-partners", ADMINISTRATOR, f"{office}austausch/", in_guide=False),
        Sight("admin-new-partner", ADMINISTRATOR, f"{office}austausch/neu/", in_guide=False),
        Sight("admin-wording", ADMINISTRATOR, f"{office}texte/"),
        Sight("admin-promises", ADMINISTRATOR, f"{office}texte/zusagen/"),
        Sight("admin-assignment", ADMINISTRATOR, f"{office}texte/zuweisung/"),
        Sight("admin-texts", ADMINISTRATOR, f"{office}texte/bausteine/"),
        Sight("admin-letter-texts", ADMINISTRATOR, f"{office}texte/briefe/"),
        Sight("admin-letter-text", ADMINISTRATOR, f"{office}texte/briefe/photo_request/de/"),
        Sight("admin-queues", ADMINISTRATOR, f"{office}warteschlangen/"),
        Sight("admin-outgoing", ADMINISTRATOR, f"{office}warteschlangen/ausgang/"),
        Sight("admin-quarantine", ADMINISTRATOR, f"{office}warteschlangen/quarantaene/"),
        Sight("admin-privacy", ADMINISTRATOR, f"{office}datenschutz/"),
    ]


def _unseen_office(office: str, found: Subjects, mailbox: int) -> list[Sight]:
    paths = {
        "admin-address": "mandant/adresse/",
        "admin-brand": "mandant/marke/",
        "admin-letterhead": "mandant/briefe/",
        "admin-contact": "mandant/kontakt/",
        "admin-law": "mandant/recht/",
        "admin-rules": "mandant/regeln/",
        "admin-new-party": "adressen/neu/",
        "admin-mailbox": f"postfaecher/{mailbox}/",
        "admin-new-mailbox": "postfaecher/neu/",
        "admin-text": f"texte/bausteine/{found.text}/",
        "admin-new-text": "texte/bausteine/neu/",
        "admin-consistency": "warteschlangen/pruefung/",
        "admin-raw-mail": f"warteschlangen/quarantaene/{found.raw_mail}/",
        "admin-erase": f"datenschutz/{found.party}/loeschen/",
    }
    return [Sight(name, ADMINISTRATOR, office + path, in_guide=False) for name, path in paths.items()]


def _unseen_account(account: str) -> list[Sight]:
    return [
        Sight("account-applied", GUEST, f"{account}zugang-beantragen/danke/", in_guide=False),
        Sight("account-password", AGENT, f"{account}kennwort/", in_guide=False),
        Sight("account-app", AGENT, f"{account}zweiter-faktor/app/", in_guide=False),
        Sight("public-renewed", GUEST, "/stand/gesendet/", in_guide=False),
    ]


def _details(master: str) -> list[Sight]:
    """The forms behind the lists of the master data."""
    paths = {
        "master-article": f"artikel/{Article.objects.exclude(cost_price=None).order_by('pk')[0].pk}/",
        "master-cost-kind": f"kostenarten/{CostKind.objects.get(code='pick_up').pk}/bearbeiten/",
        "master-new-exchange-rate": "wechselkurse/neu/",
        "master-freight-unit": f"frachteinheiten/{FreightUnit.objects.order_by('pk')[0].pk}/",
        "master-remedy": f"massnahmen/{Remedy.objects.order_by('pk')[0].pk}/",
        "master-executor": f"ausfuehrende/{Executor.objects.order_by('pk')[0].pk}/",
        "master-failure-code": f"fehlercodes/{FailureCode.objects.order_by('pk')[0].pk}/",
        "master-new-failure-code": "fehlercodes/neu/",
        "master-product-group": f"produktgruppen/{ProductGroup.objects.order_by('pk')[0].pk}/",
        "master-new-product-group": "produktgruppen/neu/",
        "master-new-supplier": "lieferanten/neu/",
    }
    return [Sight(name, ADMINISTRATOR, master + path, in_guide=False) for name, path in paths.items()]


def _costs(master: str, kind: int) -> list[Sight]:
    return [
        Sight("master-cost-kinds", ADMINISTRATOR, f"{master}kostenarten/"),
        Sight("master-new-cost-kind", ADMINISTRATOR, f"{master}kostenarten/neu/"),
        Sight("master-rates", ADMINISTRATOR, f"{master}kostenarten/{kind}/"),
        Sight("master-rate", ADMINISTRATOR, f"{master}kostenarten/{kind}/satz/?country=DE"),
        Sight("master-unit-rates", ADMINISTRATOR, f"{master}kostenarten-fe/"),
        Sight("master-exchange-rates", ADMINISTRATOR, f"{master}wechselkurse/"),
        Sight("master-lists", ADMINISTRATOR, f"{master}listen/"),
        Sight("master-articles", ADMINISTRATOR, f"{master}artikel/"),
        Sight("master-new-article", ADMINISTRATOR, f"{master}artikel/neu/"),
        Sight("master-article-list", ADMINISTRATOR, f"{master}artikel/liste/"),
        Sight("master-freight-units", ADMINISTRATOR, f"{master}frachteinheiten/"),
        Sight("master-weight-classes", ADMINISTRATOR, f"{master}gewichtsklassen/"),
    ]


def _deciding(master: str) -> list[Sight]:
    return [
        Sight("master-remedies", ADMINISTRATOR, f"{master}massnahmen/"),
        Sight("master-new-remedy", ADMINISTRATOR, f"{master}massnahmen/neu/"),
        Sight("master-matrix", ADMINISTRATOR, f"{master}massnahme-kostenart/"),
        Sight("master-reasons", ADMINISTRATOR, f"{master}gruende/"),
        Sight("master-limits", ADMINISTRATOR, f"{master}grenzen/"),
        Sight("master-recommending", ADMINISTRATOR, f"{master}empfehlung/"),
        Sight("master-executors", ADMINISTRATOR, f"{master}ausfuehrende/"),
        Sight("master-new-executor", ADMINISTRATOR, f"{master}ausfuehrende/neu/"),
        Sight("master-failure-codes", ADMINISTRATOR, f"{master}fehlercodes/"),
        Sight("master-failure-code-list", ADMINISTRATOR, f"{master}fehlercodes/liste/"),
        Sight("master-product-groups", ADMINISTRATOR, f"{master}produktgruppen/"),
        Sight("master-suppliers", ADMINISTRATOR, f"{master}lieferanten/"),
    ]


def _statistics(statistics: str, found: Subjects) -> list[Sight]:
    dealer = f"{statistics}fachhandelspartner/?haendler={found.house}"
    return [
        Sight("statistics-rate", LEAD, f"{statistics}quote/"),
        Sight("statistics-rate-by-group", LEAD, f"{statistics}quote/?liste=group&zaehlung=accepted"),
        Sight("statistics-rate-cases", LEAD, f"{statistics}quote/vorgaenge/?zaehlung=accepted"),
        Sight("statistics-simulation", LEAD, f"{statistics}simulation/?regel=cheapest&plus-pick_up=10"),
        Sight("statistics-simulation-asking", LEAD, f"{statistics}simulation/", in_guide=False),
        Sight("statistics-decided", LEAD, f"{statistics}entscheidungen/"),
        Sight("statistics-decided-cases", LEAD, f"{statistics}entscheidungen/vorgaenge/", in_guide=False),
        Sight("statistics-dealer", LEAD, dealer, in_guide=False),
        Sight("statistics-prices", LEAD, f"{statistics}preisliste/", in_guide=False),
        Sight("statistics-part-sales", LEAD, f"{statistics}ersatzteilverkaeufe/", in_guide=False),
        Sight("statistics-sales", LEAD, f"{statistics}verkaufszahlen/"),
    ]


def _public(found: Subjects) -> list[Sight]:
    return [
        Sight("public-home", GUEST, "/"),
        Sight("public-report", GUEST, "/melden/"),
        Sight("public-imprint", GUEST, "/impressum/"),
        Sight("public-privacy", GUEST, "/datenschutz/"),
        Sight("public-accessibility", GUEST, "/barrierefreiheit/"),
        Sight("public-renew", GUEST, "/stand/"),
        Sight("public-case", GUEST, found.public_case),
        Sight("public-withdrawal", GUEST, f"{found.public_case}zurueckziehen/"),
        Sight("public-offer", GUEST, found.public_offer),
        Sight("public-account", GUEST, found.public_account),
        Sight("public-order", GUEST, found.public_order),
        Sight("public-order-answer", GUEST, f"{found.public_order}annehmen/"),
        Sight("account-login", GUEST, "/konto/anmelden/"),
        Sight("account-reset", GUEST, "/konto/kennwort/vergessen/"),
        Sight("account-apply", GUEST, "/konto/zugang-beantragen/"),
    ]
