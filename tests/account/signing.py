"""Signing in through the page."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.cases.people import PASSWORD

NEW_PASSWORD = "birnbaum laterne 42"  # for tests only


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})
