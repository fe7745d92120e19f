"""What somebody has to say once more before it is booked into or out of a vehicle."""

from __future__ import annotations

from decimal import Decimal

from django.template.defaultfilters import floatformat

from kulanz.masterdata.catalog.models import Article
from kulanz.stages.execution.models import Vehicle
from kulanz.stages.execution.refusals_of_resources import MoreThanInside, UnusuallyMany
from kulanz.stages.execution.rules.stock import is_unusual


def require_inside(vehicle: Vehicle, article_id: int, quantity: Decimal) -> None:
    lying = _lying(vehicle, article_id)
    if quantity > lying:
        article = Article.objects.get(pk=article_id)
        raise MoreThanInside(article=article.name, lying=floatformat(lying, "-2"))


def require_usual(vehicle: Vehicle, article_id: int, quantity: Decimal) -> None:
    lying = _lying(vehicle, article_id)
    if is_unusual(quantity, lying):
        article = Article.objects.get(pk=article_id)
        written = {"quantity": floatformat(quantity, "-2g"), "lying": floatformat(lying, "-2")}
        raise UnusuallyMany(article=article.name, **written)


def _lying(vehicle: Vehicle, article_id: int) -> Decimal:
    lying = vehicle.stock.filter(article_id=article_id).values_list("quantity", flat=True).first()
    return lying or Decimal(0)
