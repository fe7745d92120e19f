"""The report form on the brand's own site: which sites may frame it, and the text to paste there."""

from __future__ import annotations

import re
from typing import Final

from django.urls import reverse

from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant

_ORIGIN: Final = re.compile(r"https?://(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")


def frame_ancestors(tenant: Tenant) -> list[str]:
    """The sources for `frame-ancestors`; what is no plain origin is left out, as it would end the header."""
    found = [origin.strip().lower().rstrip("/") for origin in tenant.embed_origins]
    return [origin for origin in found if _ORIGIN.fullmatch(origin)] or ["'none'"]


def report_link(tenant: Tenant) -> str:
    """The form's own address, for a plain link."""
    return absolute_url(tenant, reverse("public:report"))


def embed_snippet(tenant: Tenant) -> str:
    """HTML for the brand's site: the form in place, and a plain link where scripts are off."""
    script = absolute_url(tenant, reverse("public:embed_script"))
    return (
        f'<script src="{script}" async></script>\n'
        f'<noscript><a href="{report_link(tenant)}">Problem melden</a></noscript>'
    )
