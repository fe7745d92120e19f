from contextlib import suppress
from datetime import datetime, timedelta

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "kulanz.interfaces.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.core.periodic import PeriodicJob, register_periodic
        from kulanz.interfaces.exchange.cases_wiring import register as register_cases
        from kulanz.interfaces.exchange.connector import FILES
        from kulanz.stages.execution.connectors import register_kind

        register_kind("file", FILES)
        register_cases()
        register_periodic(
            PeriodicJob("partner-files", timedelta(seconds=2), _read_partners, finishes_intake=True)
        )
        register_periodic(
            PeriodicJob("partner-folders", timedelta(minutes=1), _exchange_folders, finishes_intake=True)
        )
        register_periodic(PeriodicJob("partner-tidying", timedelta(hours=1), _tidy_folders))
        register_periodic(PeriodicJob("erp-read", timedelta(minutes=1), _read, finishes_intake=True))


def _read(tenant_id: int, at: datetime) -> None:
    from kulanz.interfaces.exchange.reading import read_answers
    from kulanz.stages.execution.connectors import NotReachable

    # Why not stands at the connection, for the administrator; the next minute is the next try.
    with suppress(NotReachable):
        read_answers(tenant_id=tenant_id, at=at)


def _read_partners(tenant_id: int, at: datetime) -> None:
    from kulanz.interfaces.exchange.cases_working import work_waiting

    work_waiting(tenant_id, at)


def _exchange_folders(tenant_id: int, at: datetime) -> None:
    from kulanz.interfaces.exchange.cases_folders import exchange_with_partners

    exchange_with_partners(tenant_id, at)


def _tidy_folders(tenant_id: int, at: datetime) -> None:
    from kulanz.interfaces.exchange.cases_tidying import tidy_folders

    tidy_folders(tenant_id, at)
