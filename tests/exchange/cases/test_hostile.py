"""Files that mean harm, or are just wrong: refused as a whole, and nothing of them happens."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest

from kulanz.cases.models import Case
from kulanz.core.files.models import StoredFile
from kulanz.core.files.types import MEGABYTE
from kulanz.interfaces.exchange import cases_archive, cases_scanning
from kulanz.interfaces.exchange.cases_archive import opened
from kulanz.interfaces.exchange.cases_results import results_bytes
from kulanz.interfaces.exchange.parsing import Unacceptable
from kulanz.interfaces.exchange.schema import CASES
from kulanz.stages.contact.models import PartnerFile, PartnerRecord, PartnerResult
from tests.exchange.cases.conftest import Take
from tests.exchange.cases.files import DECLARATION, cases_file, new_case, valid, zipped

GOOD = new_case("B-1")
LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;">
<!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;">]>"""
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<?xml version="1.0"?><!DOCTYPE c SYSTEM "http://example.invalid/c.dtd">'
MANY = "<newCase " + " ".join(f'a{n}="1"' for n in range(21)) + "/>"
NESTED = "<newCase>" + "<a>" * 50 + "</a>" * 50 + "</newCase>"


def refused(file: PartnerFile) -> str:
    """The reason; nothing happened but the row that says so."""
    assert file.state == "refused"
    assert not Case.objects.exists()
    assert not PartnerRecord.objects.exists()
    assert not PartnerResult.objects.exists()
    assert not StoredFile.objects.exists()
    root = valid(results_bytes(file))
    assert root.get("outcome") == "refused"
    return str(root[0].get("code"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (cases_file(GOOD, declaration=LAUGHS), "doctype"),
        (cases_file(new_case("B-1", title="&x;"), declaration=EXTERNAL), "doctype"),
        (cases_file(GOOD, declaration=REMOTE), "doctype"),
        (cases_file(GOOD, declaration="<!-- x --><?x y?><!DOCTYPE cases>"), "doctype"),
        (cases_file(new_case("B-1", title="&unknown;")), "not_well_formed"),
        (cases_file(GOOD, NESTED), "too_deep"),
        (cases_file(GOOD, new_case("B-2", title="x" * 60_001)), "too_much_text"),
        (cases_file(GOOD, new_case("x" * 1_001)), "too_much_text"),
        (cases_file(GOOD, MANY), "too_many_elements"),
        (cases_file(GOOD, "<newCase>" + "<a/>" * 25_001 + "</newCase>"), "record_too_large"),
        (cases_file(GOOD, "<delete/>"), "unknown_record"),
        (cases_file(GOOD, '<newCase xmlns="urn:other"/>'), "unknown_record"),
        (cases_file(GOOD).replace(CASES.namespace.encode(), b"urn:other"), "not_cases"),
        (f"{DECLARATION}<orders xmlns='urn:kulanz:orders:1'/>".encode(), "not_cases"),
        (cases_file(GOOD)[:-3], "not_well_formed"),
        (cases_file(GOOD) + b"<more/>", "not_well_formed"),
        (cases_file(new_case("B-1", title="\x01")), "not_well_formed"),
        (cases_file(GOOD).decode().encode("utf-16"), "not_utf8"),
        (cases_file(new_case("B-1", title="Ä")).decode().encode("latin-1"), "not_utf8"),
        (cases_file(GOOD, declaration='<?xml version="1.0" encoding="ISO-8859-1"?>'), "not_utf8"),
        (cases_file(GOOD, declaration='<?xml version="1.0" encoding="UTF-7"?>'), "not_utf8"),
        (b"kein XML", "not_xml"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(500), "not_xml"),
        (b"MZ\x90\x00\x03", "not_xml"),
        (b"\xef\xbb\xbf \n\t", "empty"),
        (cases_file(GOOD, sender="fremd"), "other_sender"),
        (cases_file(GOOD, to="anderswo"), "other_receiver"),
    ],
)
def test_it_is_refused_without_effect(take: Take, content: bytes, code: str) -> None:
    assert refused(take(content)) == code


def test_too_many_records_and_too_large(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases_scanning, "MOST_RECORDS", 3)
    assert refused(take(cases_file(*[new_case(f"B-{n}") for n in range(4)]))) == "too_many_records"
    monkeypatch.setattr(cases_scanning, "MOST_ELEMENTS", 5)
    assert refused(take(cases_file(*[new_case(f"C-{n}") for n in range(3)]))) == "too_many_elements"
    monkeypatch.setattr(cases_archive, "MOST_BYTES", 100)
    assert refused(take(cases_file(GOOD))) == "too_large"


def test_wrong_content_of_an_attachment_refuses_its_record_alone(take: Take) -> None:
    broken = '<attachments><attachment name="a.txt">AAA</attachment></attachments>'
    file = take(cases_file(new_case("B-1", broken), new_case("B-2")))
    assert [r.outcome for r in file.results.all()] == ["refused", "taken"]
    assert Case.objects.get().dealer_reference == "B-2"


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("vorgaenge.xml", cases_file(GOOD))
        for name, content in entries:
            made.writestr(name, content)
    return target.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link.txt")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (archive(("../x.txt", b"x")), "archive_name"),
        (archive(("/etc/x.txt", b"x")), "archive_name"),
        (archive(("a/b.txt", b"x")), "archive_name"),
        (archive(("ordner/", b"")), "archive_name"),
        (archive(("C:x.txt", b"x")), "archive_name"),
        (archive(("..\\x.txt", b"x")), "archive_name"),
        (archive((".versteckt", b"x")), "archive_name"),
        (archive(("a.txt", b"x"), ("a.txt", b"y")), "archive_name"),
        (archive(("a.txt", b"x"), ("A.TXT", b"y")), "archive_name"),
        (archive(("fu\u0308r.txt", b"x"), ("f\u00fcr.txt", b"y")), "archive_name"),
        (archive((link(), b"/etc/passwd")), "archive_name"),
        (archive(("zwei.xml", cases_file(GOOD))), "archive_xml"),
        (zipped(b"<x/>", {}), "archive_without_xml"),
        (archive(*[(f"{n}.txt", b"") for n in range(1_001)]), "archive_count"),
        (archive(("bombe.txt", b"\x00" * (201 * 1024 * 1024))), "archive_size"),
        (b"PK\x03\x04 kein Archiv", "archive_broken"),
        (archive()[:-30], "archive_broken"),
    ],
)
def test_archives_are_looked_at_before_they_are_unpacked(
    take: Take, content: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked: list[str] = []
    really = zipfile.ZipFile.open

    def noted(self: zipfile.ZipFile, name: zipfile.ZipInfo, *more: object, **how: object) -> object:
        unpacked.append(name.filename)
        return really(self, name, *more, **how)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(zipfile.ZipFile, "open", noted)
    assert refused(take(content, name="alles.zip")) == code
    if code in ("archive_name", "archive_size", "archive_count"):
        assert unpacked == []


def test_a_size_that_was_lied_about_is_found_out(take: Take) -> None:
    """The directory says ten bytes; more are not unpacked, and the record is refused."""
    import hashlib

    content = b"y" * 5_000_000
    digest = hashlib.sha256(content).hexdigest()
    record = new_case("B-1", f'<attachments><attachment name="a.txt" sha256="{digest}"/></attachments>')
    made = bytearray(zipped(cases_file(record), {"a.txt": content}))
    entry = made.rindex(b"PK\x01\x02")
    made[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    file = take(bytes(made), name="a.zip")
    assert [r.problems[0]["code"] for r in file.results.all()] == ["attachment_broken"]
    assert not Case.objects.exists()


def test_a_directory_of_too_many_names_is_never_taken_in() -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *[0] * 8, 1, *[0] * 6) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, len(entry) * 100_000, 30, 0)
    content = _Watched(b"PK\x03\x04" + bytes(26) + entry * 100_000 + end)
    with pytest.raises(Unacceptable) as refused:
        opened(content, len(content.getvalue()))
    assert refused.value.problems[0].code == "archive_count"
    assert content.longest <= MEGABYTE + 1


class _Watched(io.BytesIO):
    longest = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.longest = max(self.longest, len(found))
        return found


def test_how_a_file_is_indented_is_no_text_of_its_own(take: Take) -> None:
    space = "\n" + " " * 40_000
    assert take(cases_file(new_case("B-1"), space, new_case("B-2"), space)).taken == 2
    file = take(cases_file(f"<newCase reference='B-3'><title>{'x ' * 40_000}</title></newCase>"))
    assert [problem["code"] for problem in file.problems] == ["too_much_text"]
    assert Case.objects.count() == 2
