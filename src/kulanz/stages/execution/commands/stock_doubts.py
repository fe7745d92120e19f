"""What somebody has to say once more before it is booked into or out of a vehicle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.template.defaultfilters import floatformat

from kulanz.masterdata.catalog.models import Article
from kulanz.stages.execution.models import MovementKind, Vehicle
from kulanz.stages.execution.refusals_of_resources import MoreThanInside, UnusuallyMany
from kulanz.stages.execution.rules.stock import is_unusual


def require_plausible(vehicle: Vehicle, article_id: int, quantity: Decimal, kind: MovementKind) -> None:
    """No unusual amount goes in, no more than there is comes out."""
    if kind is MovementKind.LOADED:
        require_usual(vehicle, {article_id: quantity})
    else:
        _require_inside(vehicle, article_id, quantity)


def _require_inside(vehicle: Vehicle, article_id: int, quantity: Decimal) -> None:
    lying = _lying(vehicle, [article_id]).get(article_id, Decimal(0))
    if quantity > lying:
        article = Article.objects.get(pk=article_id)
        raise MoreThanInside(article=article.name, lying=floatformat(lying, "-2"))


def require_usual(vehicle: Vehicle, quantities: Mapping[int, Decimal]) -> None:
    """For quantities by article; names the first that is unusual."""
    inside = _lying(vehicle, quantities)
    for article_id, quantity in quantities.items():
        lying = inside.get(article_id, Decimal(0))
        if is_unusual(quantity, lying):
            article = Article.objects.get(pk=article_id)
            written = {"quantity": floatformat(quantity, "-2g"), "lying": floatformat(lying, "-2")}
            raise UnusuallyMany(article=article.name, **written)


def _lying(vehicle: Vehicle, article_ids: Iterable[int]) -> dict[int, Decimal]:
    return dict(vehicle.stock.filter(article_id__in=article_ids).values_list("article_id", "quantity"))
