from kulanz.stages.improvement.models.facts import ComplaintFact, SalesTotal
from kulanz.stages.improvement.models.sales import SalesFigure

__all__ = ["ComplaintFact", "SalesFigure", "SalesTotal"]
