"""Who may in: readers of the statistics, and those who feed them."""

from __future__ import annotations

from typing import Final

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.stages.improvement.permissions import STATISTICS_STAFF_MAY, StatisticsAction

readers: Final = gate(ActorKind.STAFF, roles=STATISTICS_STAFF_MAY[StatisticsAction.READ])
importers: Final = gate(ActorKind.STAFF, roles=STATISTICS_STAFF_MAY[StatisticsAction.IMPORT_SALES])
simulators: Final = gate(ActorKind.STAFF, roles=STATISTICS_STAFF_MAY[StatisticsAction.SIMULATE])
price_keepers: Final = gate(ActorKind.STAFF, roles=STATISTICS_STAFF_MAY[StatisticsAction.PUBLISH_PRICES])
readers_of_dealers: Final = gate(ActorKind.STAFF, roles=STATISTICS_STAFF_MAY[StatisticsAction.READ_DEALERS])
