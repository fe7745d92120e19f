"""Form fields for prices and shares: figures as people write them, to the cent, from 0 on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MinValueValidator
from django.utils.translation import gettext as _

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
        if figure is not None and figure > self.most:
            # with the decimal mark of whoever reads it
            raise ValidationError(_("Bitte höchstens %(most)s angeben.") % {"most": plain_number(self.most)})
        return figure
