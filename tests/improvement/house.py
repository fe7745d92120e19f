"""A house whose figures can be worked out by hand: two groups, three articles, complaints, sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from kulanz.cases.models import Case, Position
from kulanz.cases.rules import Kind, Step
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.parties.models import Address, Party, PartyRoleKind
from kulanz.stages.improvement.commands.facts import rebuild_facts
from tests.cases.people import People, make_party

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def moment(text: str) -> datetime:
    """A time in Berlin's winter unless it says its offset itself."""
    given = datetime.fromisoformat(text)
    return given if given.tzinfo else given.replace(tzinfo=UTC)


@dataclass(frozen=True)
class House:
    people: People
    chairs: ProductGroup
    tables: ProductGroup
    arve: Article
    """A chair of the supplier Feder."""
    buche: Article
    """A chair without a supplier."""
    tanne: Article
    """A table of Feder's."""
    feder: Party

    @classmethod
    def build(cls, people: People) -> House:
        tenant = people.tenant
        chairs, tables = (
            ProductGroup.objects.create(tenant=tenant, code=code, name=name)
            for code, name in (("ST", "Stühle"), ("TI", "Tische"))
        )
        feder = make_party(tenant, "Feder GmbH", role=PartyRoleKind.SUPPLIER)
        arve, buche, tanne = (
            Article.objects.create(
                tenant=tenant, number=number, name=name, product_group=group, supplier=supplier
            )
            for number, name, group, supplier in (
                ("100", "Arve", chairs, feder),
                ("200", "Buche", chairs, None),
                ("300", "Tanne", tables, feder),
            )
        )
        return cls(people, chairs, tables, arve, buche, tanne, feder)

    def complaint(self, day: str, *positions: dict[str, Any], **fields: Any) -> Case:
        """A complaint past the commands: what they would refuse may be said here."""
        created = moment(day)
        number = f"NO-{created.year}-{Case.objects.count() + 1:05d}"
        case = Case.objects.create(
            **{
                "tenant": self.people.tenant, "number": number, "kind": Kind.COMPLAINT.value,
                "channel": "desk", "title": "Sinkt ab", "step": Step.IN_PROGRESS.value,
                "claim_status": "under_review", "created_at": created, "updated_at": created,
                "state_since": created, "customer": self.people.karla, **fields,
            }
        )  # fmt: skip
        for given in positions:
            Position.objects.create(
                tenant=self.people.tenant, case=case, **{"claim_status": case.claim_status, **given}
            )
        return case

    def lives_in(self, party: Party, country: str) -> Address:
        return Address.objects.create(
            tenant=self.people.tenant, party=party, city="Ort", country=country, is_main=True
        )

    def told(self) -> None:
        rebuild_facts(tenant_id=self.people.tenant.pk)


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def rates(rows: list[Any], counting: Any) -> dict[Any, Decimal | None]:
    return {row.key: row.now.rate(counting) for row in rows}
