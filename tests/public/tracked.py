"""A case as its customer follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Message
from kulanz.cases.rules import Audience, Kind
from kulanz.core import clock
from kulanz.workflows.links import issue_case_link
from tests.cases.people import People


@dataclass
class Tracked:
    case: Case
    client: Client
    path: str
    people: People

    def page(self) -> str:
        answer = self.client.get(self.path)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def again(self) -> Case:
        self.case.refresh_from_db()
        return self.case


def path_of(url: str) -> str:
    return "/f/" + url.rsplit("/f/", 1)[1]


def track(people: People, client: Client, kind: Kind = Kind.COMPLAINT) -> Tracked:
    at = clock.now() - timedelta(days=1)
    case = record_case(
        actor=people.anna,
        case=NewCase(
            title="Drehstuhl sinkt ab", kind=kind, description="Er sinkt.", customer_id=people.karla.pk
        ),
        at=at,
    )
    url = issue_case_link(case=case, party_id=people.karla.pk, address="karla@kundin.test", at=at)
    return Tracked(case, client, path_of(url), people)


def say(people: People, case: Case, text: str, audience: Audience, **more: Any) -> Message:
    return add_message(
        actor=people.anna,
        case_id=case.pk,
        body=text,
        audience=audience,
        at=clock.now() - timedelta(minutes=5),
        **more,
    )
