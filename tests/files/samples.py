"""Files made in code: photos with a place, videos with tracks, office documents, PDFs."""

from __future__ import annotations

import io
import struct
import zipfile

import pillow_heif
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

PLACE = b"+48.3705+010.8978/"
SERIAL = "SN-4711-0815"


def picture(size: tuple[int, int] = (640, 480), mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 4), fill="red")
    return image


def exif(orientation: int = 6) -> Image.Exif:
    """Position, camera and its serial number, as a phone writes them."""
    data = Image.Exif()
    data[0x010F], data[0x0110], data[0x0112] = "Fernblick", "Kamera 3", orientation
    data.get_ifd(0x8769)[0xA431] = SERIAL
    place = data.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(48), IFDRational(22), IFDRational(13))
    place[3], place[4] = "E", (IFDRational(10), IFDRational(53), IFDRational(52))
    return data


def photo(form: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    picture().save(target, form, exif=exif(), xmp=b"<x>" + PLACE + b"</x>", comment=SERIAL, **options)
    return target.getvalue()


def heic() -> bytes:
    target = io.BytesIO()
    heif = pillow_heif.from_pillow(picture())
    heif.save(target, exif=exif(orientation=1).tobytes(), quality=60)
    return target.getvalue()


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _track(handler: bytes, offset: int, samples: list[int]) -> bytes:
    sizes = struct.pack(">III", 0, 0, len(samples)) + b"".join(struct.pack(">I", size) for size in samples)
    stbl = box(
        b"stbl",
        box(b"stsd", bytes(8)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, len(samples), 1)),
        box(b"stsz", sizes),
        box(b"stco", struct.pack(">III", 0, 1, offset)),
    )
    return box(
        b"trak",
        box(b"tkhd", struct.pack(">III", 0, 0xDADADADA, 0xDADADADA) + bytes(72)),
        box(b"udta", box(b"\xa9mak", b"Fernblick")),
        box(
            b"mdia",
            box(b"mdhd", struct.pack(">III", 0, 0xDADADADA, 0xDADADADA) + bytes(12)),
            box(b"hdlr", bytes(8) + handler + bytes(12)),
            box(b"minf", stbl),
        ),
    )


def video(brand: bytes = b"qt  ") -> bytes:
    """Picture data first, then the movie box: place in user data, in metadata and in a track of its own."""
    ftyp = box(b"ftyp", brand, bytes(4), brand)
    frames, telemetry = b"PICTURE!" * 400, b"GPS" + PLACE + b"GPS"
    start = len(ftyp) + 8
    mdat = box(b"mdat", frames, telemetry)
    moov = box(
        b"moov",
        box(b"mvhd", struct.pack(">III", 0, 0xDADADADA, 0xDADADADA) + bytes(88)),
        _track(b"vide", start, [len(frames)]),
        _track(b"meta", start + len(frames), [3, len(PLACE), 3]),
        box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0), PLACE)),
        box(b"meta", bytes(4), box(b"keys", b"com.apple.quicktime.location.ISO6709"), PLACE),
    )
    return ftyp + mdat + moov + box(b"free", SERIAL.encode()) + box(b"uuid", bytes(16), PLACE)


def zipped(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=stored)
    return target.getvalue()


def docx(**more: bytes) -> bytes:
    entries = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": b"<w:document>Stuhl wackelt</w:document>",
        "docProps/core.xml": b"<cp:coreProperties><dc:creator>Ada Geheim</dc:creator></cp:coreProperties>",
        "word/media/image1.jpg": photo(),
    }
    return zipped(entries | {name.replace("__", "/"): content for name, content in more.items()})


def odt() -> bytes:
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": b"<office:document-content/>",
            "meta.xml": b"<meta:initial-creator>Ada Geheim</meta:initial-creator>",
        }
    )


def pdf(author: bytes = b"Ada Geheim") -> bytes:
    xmp = b"<rdf><dc:creator><rdf:Seq><rdf:li>" + author + b"</rdf:li></rdf:Seq></dc:creator></rdf>"
    image = photo()
    return (
        b"%PDF-1.4\n1 0 obj<</Author (" + author + b") /Title (Angebot) /Producer <4142>>>endobj\n"
        b"2 0 obj<</Type/Metadata>>stream\n" + xmp + b"\nendstream endobj\n"
        b"3 0 obj<</Filter/DCTDecode>>stream\n" + image + b"\nendstream endobj\n%%EOF"
    )
