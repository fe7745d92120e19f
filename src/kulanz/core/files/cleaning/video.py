"""MP4 and MOV: everything but picture and sound is blanked in place, so that no offset moves.

Place, device and time of recording lie in several spots: user data and metadata boxes of the movie and
its tracks, maker boxes of every kind, padding, and tracks of their own (telemetry with coordinates for
each second, also disguised as subtitles). So the rule is turned round: boxes known to be needed stay,
all others become `free` boxes full of zeros, and tracks that are neither picture nor sound lose their
samples as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from kulanz.core.files.cleaning.refused import CannotClean

_NEEDED: Final[dict[bytes, frozenset[bytes]]] = {
    b"": frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp", b"pdin"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tapt"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stps"}
        | {b"sdtp", b"sgpd", b"sbgp", b"subs"}
    ),
    b"mvex": frozenset({b"mehd", b"trex"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs"}),
}
_DATED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_KEPT_HANDLERS: Final = frozenset({b"vide", b"soun"})
_MOST_BOXES: Final = 100_000
_LARGEST_TABLE: Final = 4 * 1024 * 1024
_ZEROS: Final = bytes(256 * 1024)


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def clean_video(file: IO[bytes]) -> None:
    """Cleans a complete copy of the video in place; raises CannotClean when it is not well-formed."""
    end = file.seek(0, 2)
    top = list(_boxes(file, 0, end))
    movies = [box for box in top if box.kind == b"moov"]
    if len(movies) != 1:
        raise CannotClean("not exactly one moov box")
    tracks = [box for box in _boxes(file, movies[0].body, movies[0].end) if box.kind == b"trak"]
    dropped = [track for track in tracks if _handler(file, track) not in _KEPT_HANDLERS]
    if len(dropped) == len(tracks):
        raise CannotClean("no picture and no sound")
    if dropped and any(box.kind == b"moof" for box in top):
        raise CannotClean("a further track in fragments")
    media = [box for box in top if box.kind == b"mdat"]
    for track in dropped:
        for start, size in _samples(file, track):
            if not any(box.body <= start and start + size <= box.end for box in media):
                raise CannotClean("a sample outside the media data")
            _zero(file, start, start + size)
    for track in dropped:
        _free(file, track)
    _clean_level(file, b"", 0, end)


def _clean_level(file: IO[bytes], parent: bytes, start: int, end: int) -> None:
    for box in list(_boxes(file, start, end)):
        if box.kind not in _NEEDED[parent]:
            _free(file, box)
        elif box.kind in _NEEDED:
            _clean_level(file, box.kind, box.body, box.end)
        elif box.kind in _DATED:
            # Version 1 has two times of 64 bits each, version 0 of 32.
            file.seek(box.body)
            times = 16 if file.read(1) == b"\x01" else 8
            _zero(file, box.body + 4, min(box.body + 4 + times, box.end))


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[_Box]:
    position, count = start, 0
    while position < end:
        # QuickTime may end a list of boxes by four zero bytes.
        if end - position < 8:
            _zero(file, position, end)
            return
        file.seek(position)
        header = file.read(16)
        size, kind, body = int.from_bytes(header[:4], "big"), header[4:8], position + 8
        if size == 1:
            size, body = int.from_bytes(header[8:16], "big"), position + 16
        elif size == 0:
            size = end - position
        if position + size > end or body > position + size or (count := count + 1) > _MOST_BOXES:
            raise CannotClean(f"broken box at byte {position}")
        yield _Box(kind, position, body, position + size)
        position += size


def _child(file: IO[bytes], box: _Box, *path: bytes) -> _Box | None:
    for kind in path:
        found = next((child for child in _boxes(file, box.body, box.end) if child.kind == kind), None)
        if found is None:
            return None
        box = found
    return box


def _handler(file: IO[bytes], track: _Box) -> bytes:
    box = _child(file, track, b"mdia", b"hdlr")
    if box is None:
        return b""
    file.seek(box.body + 8)
    return file.read(4)


def _table(file: IO[bytes], stbl: _Box, kind: bytes) -> bytes | None:
    box = _child(file, stbl, kind)
    if box is None:
        return None
    if box.end - box.body > _LARGEST_TABLE:
        raise CannotClean("a sample table of unbelievable size")
    file.seek(box.body)
    return file.read(box.end - box.body)


def _number(table: bytes, position: int, width: int = 4) -> int:
    if position + width > len(table):
        raise CannotClean("a sample table ends too early")
    return int.from_bytes(table[position : position + width], "big")


def _samples(file: IO[bytes], track: _Box) -> Iterator[tuple[int, int]]:
    """Position and size of every chunk of a track, from its sample tables."""
    stbl = _child(file, track, b"mdia", b"minf", b"stbl")
    if stbl is None:
        return
    sizes, chunks = _table(file, stbl, b"stsz"), _table(file, stbl, b"stsc")
    offsets, width = _table(file, stbl, b"stco"), 4
    if offsets is None:
        offsets, width = _table(file, stbl, b"co64"), 8
    if offsets is None or (chunk_count := _number(offsets, 4)) == 0:
        return
    if sizes is None or chunks is None:
        raise CannotClean("a track without sample sizes")
    fixed, runs = _number(sizes, 4), _number(chunks, 4)
    sample, run = 0, 0
    for chunk in range(chunk_count):
        while run + 1 < runs and _number(chunks, 8 + 12 * (run + 1)) <= chunk + 1:
            run += 1
        per_chunk = _number(chunks, 8 + 12 * run + 4)
        if fixed:
            size = fixed * per_chunk
        else:
            size = sum(_number(sizes, 12 + 4 * (sample + i)) for i in range(per_chunk))
        sample += per_chunk
        yield _number(offsets, 8 + width * chunk, width), size


def _free(file: IO[bytes], box: _Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    _zero(file, box.body, box.end)


def _zero(file: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        start += file.write(_ZEROS[: min(len(_ZEROS), end - start)])
