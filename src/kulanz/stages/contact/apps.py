from collections.abc import Iterator

from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "kulanz.stages.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kulanz.core.files.check import register_keys

        register_keys("mails", _mail_keys)


def _mail_keys(tenant_id: int) -> Iterator[str]:
    """The bytes of mails in and out lie in the file store without being files of a case."""
    from kulanz.stages.contact.models import OutgoingMail, RawMail

    for model in (RawMail, OutgoingMail):
        rows = model.objects.filter(tenant_id=tenant_id)
        yield from rows.values_list("storage_key", flat=True).iterator(chunk_size=5000)
