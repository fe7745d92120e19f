from kulanz.stages.improvement.models.decisions import CalculationFrame, DecisionFact
from kulanz.stages.improvement.models.facts import ComplaintFact, SalesTotal
from kulanz.stages.improvement.models.make_or_buy import DealerRates, FactoryPrice, SparePartSale
from kulanz.stages.improvement.models.sales import SalesFigure

__all__ = [
    "CalculationFrame",
    "ComplaintFact",
    "DealerRates",
    "DecisionFact",
    "FactoryPrice",
    "SalesFigure",
    "SalesTotal",
    "SparePartSale",
]
