"""The papers behind the demo's certificates, handed in by the product's own command; two are missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from babel.dates import format_date

from kulanz.config.demo.names import slug
from kulanz.config.demo.world import World
from kulanz.core.access.actor import Channel, Role
from kulanz.core.pdf.letters import LetterContent, render_letter
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.certifying import Evidence, add_evidence
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.contact.commands.letters import letterhead_of

_AGO: Final = timedelta(days=6)
_TRAINER: Final = "Levke Sandmöller, Leitung Schulung"


def prove_certificates(world: World, now: datetime) -> None:
    """A paper for every certificate but the latest one of two people, so that this can be seen, too."""
    lead = next((member for member in world.staff if Role.LEAD in member.roles), None)
    if lead is None:
        return
    actor = lead.actor(world.tenant_id, Channel.DESK)
    with tenant_context(world.tenant_id):
        tenant = Tenant.objects.get(pk=world.tenant_id)
        rows = list(
            Certificate.objects.filter(evidence=None)
            .select_related("holder", "work_kind", "course")
            .order_by("pk")
        )
        latest = list({row.holder_id: row.pk for row in rows if row.work_kind_id is not None}.values())
        left_out = {latest[len(latest) // 2], latest[-1]} if latest else set()
        for row in rows:
            if row.pk in left_out:
                continue
            name = f"Zertifikat-{row.number}-{slug(row.holder.name)}.pdf"
            evidence = Evidence(certificate_paper(tenant, row), name)
            add_evidence(actor=actor, certificate_id=row.pk, evidence=evidence, at=now - _AGO)


def certificate_paper(tenant: Tenant, row: Certificate) -> bytes:
    """The certificate as the training department hands it out; the same row gives the same bytes."""
    person = row.work_kind is not None
    what = row.work_kind.name if row.work_kind is not None else "Kundendienst als Betrieb"
    course = row.course.name if row.course is not None else ""
    proven = (
        f"hat am {course} mit Erfolg teilgenommen und darf Arbeiten der Art „{what}“ ausführen."
        if course
        else f"erfüllt die Voraussetzungen für „{what}“."
    )
    issued, until = (format_date(day, "long", locale="de_DE") for day in (row.issued_on, row.valid_until))
    return render_letter(
        LetterContent(
            letterhead=letterhead_of(tenant),
            recipient=(row.holder.name,),
            date=row.issued_on,
            subject=f"Zertifikat {row.number}",
            salutation=row.holder.name,
            paragraphs=(
                proven,
                "Das Zertifikat gilt nur für die genannte Person und ist nicht übertragbar."
                if person
                else "Das Zertifikat gilt für den genannten Betrieb.",
            ),
            table=(("Arbeitsart", what), ("Ausgestellt am", issued), ("Gültig bis", until)),
            closing="Für die Schulung",
            signer=_TRAINER,
        )
    )
