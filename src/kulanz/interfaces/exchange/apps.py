from contextlib import suppress
from datetime import datetime, timedelta

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "kulanz.interfaces.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.core.periodic import PeriodicJob, register_periodic
        from kulanz.interfaces.exchange.connector import FILES
        from kulanz.stages.execution.connectors import register_kind

        register_kind("file", FILES)
        register_periodic(PeriodicJob("erp-read", timedelta(minutes=1), _read, finishes_intake=True))


def _read(tenant_id: int, at: datetime) -> None:
    from kulanz.interfaces.exchange.reading import read_answers
    from kulanz.stages.execution.connectors import NotReachable

    # Why not stands at the connection, for the administrator; the next minute is the next try.
    with suppress(NotReachable):
        read_answers(tenant_id=tenant_id, at=at)
