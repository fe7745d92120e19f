from kulanz.stages.solution.models.deciding import Decision, DecisionPosition, Offer
from kulanz.stages.solution.models.figures import CostEntry, Exclusion, ServiceDetail, SparePart
from kulanz.stages.solution.models.settings import (
    DecisionLimit,
    Reason,
    Remedy,
    RemedyCostKind,
    SolutionSettings,
)

__all__ = [
    "CostEntry",
    "Decision",
    "DecisionLimit",
    "DecisionPosition",
    "Exclusion",
    "Offer",
    "Reason",
    "Remedy",
    "RemedyCostKind",
    "ServiceDetail",
    "SolutionSettings",
    "SparePart",
]
