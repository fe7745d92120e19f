"""Mails about accesses: the invitation, the new password, the decision about a request.

Each is queued once in the tenant's outbox, in the recipient's language; links carry the configured host.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.core.access.models import User
from kulanz.core.files.storage import storage
from kulanz.core.mail.composing import MailLink
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.access import Invitation
from kulanz.masterdata.parties.models import ClerkRequest
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail


def invitation_url(tenant: Tenant, secret: str) -> str:
    """Where the invited sets his password."""
    return absolute_url(tenant, reverse("account:invitation", args=[secret]))


def queue_invitation(
    *, invitation: Invitation, at: datetime, renewed: bool = False, by: Tenant | None = None
) -> None:
    """Tell the person of the access, with the link that sets the password where there is none yet.

    `by` is the tenant that sends it, where the access's own cannot yet: its outgoing mail, its log.
    """
    member = invitation.membership
    tenant, user = member.tenant, member.user
    language = user.language[:2]
    with override(language):
        if renewed:
            paragraphs = [
                _(
                    "Jemand hat Ihr Haus verlassen. Deshalb gilt das bisherige Passwort des gemeinsamen "
                    "Zugangs nicht mehr, und alle Anmeldungen sind beendet."
                ),
                _("Bitte legen Sie ein neues Passwort fest. Der Link gilt sieben Tage und einmal."),
            ]
            subject = _("%(tenant)s: neues Passwort für Ihren gemeinsamen Zugang") % {"tenant": tenant.name}
        elif invitation.secret:
            paragraphs = [
                _(
                    "für Sie ist ein Zugang bei %(tenant)s eingerichtet. Sie melden sich mit dieser "
                    "E-Mail-Adresse an."
                )
                % {"tenant": tenant.name},
                _("Bitte legen Sie zuerst Ihr Passwort fest. Der Link gilt sieben Tage und einmal."),
            ]
            subject = _("%(tenant)s: Ihr Zugang") % {"tenant": tenant.name}
        else:
            paragraphs = [
                _(
                    "für Sie ist ein Zugang bei %(tenant)s eingerichtet. Sie melden sich mit Ihrer "
                    "E-Mail-Adresse und Ihrem bisherigen Passwort an."
                )
                % {"tenant": tenant.name},
            ]
            subject = _("%(tenant)s: Ihr Zugang") % {"tenant": tenant.name}
        if by is not None:
            address = absolute_url(tenant, "/")
            paragraphs.append(_("Die Adresse: %(address)s") % {"address": address})
        link = (
            MailLink(_("Passwort festlegen"), invitation_url(tenant, invitation.secret))
            if invitation.secret
            else MailLink(_("Anmelden"), absolute_url(tenant, reverse("account_login")))
        )
        text = MailText(
            subject=subject,
            heading=_("Ihr Zugang"),
            paragraphs=(_("Guten Tag %(name)s,") % {"name": member.name}, *paragraphs),
            link=link,
        )
    queue_mail(
        key=f"invitation:{member.pk}:{at.isoformat()}",
        tenant_id=(by or tenant).pk,
        recipient=Recipient(
            address=user.email,
            name=member.name,
            language=language,
            # an access of another tenant means nothing in the sender's log
            membership_id=member.pk if by is None else None,
        ),
        text=text,
        kind="invitation",
        at=at,
    )


def queue_decline(*, request: ClerkRequest, at: datetime) -> None:
    """Tell who asked for an access that there will be none, and why."""
    tenant = request.tenant
    with override(tenant.language[:2]):
        text = MailText(
            subject=_("%(tenant)s: Ihr Antrag auf einen Zugang") % {"tenant": tenant.name},
            heading=_("Ihr Antrag"),
            paragraphs=(
                _("Guten Tag %(name)s,") % {"name": request.name},
                _("den beantragten Zugang richten wir nicht ein."),
                request.reason,
            ),
        )
    queue_mail(
        key=f"clerk-declined:{request.pk}",
        tenant_id=tenant.pk,
        recipient=Recipient(address=request.email, name=request.name, language=tenant.language),
        text=text,
        kind="clerk_declined",
        at=at,
    )


class _Undone(Exception):
    """Rolls back what was written for an address without an account."""


def queue_password_reset(
    *, tenant: Tenant, email: str, user: User | None, path: str, language: str, at: datetime
) -> None:
    """Send the link that sets a new password, or do exactly the same work and send nothing.

    Without a user the mail is written and undone, so that how long the answer takes tells nobody whether
    the address has an account.
    """
    with override(language):
        text = MailText(
            subject=_("%(tenant)s: neues Passwort") % {"tenant": tenant.name},
            heading=_("Neues Passwort"),
            paragraphs=(
                _("Guten Tag,"),
                _("für diese Adresse wurde ein neues Passwort angefordert. Der Link gilt vier Stunden."),
                _("Waren Sie das nicht, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist."),
            ),
            link=MailLink(_("Neues Passwort festlegen"), absolute_url(tenant, path)),
        )
    recipient = Recipient(address=email, language=language)
    written = ""
    try:
        with transaction.atomic():
            mail = queue_mail(
                key=f"password-reset:{email}:{at.isoformat()}",
                tenant_id=tenant.pk,
                recipient=recipient,
                text=text,
                kind="password_reset",
                at=at,
            )
            if user is None:
                written = mail.storage_key
                raise _Undone  # noqa: TRY301  # leaving the block by an exception is what rolls back
    except _Undone:
        if written:
            storage().delete(written)
