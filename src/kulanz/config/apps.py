"""The product's own Django apps, lowest layer first; settings and the layer test read this list."""

from __future__ import annotations

from typing import Final

CORE: Final = (
    "kulanz.core.tenancy",
    "kulanz.core.access",
    "kulanz.core.protocol",
    "kulanz.core.numbering",
    "kulanz.core.files",
    "kulanz.core.search",
    "kulanz.core.ui",
)
MASTERDATA: Final = ("kulanz.masterdata.parties", "kulanz.masterdata.catalog")
CASES: Final = ("kulanz.cases",)
STAGES: Final = (
    "kulanz.stages.contact",
    "kulanz.stages.solution",
    "kulanz.stages.execution",
    "kulanz.stages.billing",
    "kulanz.stages.improvement",
)
WORKFLOWS: Final = ("kulanz.workflows",)
SCREENS: Final = ("kulanz.screens",)
INTERFACES: Final = (
    "kulanz.interfaces.account",
    "kulanz.interfaces.desk",
    "kulanz.interfaces.portal",
    "kulanz.interfaces.public",
    "kulanz.interfaces.api",
    "kulanz.interfaces.exchange",
    "kulanz.interfaces.field",
    "kulanz.interfaces.mailbox",
    "kulanz.interfaces.jobs",
)

APPS: Final[tuple[str, ...]] = CORE + MASTERDATA + CASES + STAGES + WORKFLOWS + SCREENS + INTERFACES
