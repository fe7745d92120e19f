"""What is measured: the requests of a day at the desk."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from django.test import Client as Browser
from django.urls import reverse

from kulanz.cases.models import Case
from kulanz.config.bench.deciding import deciding_scenes
from kulanz.config.bench.http import Ask, Client
from kulanz.config.bench.planning import planning_scenes
from kulanz.config.bench.scenes_of import Scene, Stage
from kulanz.core import clock
from kulanz.core.access.models import TokenPurpose, User
from kulanz.core.access.tokens import issue_token
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership, Party, PartyRoleKind

WORD: Final = "Gasfeder"
DEEP_PAGE: Final = 50
LONG_CASE: Final = 10
_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
_CURSOR: Final = re.compile(r'[?&;]cursor=([^"&]+)')
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def build_stage(port: int, email: str) -> Stage:
    """Signs in, takes an API key, and finds or makes what the requests need."""
    tenant = Tenant.objects.order_by("id").defer("logo")[0]
    user = User.objects.get(email=email)
    browser = Browser(headers={"host": tenant.host})
    browser.force_login(user, _BACKEND)
    with tenant_context(tenant.pk):
        membership = Membership.objects.filter(user=user, tenant_id=tenant.pk).order_by("id")[0]
        key, _row = issue_token(
            tenant_id=tenant.pk, purpose=TokenPurpose.API, at=clock.now(), lifetime=None,
            membership_id=membership.pk, user_id=user.pk, label="bench",
        )  # fmt: skip
        articles = list(Article.objects.filter(is_spare_part=False).values_list("pk", "number")[:50])
        actor = actor_of(membership)
        customers = list(Party.objects.filter(roles__role=PartyRoleKind.CUSTOMER).order_by("id")[:50])
        found = Case.objects.filter(step="in_progress", is_spam=False, merged_into=None).order_by("-id")[0]
    form_page = browser.get(reverse("desk:new_case")).content.decode()
    token = _TOKEN.search(form_page)
    if token is None:
        raise RuntimeError("the form for a new case holds no token")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    bearer = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with Client(port, tenant.host) as client:
        _lengthen(client, found, bearer)
        signed = {"Cookie": cookie}
        deep, page_number = _deep_page(client, signed)
    case_path = reverse("desk:case", kwargs={"number": found.number})
    numbers = itertools.count()

    def form(_number: int) -> Ask:
        index = next(numbers)
        fields = {
            "csrfmiddlewaretoken": token[1], "channel": "phone",
            "customer": customers[index % len(customers)].pk,
            "title": f"Sitz sinkt langsam ab ({index})", "kind": "complaint", "safety": "no",
            "description": "Der Stuhl sinkt seit zwei Wochen langsam ab, der Hebel wird nicht berührt.",
            "severity": "minor", "article_id": articles[index % len(articles)][0], "quantity": "1",
            "take": "on",
        }  # fmt: skip
        headers = {**signed, "Content-Type": "application/x-www-form-urlencoded"}
        return Ask(reverse("desk:new_case"), "POST", urlencode(fields).encode(), headers, 302)

    def record(_number: int) -> Ask:
        index = next(numbers)
        payload = {
            "title": f"Rolle gebrochen ({index})", "kind": "complaint",
            "description": "Eine Rolle ist abgebrochen, der Stift steckt noch im Fußkreuz.",
            "positions": [{"article_number": articles[index % len(articles)][1]}],
        }  # fmt: skip
        return Ask("/api/v1/cases", "POST", json.dumps(payload).encode(), bearer, 201)

    def get(path: str) -> Callable[[int], Ask]:
        ask = Ask(path, headers=signed)
        return lambda _number: ask

    worklist = reverse("desk:worklist")
    owner = f"{worklist}?view=all&step=in_progress&owner_id={found.owner_id or membership.pk}"
    with tenant_context(tenant.pk):
        deciding = [*deciding_scenes(get, clock.now()), *planning_scenes(get)]
    return Stage(
        host=tenant.host,
        actor=actor,
        browser=browser,
        scenes=[
            Scene("create, form", 12, form, writes=True),
            Scene("create, API", 12, record, writes=True),
            Scene("worklist, first page", 20, get(f"{worklist}?view=open")),
            Scene("worklist, 50th page", 20, get(deep), note=f"page {page_number}"),
            Scene("case, 10 messages", 15, get(case_path)),
            Scene("search for a word", 30, get(f"{reverse('desk:search')}?{urlencode({'q': WORD})}")),
            Scene("filter: state, owner", 20, get(owner)),
            *deciding,
        ],
    )


def _lengthen(client: Client, case: Case, bearer: dict[str, str]) -> None:
    """Ten messages in one case."""
    path = f"/api/v1/cases/{case.number}/messages"
    with tenant_context(case.tenant_id):
        there = case.messages.count()
    for number in range(there, LONG_CASE):
        body = json.dumps({"body": f"Notiz {number}: Ersatzteil ist unterwegs.", "audience": "internal"})
        client.send(Ask(path, "POST", body.encode(), bearer, 201))


def _deep_page(client: Client, headers: dict[str, str]) -> tuple[str, int]:
    """The address of the 50th page, or of the last one where there are fewer."""
    path = f"{reverse('desk:worklist')}?view=all"
    address = path
    for number in range(1, DEEP_PAGE):
        _seconds, page = client.send(Ask(address, headers=headers))
        # The page also names its own address.
        cursors = [c for c in _CURSOR.findall(html.unescape(page.decode())) if not address.endswith(c)]
        if not cursors:
            return address, number
        address = f"{path}&cursor={cursors[-1]}"
    return address, DEEP_PAGE
