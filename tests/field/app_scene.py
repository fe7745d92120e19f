"""An installation with Fritz's tour of today, for stories on real tablets."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Playwright, sync_playwright

from kulanz.core.access.models import ThrottleCounter, User
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.execution.models import ChecklistItem, Stock, Vehicle, Visit
from tests import passwords
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.visits_world import World, make_world
from tests.field.tablet import PHONE, Tablet
from tests.live import LiveServer, installations

FRITZ = "fritz@technik.test"
PAULA = "paula@technik.test"
SPRING = "Gasfeder 220 mm"


@dataclass
class Scene:
    """`first` and `second` are visits of Fritz today; both are safety-relevant and he is cleared."""

    server: LiveServer
    world: World
    first: int
    second: int

    @contextlib.contextmanager
    def database(self) -> Iterator[None]:
        """Inside, models read and write what the installation sees."""
        with self.server.opened(), tenant_context(self.world.tenant.pk):
            yield


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def field_server(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[LiveServer]:
    """One for all stories of a worker: starting it takes longer than most of them."""
    with installations(tmp_path_factory, django_db_blocker) as make:
        yield make()


@pytest.fixture
def scene(field_server: LiveServer, settings: Any) -> Iterator[Scene]:
    """A tenant and people of the story's own; afterwards nobody finds them any more."""
    server = field_server
    settings.SECRETS_FOLDER = server.home / "secrets"
    settings.MEDIA_ROOT = server.home / "files"
    settings.PASSWORD_HASHERS = passwords.READABLE
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    with server.opened(), tenant_context(None):
        tenant = make_tenant(host="127.0.0.1", base_url=server.url)
        with tenant_context(tenant.pk):
            world = make_world(make_people(tenant))
            first, second = _tour(world, now)
    yield Scene(server, world, first.pk, second.pk)
    with server.opened(), tenant_context(None):
        for user in User.objects.exclude(email__startswith="gone-"):
            User.objects.filter(pk=user.pk).update(email=f"gone-{user.pk}-{user.email}")
        EmailAddress.objects.all().delete()
        ThrottleCounter.objects.all().delete()
        Tenant.objects.filter(pk=tenant.pk).update(
            slug=f"gone-{tenant.pk}", host=f"gone-{tenant.pk}.test", active=False
        )


def _tour(world: World, now: datetime) -> tuple[Visit, Visit]:
    today = now.date()
    world.certify(
        world.fritz.person, world.spring, issued_on=today - timedelta(9), valid_until=today + timedelta(300)
    )
    lines = [("Typenschild abgelesen", "check", ""), ("Sitzhöhe unten", "value", "mm")]
    for place, (text, kind, unit) in enumerate(lines):
        ChecklistItem.objects.create(
            tenant=world.tenant, work_kind=world.spring, text=text, kind=kind, unit=unit, position=place
        )
    van = Vehicle.objects.create(tenant=world.tenant, name="Bus 1", technician=world.fritz)
    spring = Article.objects.create(tenant=world.tenant, number="GF-220", name=SPRING, is_spare_part=True)
    Stock.objects.create(tenant=world.tenant, vehicle=van, article=spring, quantity=4)
    first = world.planned(starts_at=now, ends_at=now + timedelta(minutes=10))
    second = world.planned(
        starts_at=now + timedelta(minutes=20), ends_at=now + timedelta(minutes=40), case=world.harmless
    )
    return first, second


TabletFactory = Callable[..., Tablet]


@pytest.fixture
def tablets(playwright: Playwright, chromium_path: str, scene: Scene) -> Iterator[TabletFactory]:
    """Makes tablets; with an address somebody is signed in and has his day on it."""
    made: list[Tablet] = []

    def make(
        email: str = FRITZ,
        size: tuple[int, int] = PHONE,
        flags: Sequence[str] = (),
        zone: str = "Europe/Berlin",
        room: int = 0,
    ) -> Tablet:
        tablet = Tablet(playwright, chromium_path, scene.server.url, size, flags, zone, room).start()
        made.append(tablet)
        tablet.sign_in(email)
        tablet.ready()
        return tablet

    yield make
    for tablet in made:
        tablet.end()
