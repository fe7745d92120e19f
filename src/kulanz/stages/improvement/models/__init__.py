from kulanz.stages.improvement.models.sales import SalesFigure

__all__ = ["SalesFigure"]
