"""Every page with something to look at: its name in the user guide, who sees it, and where it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.parties.models import Membership
from kulanz.workflows.links import issue_case_link
from tests.browser.orders import order_at_a_firm
from tests.live import LiveServer

PASSWORD = "kulanz-demo"
GUEST = ""
AGENT = "agent@nordbruck.example"
ADMINISTRATOR = "admin@nordbruck.example"
LEAD = "lead@nordbruck.example"
DEALER = "inga.thiesbrummel@raumwerk-wessendorf.example"
TECHNICIAN = "nadja@montagedienst-rheinbogen.example"


@dataclass(frozen=True)
class Sight:
    name: str
    who: str
    path: str


def sights(server: LiveServer) -> list[Sight]:
    """The pages, with the most talkative open case of each interface."""
    with server.opened(), tenant_context(None):
        tenant = Tenant.objects.get(slug="nordbruck")
        with tenant_context(tenant.pk):
            lively = Case.objects.filter(step="in_progress", is_spam=False, merged_into=None).annotate(
                words=Count("messages")
            )
            agent = Membership.objects.get(user__email=AGENT)
            desk = (lively.filter(owner=agent) or lively).order_by("-words", "pk")[0]
            house = Membership.objects.get(user__email=DEALER).organisation_id
            dealt = lively.filter(dealer_id=house).order_by("-words", "pk")[0]
            tracked = lively.exclude(customer=None).order_by("-words", "pk")[0]
            link = issue_case_link(
                case=tracked, party_id=tracked.customer_id, address="kundin@post.example", at=clock.now()
            )
            party = tracked.customer_id
            freight = CostKind.objects.get(code="pick_up").pk
            order, firm = order_at_a_firm(tracked)
    public_case = "/" + link.split("/", 3)[3]
    case = f"/desk/vorgang/{desk.number}/"
    office = "/desk/verwaltung/"
    return [
        *_public(public_case),
        *_statistics("/desk/auswertung/"),
        Sight("account-security", AGENT, "/konto/sicherheit/"),
        Sight("desk-worklist", AGENT, "/desk/?view=open"),
        Sight("desk-search", AGENT, "/desk/suche/?q=Stuhl"),
        Sight("desk-new-case", AGENT, "/desk/neu/"),
        Sight("desk-case", AGENT, case),
        Sight("desk-protocol", AGENT, f"{case}protokoll/"),
        Sight("desk-edit", AGENT, f"{case}bearbeiten/"),
        Sight("desk-position", AGENT, f"{case}position/"),
        Sight("desk-split", AGENT, f"{case}aufteilen/"),
        Sight("desk-letter", AGENT, f"{case}brief/"),
        Sight("desk-sent", AGENT, f"{case}versand/"),
        Sight("desk-letters", AGENT, "/desk/briefe/"),
        Sight("desk-offers", AGENT, "/desk/angebote/"),
        Sight("desk-credits", AGENT, "/desk/gutschriften/"),
        Sight("desk-orders", AGENT, "/desk/auftraege/?view=all"),
        Sight("desk-order", AGENT, order),
        Sight("public-order", GUEST, firm),
        Sight("public-order-answer", GUEST, f"{firm}annehmen/"),
        Sight("portal-home", DEALER, "/portal/"),
        Sight("portal-kind", DEALER, "/portal/neu/"),
        Sight("portal-new-case", DEALER, "/portal/neu/abcdefghijklmnopqrstuv/?art=complaint"),
        Sight("portal-case", DEALER, f"/portal/vorgang/{dealt.number}/"),
        Sight("portal-house", DEALER, "/portal/haus/"),
        Sight("portal-technician", TECHNICIAN, "/portal/"),
        *_costs("/desk/stammdaten/", freight),
        *_deciding("/desk/stammdaten/"),
        Sight("admin-overview", ADMINISTRATOR, office),
        Sight("admin-tenant", ADMINISTRATOR, f"{office}mandant/"),
        Sight("admin-people", ADMINISTRATOR, f"{office}personen/"),
        Sight("admin-person", ADMINISTRATOR, f"{office}personen/{agent.pk}/"),
        Sight("admin-invite", ADMINISTRATOR, f"{office}personen/neu/staff/"),
        Sight("admin-requests", ADMINISTRATOR, f"{office}personen/antraege/"),
        Sight("admin-teams", ADMINISTRATOR, f"{office}personen/teams/"),
        Sight("admin-rights", ADMINISTRATOR, f"{office}personen/rechte/"),
        Sight("admin-parties", ADMINISTRATOR, f"{office}adressen/"),
        Sight("admin-party", ADMINISTRATOR, f"{office}adressen/{party}/"),
        Sight("admin-mailboxes", ADMINISTRATOR, f"{office}postfaecher/"),
        Sight("admin-erp", ADMINISTRATOR, f"{office}warenwirtschaft/"),
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


def _statistics(statistics: str) -> list[Sight]:
    return [
        Sight("statistics-rate", LEAD, f"{statistics}quote/"),
        Sight("statistics-rate-by-group", LEAD, f"{statistics}quote/?liste=group&zaehlung=accepted"),
        Sight("statistics-rate-cases", LEAD, f"{statistics}quote/vorgaenge/?zaehlung=accepted"),
        Sight("statistics-sales", LEAD, f"{statistics}verkaufszahlen/"),
    ]


def _public(case: str) -> list[Sight]:
    return [
        Sight("public-home", GUEST, "/"),
        Sight("public-report", GUEST, "/melden/"),
        Sight("public-imprint", GUEST, "/impressum/"),
        Sight("public-privacy", GUEST, "/datenschutz/"),
        Sight("public-accessibility", GUEST, "/barrierefreiheit/"),
        Sight("public-renew", GUEST, "/stand/"),
        Sight("public-case", GUEST, case),
        Sight("public-withdrawal", GUEST, f"{case}zurueckziehen/"),
        Sight("account-login", GUEST, "/konto/anmelden/"),
        Sight("account-reset", GUEST, "/konto/kennwort/vergessen/"),
        Sight("account-apply", GUEST, "/konto/zugang-beantragen/"),
    ]
