"""A tenant of the demo before its first case: brand, texts, people, goods, rules."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.cases.models import AssignmentRule
from kulanz.config.demo import costs, names, people, places, skills
from kulanz.config.demo.dice import dice
from kulanz.config.demo.drawings import draw_logo
from kulanz.config.demo.goods import GROUPS, articles
from kulanz.config.demo.means import means_of
from kulanz.config.demo.places import House
from kulanz.config.demo.world import Contact, Dealer, Item, World
from kulanz.config.demo.writing import OWNER, Login, Register
from kulanz.core.search.api import SearchText
from kulanz.core.search.base_words import BASE_VOCABULARY
from kulanz.core.search.bulk import document_row, load_documents
from kulanz.core.search.models import SearchVocabulary
from kulanz.core.search.vocabulary import learnable
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.indexing import COLLECTION as ARTICLES
from kulanz.masterdata.catalog.indexing import search_texts
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.parties.indexing import COLLECTION as PARTIES
from kulanz.masterdata.parties.models import Team
from kulanz.stages.contact.models import Mailbox, TextModule
from kulanz.workflows.defaults import write_defaults

_TEAMS: Final = ("Sitzmöbel", "Tische und Technik", "Schränke und Raum")
_TEAM_OF_GROUP: Final = {
    "DREH": 0, "KONF": 0, "LOUNGE": 0, "STEH": 1, "TISCH": 1, "LICHT": 1, "SCHRANK": 2, "WAND": 2,
}  # fmt: skip


class Building:
    """One tenant being set up."""

    def __init__(self, house: House, *, seed: str, begin: datetime, now: datetime, password: str) -> None:
        self.house, self.begin, self.now = house, begin, now
        self.dice = dice(seed, "people", house.slug)
        self.tenant = self._tenant()
        self.register = Register(self.tenant, begin, password)

    @property
    def logins(self) -> list[Login]:
        return self.register.logins

    def _tenant(self) -> Tenant:
        house = self.house
        return Tenant.objects.using(OWNER).create(
            slug=house.slug, name=house.name, host=house.host, other_hosts=list(house.other_hosts),
            case_prefix=house.prefix, subdivision=house.subdivision, brand_color=house.colour,
            accent_color=house.accent, logo=draw_logo(house.short, house.colour, house.accent),
            logo_type="image/png", sender_name=house.name, sender_address=f"service@{house.domain}",
            letterhead_sender=f"{house.name} · {house.street} · {house.town}",
            letterhead_footer=(
                f"{house.name} GmbH\n{house.street}\n{house.town}\n\nTelefon {house.phone}\n"
                f"service@{house.domain}\n\nein erfundenes Unternehmen"
            ),
            contact_team=house.team, contact_phone=house.phone, contact_hours=house.hours,
            contact_hours_en=house.hours_en,
            contact_email=f"service@{house.domain}", imprint=places.imprint(house),
            privacy_notice=places.privacy(house), accessibility_statement=places.accessibility(house),
            is_demo=True, created_at=self.begin,
        )  # fmt: skip

    def furnish(self, *, small: bool) -> World:
        """Everything else; `small` is the dealer's own house."""
        write_defaults(self.tenant, at=self.begin, using=OWNER)
        team_names = ("Service",) if small else _TEAMS
        teams = [Team.objects.using(OWNER).create(tenant=self.tenant, name=name) for name in team_names]
        register, chance = self.register, self.dice
        staff = people.staff(register, self.house, teams, small=small)
        dealers: list[Dealer] = [] if small else people.dealers(register, chance)
        technicians = people.technicians(register, chance, 1 if small else 7)
        supplier_names = ("Nordbruck Büromöbel", *names.SUPPLIERS[:3]) if small else tuple(names.SUPPLIERS)
        suppliers = people.suppliers(register, chance, supplier_names, with_login=not small)
        customers = people.customers(register, chance, 40 if small else 150)
        level = costs.RETAILER if small else costs.MAKER
        items, stored = self._goods(suppliers, level, every=3 if small else 1)
        if small:
            skills.classify(self.tenant, skills.write_kinds(self.tenant))
        else:
            skills.certify_house(
                register, chance, today=local_date(self.tenant, self.now), dealers=dealers,
                partners=technicians, domain=self.house.domain,
            )  # fmt: skip
        costs.write_rates(self.tenant, begin=self.begin, now=self.now, level=level)
        costs.write_executors(self.tenant)
        team_of_group = {
            code: (teams[0 if small else index].pk, teams[0 if small else index].name)
            for code, index in _TEAM_OF_GROUP.items()
        }
        self._rules(team_of_group, teams, dealers)
        self._contact(teams)
        vocabulary = self._index(stored)
        return World(
            tenant_id=self.tenant.pk, prefix=self.house.prefix, name=self.house.name,
            zone=self.tenant.time_zone, country=self.tenant.country, subdivision=self.tenant.subdivision,
            begin=self.begin, now=self.now, staff=tuple(staff), teams=tuple((t.pk, t.name) for t in teams),
            team_of_group=team_of_group, customers=tuple(customers), dealers=tuple(dealers),
            technicians=tuple(technicians), suppliers=tuple(suppliers), items=tuple(items),
            means=means_of(self.tenant), vocabulary=vocabulary,
        )  # fmt: skip

    def _goods(
        self, suppliers: list[Contact], level: costs.Level, *, every: int
    ) -> tuple[list[Item], list[Article]]:
        groups = [
            ProductGroup(tenant=self.tenant, code=g.code, name=g.name, name_en=g.name_en) for g in GROUPS
        ]
        ProductGroup.objects.using(OWNER).bulk_create(groups)
        costs.write_failure_codes(self.tenant, groups)
        units = costs.freight_units(self.tenant)
        new = articles()[::every]
        rows = [
            Article(
                tenant=self.tenant, number=a.number, name=a.name, name_en=a.name_en,
                product_group=groups[a.group], is_spare_part=a.is_spare_part,
                supplier_id=suppliers[a.supplier % len(suppliers)].id if a.supplier is not None else None,
                **costs.article_costs(a, GROUPS[a.group].code, units, level),
            )
            for a in new
        ]  # fmt: skip
        Article.objects.using(OWNER).bulk_create(rows)
        items = [
            Item(
                id=row.pk, number=a.number, name=a.name, group_id=groups[a.group].pk,
                group=GROUPS[a.group].code, price=a.price,
                supplier_id=row.supplier_id, cost=row.cost_price or Decimal(0),
                weight=row.weight_kg or Decimal(0), units_per_piece=row.units_per_piece,
                unit=row.freight_unit.code if row.freight_unit else "",
            )
            for row, a in zip(rows, new, strict=True)
            if not a.is_spare_part
        ]  # fmt: skip
        return items, rows

    def _rules(self, teams: dict[str, tuple[int, str]], rows: list[Team], dealers: list[Dealer]) -> None:
        groups = dict(ProductGroup.objects.using(OWNER).filter(tenant=self.tenant).values_list("code", "pk"))
        rules = [
            AssignmentRule(
                tenant=self.tenant, position=10 + index, product_group_id=groups[code], team_id=teams[code][0]
            )
            for index, code in enumerate(teams)
        ]
        if dealers:
            rules.append(
                AssignmentRule(
                    tenant=self.tenant, position=5, dealer_id=dealers[-1].party.id, team_id=rows[1].pk
                )
            )
        rules.append(AssignmentRule(tenant=self.tenant, position=90, country="CH", team_id=rows[-1].pk))
        AssignmentRule.objects.using(OWNER).bulk_create(rules)

    def _contact(self, teams: list[Team]) -> None:
        Mailbox.objects.using(OWNER).create(
            tenant=self.tenant, name="Service", address=f"service@{self.house.domain}", is_default=True,
            other_addresses=[f"reklamation@{self.house.domain}"], language="de",
        )  # fmt: skip
        if len(teams) > 1:
            Mailbox.objects.using(OWNER).create(
                tenant=self.tenant, name="Ersatzteile", address=f"ersatzteile@{self.house.domain}",
                team_id=teams[1].pk, language="de",
            )  # fmt: skip
        TextModule.objects.using(OWNER).bulk_create(
            TextModule(
                tenant=self.tenant, name=name, shortcut=shortcut, body_de=german, body_en=english,
                audience=audience,
            )
            for name, shortcut, german, english, audience in places.READY_TEXTS
        )  # fmt: skip

    def _index(self, stored: list[Article]) -> frozenset[str]:
        """Articles first: their names teach the words by which compounds are split."""
        tenant_id = self.tenant.pk
        learned = {
            folded: word
            for folded, word in learnable(a.name for a in stored).items()
            if folded not in BASE_VOCABULARY
        }
        SearchVocabulary.objects.using(OWNER).bulk_create(
            SearchVocabulary(tenant_id=tenant_id, word=word[:64], folded=folded, origin="article")
            for folded, word in learned.items()
        )
        vocabulary = BASE_VOCABULARY.union(learned)
        rows = [
            document_row(tenant_id, a.pk, search_texts(a), vocabulary, collection=ARTICLES) for a in stored
        ]
        rows += [
            document_row(tenant_id, pk, {"all": SearchText(short=texts)}, vocabulary, collection=PARTIES)
            for pk, texts in self.register.texts.items()
        ]
        load_documents(rows, many=False)
        return vocabulary
