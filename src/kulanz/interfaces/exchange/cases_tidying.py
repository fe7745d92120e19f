"""What was put away in a partner's folder goes when the file itself does: after its time, with a person."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog
from django.db.models import Q

from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.interfaces.exchange.connector import PROCESSED, REJECTED
from kulanz.interfaces.exchange.files import remove
from kulanz.interfaces.exchange.folders import folders_of_partner
from kulanz.stages.contact.commands.partners import KEPT_FOR
from kulanz.stages.contact.models import Partner, PartnerFile
from kulanz.stages.execution.connectors import NotReachable

log = structlog.get_logger("kulanz.partners")
_OURS: Final = re.compile(r"(\d{1,18})-.+\.(?:xml|zip)")


def tidy_folders(tenant_id: int, at: datetime) -> int:
    """How many files went, results included. A folder that is not to be reached waits for the next round."""
    with tenant_context(tenant_id):
        partners = list(Partner.objects.filter(tenant_id=tenant_id).order_by("id"))
    gone = 0
    for partner in partners:
        try:
            with tenant_context(tenant_id):
                into = folders_of_partner(partner).into
                gone += sum(_tidy(partner, into / name, at) for name in (PROCESSED, REJECTED))
        except (NotReachable, InvalidValue, Refusal, OSError) as reason:
            log.warning("partner_folder_not_tidied", partner=partner.pk, reason=str(reason))
    return gone


def _tidy(partner: Partner, folder: Path, at: datetime) -> int:
    found = list(_put_away(folder))
    rows = PartnerFile.objects.filter(tenant_id=partner.tenant_id, partner=partner, way="folder")
    # one that was never kept, such as an empty one, has no record and stays its time
    ended = Q(finished_at__lt=at - KEPT_FOR) | Q(storage_key="", records__gt=0)
    over = set(rows.filter(ended, pk__in={pk for pk, _path in found}).values_list("pk", flat=True))
    paths = [path for pk, path in found if pk in over]
    for path in paths:
        remove(path)
    return len(paths)


def _put_away(folder: Path) -> Iterator[tuple[int, Path]]:
    if folder.is_symlink() or not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            ours = _OURS.fullmatch(entry.name)
            if ours is not None and entry.is_file(follow_symlinks=False):
                yield int(ours[1]), folder / entry.name
