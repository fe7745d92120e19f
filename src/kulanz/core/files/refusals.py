"""Why a file is not taken in, or not handed out, in words the sender understands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class FileRefusal(Refusal):
    """The common base, so that a form can catch everything about its file field at once."""

    field = "file"


class EmptyFile(FileRefusal):
    message = _("Die Datei „%(name)s“ ist leer. Bitte wählen Sie sie noch einmal aus.")


class FileTooLarge(FileRefusal):
    message = _(
        "Die Datei „%(name)s“ ist zu groß. Fotos und Dokumente dürfen höchstens 25 MB, "
        "Videos (MP4, MOV) höchstens 200 MB haben."
    )


class TypeNotAllowed(FileRefusal):
    message = _(
        "Die Datei „%(name)s“ können wir nicht annehmen: %(reason)s. Möglich sind Fotos (auch HEIC), "
        "Videos (MP4, MOV), PDF, Office-Dokumente ohne Makros und Text."
    )


class QuotaExceeded(FileRefusal):
    message = _(
        "Der Speicherplatz reicht für diese Datei nicht mehr: belegt sind %(used)s von %(quota)s. "
        "Bitte wenden Sie sich an uns, damit wir Platz schaffen."
    )


class UploadNotFound(FileRefusal):
    message = _("Dieses Hochladen ist abgelaufen oder unbekannt. Bitte wählen Sie die Datei noch einmal aus.")


class WrongOffset(FileRefusal):
    """The sender continues at another byte than the one we have; `details["expected"]` says which."""

    message = _("Das Hochladen muss bei Byte %(expected)s weitergehen, nicht bei Byte %(given)s.")


class TooMuchData(FileRefusal):
    message = _(
        "Es kamen mehr Daten an als angekündigt (höchstens %(size)s Bytes fehlten noch). "
        "Bitte laden Sie die Datei neu hoch."
    )


class UploadIncomplete(FileRefusal):
    message = _("Das Hochladen ist noch nicht vollständig: %(received)s von %(size)s Bytes sind da.")


class TooManyUploads(FileRefusal):
    message = _("Es laufen schon %(count)s Uploads. Bitte warten Sie, bis einer davon fertig ist.")


class CopyNotPossible(FileRefusal):
    message = _(
        "Von der Datei „%(name)s“ lässt sich keine Kopie ohne Orts- und Gerätedaten herstellen. "
        "Deshalb geben wir sie nicht weiter."
    )


class ContentMissing(FileRefusal):
    message = _("Der Inhalt der Datei „%(name)s“ ist nicht mehr vorhanden.")
