from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "kulanz.stages.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.core.files.check import register_keys
        from kulanz.core.periodic import PeriodicJob, register_periodic

        register_keys("mails", _mail_keys)
        register_keys("partner-files", _partner_keys)
        register_periodic(PeriodicJob("mail-fetch", timedelta(minutes=1), _fetch))
        register_periodic(
            PeriodicJob("mail-intake", timedelta(seconds=15), _take_in_waiting, finishes_intake=True)
        )
        register_periodic(PeriodicJob("partner-files-old", timedelta(days=1), _forget_partner_files))
        register_periodic(PeriodicJob("photo-requests", timedelta(hours=1), _settle_photo_requests))


def _mail_keys(tenant_id: int) -> Iterator[str]:
    """The bytes of mails in and out lie in the file store without being files of a case."""
    from kulanz.stages.contact.models import OutgoingMail, RawMail

    for model in (RawMail, OutgoingMail):
        rows = model.objects.filter(tenant_id=tenant_id)
        yield from rows.values_list("storage_key", flat=True).iterator(chunk_size=5000)


def _partner_keys(tenant_id: int) -> Iterator[str]:
    """Files of partners as they came."""
    from kulanz.stages.contact.models import PartnerFile

    rows = PartnerFile.objects.filter(tenant_id=tenant_id).exclude(storage_key="")
    yield from rows.values_list("storage_key", flat=True).iterator(chunk_size=5000)


def _forget_partner_files(tenant_id: int, at: datetime) -> None:
    from kulanz.stages.contact.commands.partners import forget_old_files

    forget_old_files(tenant_id=tenant_id, at=at)


def _fetch(tenant_id: int, at: datetime) -> None:
    from kulanz.stages.contact.commands.incoming_fetching import fetch_tenant

    fetch_tenant(tenant_id, at)


def _take_in_waiting(tenant_id: int, at: datetime) -> None:
    from kulanz.stages.contact.commands.incoming import process_waiting

    process_waiting(tenant_id=tenant_id, at=at)


def _settle_photo_requests(tenant_id: int, at: datetime) -> None:
    from kulanz.stages.contact.commands.photo_requests import settle_photo_requests

    settle_photo_requests(tenant_id=tenant_id, at=at)
