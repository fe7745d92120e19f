"""Content and rows belong together: stored whole or not at all, and what a crash leaves is found."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.files import samples
from tests.files.conftest import AT

from kulanz.core.files import check
from kulanz.core.files.check import Problem, find_inconsistencies, remove_orphans
from kulanz.core.files.commands import erase_file, read_file, store_file, used_bytes
from kulanz.core.files.copies import clean_copy
from kulanz.core.files.models import StoredFile
from kulanz.core.files.refusals import ContentMissing, FileTooLarge, QuotaExceeded, TypeNotAllowed
from kulanz.core.files.storage import storage
from kulanz.core.files.types import LIMIT

Store = Callable[[bytes, str], StoredFile]


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_content_is_kept_as_sent(store: Store, folder: Path, tenant: Any) -> None:
    content = samples.photo()
    stored = store(content, "C:\\Fotos\\Stuhl.jpg")
    assert read_file(stored).read() == content
    assert (stored.name, stored.size, stored.content_type) == ("Stuhl.jpg", len(content), "image/jpeg")
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.key.startswith(f"{tenant.pk}/{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}-")
    assert [path.stat().st_mode & 0o077 for path in on_disk(folder)] == [0]
    assert find_inconsistencies(tenant.pk, verify_hashes=True) == []


def test_streams_and_uploaded_files_are_taken_too(tenant: Any, folder: Path) -> None:
    content = samples.pdf()
    sources: list[IO[bytes]] = [io.BytesIO(content), SimpleUploadedFile("x.pdf", content)]
    for source in sources:
        assert (
            read_file(store_file(tenant_id=tenant.pk, content=source, name="x.pdf", at=AT)).read() == content
        )


def test_what_is_refused_leaves_nothing(store: Store, folder: Path, tenant: Any) -> None:
    with pytest.raises(TypeNotAllowed):
        store(samples.docx(**{"word__vbaProject.bin": b"x"}), "a.docx")
    endless = io.BytesIO(samples.photo() + bytes(LIMIT))
    with pytest.raises(FileTooLarge):
        store_file(tenant_id=tenant.pk, content=endless, name="a.jpg", at=AT)
    assert on_disk(folder) == []
    assert not StoredFile.objects.exists()


def test_the_quota_is_the_tenants(store: Store, tenant: Any) -> None:
    content = samples.photo()
    tenant.storage_quota_bytes = len(content) + 10
    tenant.save(update_fields=["storage_quota_bytes"])
    store(content, "a.jpg")
    assert used_bytes(tenant.pk) == len(content)
    with pytest.raises(QuotaExceeded, match="Speicherplatz"):
        store(content, "b.jpg")


def test_erasing_removes_content_copies_and_name(
    store: Store, folder: Path, tenant: Any, django_capture_on_commit_callbacks: Any
) -> None:
    stored, other = store(samples.photo(), "Ada.jpg"), store(samples.photo(), "b.jpg")
    clean_copy(stored).content.close()
    with django_capture_on_commit_callbacks(execute=True):
        erase_file(stored=stored, at=AT)
    stored.refresh_from_db()
    assert stored.name == "entfernt"
    with pytest.raises(ContentMissing):
        read_file(stored)
    assert len(on_disk(folder)) == 1
    assert read_file(other).read() == samples.photo()
    assert find_inconsistencies(tenant.pk) == []


def test_differences_are_found_and_orphans_removed(store: Store, folder: Path, tenant: Any) -> None:
    lost, changed, short, orphan = (store(samples.pdf(name), "a.pdf") for name in (b"a", b"b", b"c", b"d"))
    (folder / lost.key).unlink()
    (folder / changed.key).write_bytes(bytes(changed.size))
    (folder / short.key).write_bytes(b"x")
    StoredFile.objects.filter(pk=orphan.pk).delete()
    found = {
        (finding.problem, finding.file_id) for finding in find_inconsistencies(tenant.pk, verify_hashes=True)
    }
    assert found == {
        (Problem.CONTENT_MISSING, lost.pk),
        (Problem.WRONG_HASH, changed.pk),
        (Problem.WRONG_SIZE, short.pk),
        (Problem.ORPHAN, None),
    }
    now = datetime.now(UTC)
    assert remove_orphans(tenant_id=tenant.pk, at=now) == 0, "it may belong to a transaction under way"
    assert remove_orphans(tenant_id=tenant.pk, at=now + timedelta(days=2)) == 1
    assert not (folder / orphan.key).exists()
    assert (folder / changed.key).exists()


def test_another_tenants_files_are_invisible(store: Store, folder: Path) -> None:
    from tests.conftest import make_tenant

    from kulanz.core.tenancy.context import tenant_context

    stored = store(samples.photo(), "a.jpg")
    with tenant_context(make_tenant("suedlicht").pk):
        assert not StoredFile.objects.filter(pk=stored.pk).exists()


def test_parallel_copies_do_not_disturb_each_other(folder: Path) -> None:
    stored = StoredFile(key="1/ab/cd/" + "ab" * 32 + "-00000000", name="a.jpg", content_type="image/jpeg")
    path = folder / stored.key
    path.parent.mkdir(parents=True)
    path.write_bytes(samples.photo())
    sizes: list[int] = []
    threads = [threading.Thread(target=lambda: sizes.append(clean_copy(stored).size)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(sizes)) == 1
    assert len(sizes) == 6
    assert len(on_disk(folder)) == 2
    assert not list((folder / "1" / "incoming").iterdir())


def test_content_others_hold_is_no_orphan(folder: Path, tenant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    key, _sha256, _size = storage().write(tenant.pk, iter([b"raw mail"]))
    assert [finding.problem for finding in find_inconsistencies(tenant.pk)] == [Problem.ORPHAN]
    monkeypatch.setattr(check, "_holders", {})
    check.register_keys("mails", lambda tenant_id: [key] if tenant_id == tenant.pk else [])
    assert find_inconsistencies(tenant.pk) == []
    assert remove_orphans(tenant_id=tenant.pk, at=datetime.now(UTC) + timedelta(days=2)) == 0
    (folder / key).unlink()
    assert [finding.problem for finding in find_inconsistencies(tenant.pk)] == [Problem.CONTENT_MISSING]
