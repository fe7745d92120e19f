from kulanz.masterdata.catalog.models.goods import (
    Article,
    FailureCode,
    FreightUnit,
    ProductGroup,
    WeightClass,
)
from kulanz.masterdata.catalog.models.rates import CostKind, ExchangeRate, Executor, Rate

__all__ = [
    "Article",
    "CostKind",
    "ExchangeRate",
    "Executor",
    "FailureCode",
    "FreightUnit",
    "ProductGroup",
    "Rate",
    "WeightClass",
]
