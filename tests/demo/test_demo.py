"""The demo shows every state, fits together, and is the same again for the same seed and day."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.test import Client, override_settings

from kulanz.cases.indexing import search_texts
from kulanz.cases.models import Case, CaseFile, CaseLink, Merge, Message
from kulanz.cases.queries.worklist import Filters, View, list_cases
from kulanz.cases.rules import CLOSING, Audience, ClaimStatus, WaitsFor
from kulanz.config.consistency.figures import all_figures
from kulanz.config.consistency.findings import tenant_findings, whole_findings
from kulanz.config.demo.making import PASSWORD, HasData
from kulanz.core.access.actor import Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.search.api import find_documents
from kulanz.core.search.terms import document_words
from kulanz.core.search.vocabulary import forget_vocabulary, tenant_vocabulary
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.contact.models import RawMail
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.queries.ways import short_ways
from kulanz.stages.solution.models import Decision
from tests.cluster import clone, drop, pointed_at
from tests.demo.conftest import NOW, fill

pytestmark = pytest.mark.xdist_group("demo")


def _tenant() -> Tenant:
    return Tenant.objects.get(slug="nordbruck")


def test_every_state_is_there(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        open_states = set(
            Case.objects.filter(step="in_progress").values_list("waits_for", "claim_status").distinct()
        )
        for turn in WaitsFor:
            if turn is not WaitsFor.NOBODY:
                assert {(turn.value, None), *((turn.value, c.value) for c in ClaimStatus)} <= open_states
        closed = set(Case.objects.filter(step="closed").values_list("claim_status", "closed_by"))
        assert {(c.value if c else None, way.value) for c, ways in CLOSING.items() for way in ways} <= closed
        assert Case.objects.filter(step="recorded").exists()
        assert Case.objects.filter(step="cancelled", withdrawn_at=None).exists()
        assert Case.objects.filter(step="cancelled", withdrawn_at__isnull=False).exists()
        assert Case.objects.filter(is_spam=True).exists()
        assert Case.objects.filter(merged_into__isnull=False).exists()
        assert Merge.objects.exists()
        assert set(CaseLink.objects.values_list("kind", flat=True)) >= {"related", "follows", "split_from"}
        assert Case.objects.filter(follow_up_on__isnull=False).exists()
        assert Case.objects.filter(owner=None, step="in_progress").exists()
        assert Case.objects.filter(next_news_on__lt=NOW.date()).exists()
        assert set(Message.objects.values_list("audience", flat=True)) >= set(Audience) - {Audience.ALL}
        assert Case.objects.filter(language="en").exists()
        assert CaseFile.objects.exists()
        assert RawMail.objects.filter(outcome="quarantined").exists()


def test_everything_fits_together(demo: Path) -> None:
    found = list(whole_findings())
    for tenant in Tenant.objects.all():
        found += tenant_findings(tenant, hashes=True)
    assert [finding for finding in found if not finding.info] == []
    assert [finding.what for finding in found] == ["mails in quarantine"]


def test_figures_count_what_is_there(demo: Path) -> None:
    figures = all_figures()
    assert set(figures["tenants"]) == {"nordbruck", "wessendorf"}
    one, other = figures["tenants"]["nordbruck"], figures["tenants"]["wessendorf"]
    assert sum(other["cases"].values()) + other["spam"] == 40
    assert figures["total"]["cases"]["closed"] == one["cases"]["closed"] + other["cases"]["closed"]
    assert figures["total"]["quarantine"] == 1
    assert figures["total"]["transmissions"]["done"] > 1000
    with tenant_context(_tenant().pk):
        assert one["protocol_entries"] == ProtocolEntry.objects.count()


def test_cases_are_found_by_what_they_say(demo: Path) -> None:
    """The words computed in bulk are those that the case's own indexing would store."""
    forget_vocabulary()
    with tenant_context(_tenant().pk):
        vocabulary = tenant_vocabulary()
        for case in Case.objects.filter(merged_cases=None).order_by("-pk")[30:60]:
            assert case.pk in find_documents(query=case.number, audiences=["all"])
            assert document_words(search_texts(case), vocabulary)
        found = find_documents(query="Schreibtisch", audiences=["all"], limit=500)
        assert len(found) > 5


def test_nothing_happens_after_now(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        assert not Case.objects.filter(updated_at__gt=NOW).exists()
        assert not Case.objects.filter(created_at__gt=NOW).exists()
        assert not ProtocolEntry.objects.filter(at__gt=NOW).exists()


def test_nobody_is_planned_where_he_cannot_be_in_time(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        booked = list(Visit.objects.exclude(starts_at=None).order_by("pk"))
        short = [
            way
            for visit in booked
            if visit.starts_at is not None and visit.ends_at is not None
            for way in short_ways(
                visit,
                [row.technician for row in visit.crew.select_related("technician")],
                visit.starts_at,
                visit.ends_at,
            )
        ]
    assert len(booked) > 5
    assert short == []


def test_numbers_follow_the_order_of_creation(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        rows = list(Case.objects.filter(number__startswith="NB-2026-").order_by("created_at", "pk"))
        numbers = [case.number for case in rows]
        assert numbers == sorted(numbers)


def test_logins_open_their_pages(demo: Path) -> None:
    client = Client(headers={"host": "localhost"})
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        answer = client.post("/konto/anmelden/", {"login": "agent@nordbruck.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/desk/").status_code == 200


def test_the_agent_finds_work(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        membership = Membership.objects.get(user__email="agent@nordbruck.example")
        actor = actor_of(membership)
        assert Role.AGENT in actor.roles
        for view in (View.MINE, View.OVERDUE, View.UNASSIGNED, View.WAITING):
            assert list_cases(actor, Filters(view=view), today=NOW.date()).rows, view


def test_one_person_belongs_to_both_houses(demo: Path) -> None:
    found = set()
    for tenant in Tenant.objects.all():
        with tenant_context(tenant.pk):
            rows = Membership.objects.filter(tenant=tenant, user__email="sabine@raumwerk-wessendorf.example")
            found |= set(rows.values_list("tenant__slug", "kind"))
    assert found == {("nordbruck", "dealer"), ("wessendorf", "staff")}


def test_refuses_where_there_is_data(demo: Path) -> None:
    with pytest.raises(HasData):
        fill(10)


@pytest.mark.slow
def test_the_same_seed_and_day_give_the_same(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path
) -> None:
    digests = []
    for run in range(2):
        name = clone()
        with (
            django_db_blocker.unblock(),  # type: ignore[attr-defined]  # pytest-django names no type
            pointed_at(name),
            override_settings(MEDIA_ROOT=tmp_path / str(run)),
        ):
            fill(80, messages=3 if run > 1 else None)
            digests.append(_digest())
        drop(name)
    assert digests[0] == digests[1]


def _digest() -> str:
    digest = hashlib.sha256()
    for tenant in Tenant.objects.order_by("id"):
        with tenant_context(tenant.pk):
            columns = ("number", "title", "description", "step", "waits_for", "updated_at", "customer__name")
            for row in Case.objects.order_by("pk").values_list(*columns):
                digest.update(repr(row).encode())
            for body in Message.objects.order_by("pk").values_list("body", "created_at"):
                digest.update(repr(body).encode())
            for decision in Decision.objects.order_by("pk").values_list("key", "state", "total", "credit"):
                digest.update(repr(decision).encode())
            for order in Order.objects.order_by("pk").values_list("number", "kind", "state", "planned_on"):
                digest.update(repr(order).encode())
    return digest.hexdigest()
