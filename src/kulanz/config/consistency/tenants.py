"""Whether a row of one tenant refers to a row of another; every foreign key between their tables is asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connections, models

from kulanz.core.tenancy.models import TenantModel


def references() -> Iterator[tuple[type[models.Model], str, type[models.Model], str]]:
    """Model, column, model it leads to, column there: all foreign keys between tables with a tenant."""
    for model in apps.get_models():
        if not issubclass(model, TenantModel) or model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model
            if not isinstance(field, models.ForeignKey) or not isinstance(target, type):
                continue
            if issubclass(target, TenantModel):
                yield model, str(field.column), target, str(field.target_field.column)


def mixed_tenants(using: str = "owner") -> Iterator[str]:
    """One line for each foreign key that crosses tenants. Needs the owner, who sees all of them."""
    with connections[using].cursor() as cursor:
        for model, column, target, key in references():
            cursor.execute(
                f"""SELECT count(*), min(a."{column}") FROM "{model._meta.db_table}" a
                    JOIN "{target._meta.db_table}" b ON b."{key}" = a."{column}"
                    WHERE a.tenant_id <> b.tenant_id"""  # noqa: S608  # names of our own models
            )
            count, example = cursor.fetchone()
            if count:
                yield (
                    f"{count} rows of {model._meta.label} lead by {column} to another tenant's"
                    f" {target._meta.label} (such as {example})"
                )
