from __future__ import annotations

from django.db import models

from kulanz.core.tenancy.models import TenantModel


class Counter(TenantModel):
    """The last number given out per tenant, series and year."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "series", "year"), name="counter_tenant_series_year"),
        )
