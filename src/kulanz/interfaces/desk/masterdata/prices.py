"""Form fields for prices and shares: figures as people write them, to the cent, from 0 on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.core.validators import DecimalValidator, MaxValueValidator, MinValueValidator

from kulanz.interfaces.desk.masterdata.fields import NumberField, plain_number

_DIGITS: Final = DecimalValidator(max_digits=12, decimal_places=2)
_FROM_NOTHING: Final = MinValueValidator(Decimal(0))


class PriceField(NumberField):
    """An amount of money, or none."""

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value, 2) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        figure = super().clean(value)
        if figure is not None:
            _DIGITS(figure)
            _FROM_NOTHING(figure)
        return figure


class PercentField(PriceField):
    """A share in percent, below `most`."""

    def __init__(self, *, most: Decimal = Decimal("99.99"), **kwargs: Any) -> None:
        super().__init__(dot_is_decimal=True, **kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        figure = super().clean(value)
        if figure is not None:
            MaxValueValidator(self.most)(figure)
        return figure
