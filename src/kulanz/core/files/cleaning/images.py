"""Photos: decoded and encoded anew, so that nothing but the picture itself remains."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import IO, Final

import pillow_heif
from PIL import Image, ImageCms, ImageOps, ImageSequence

from kulanz.core.files.cleaning.refused import CannotClean

pillow_heif.register_heif_opener()

# Large enough for the 108-megapixel mode of phones; JPEGs are decoded at a fraction of their size.
MOST_PIXELS_JPEG: Final = 120_000_000
MOST_PIXELS: Final = 50_000_000
MOST_PIXELS_ANIMATED: Final = 200_000_000
# A copy keeps its resolution up to this edge: more than any screen or print of a case needs.
LONGEST_EDGE: Final = 6000
_FORMATS: Final = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
    "image/avif": ("AVIF",),
    "image/tiff": ("TIFF",),
    "image/bmp": ("BMP", "DIB"),
}
_ANIMATED: Final = {"image/gif": "GIF", "image/webp": "WEBP", "image/tiff": "TIFF"}
_SRGB: Final = ImageCms.createProfile("sRGB")


def clean_photo(source: IO[bytes], target: IO[bytes], content_type: str) -> str:
    """Writes the picture without any metadata, upright; answers the copy's content type."""
    with _opened(source, content_type, edge=LONGEST_EDGE) as image:
        frames = getattr(image, "n_frames", 1)
        if frames > 1 and content_type in _ANIMATED:
            _copy_frames(image, frames, target, _ANIMATED[content_type])
            return content_type
        picture = _plain(image)
        picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
        if content_type in {"image/png", "image/gif", "image/bmp"}:
            picture.save(target, "PNG")
            return "image/png"
        if content_type == "image/webp" and _has_alpha(picture):
            picture.save(target, "WEBP", quality=90)
            return "image/webp"
        _on_white(picture).save(target, "JPEG", quality=90, optimize=True)
        return "image/jpeg"


def small_picture(source: IO[bytes], target: IO[bytes], content_type: str, edge: int) -> None:
    """Writes a JPEG of the first frame, at most `edge` pixels wide and high."""
    with _opened(source, content_type, edge=edge) as image:
        picture = _plain(image)
        picture.thumbnail((edge, edge))
        _on_white(picture).save(target, "JPEG", quality=82, optimize=True, progressive=True)


@contextlib.contextmanager
def _opened(source: IO[bytes], content_type: str, edge: int) -> Iterator[Image.Image]:
    """Opens only the decoder of this content type and only pictures of bearable size."""
    try:
        with warnings.catch_warnings():
            # The pixel limits here are our own and stricter where it matters.
            warnings.simplefilter("ignore")
            with Image.open(source, formats=_FORMATS[content_type]) as image:
                _require_bearable(image, content_type)
                if content_type == "image/jpeg":
                    image.draft("RGB", (edge, edge))
                yield image
    except CannotClean:
        raise
    # Decoders of hostile files raise whatever they like; none of it may pass for a clean copy.
    except Exception as broken:
        raise CannotClean(str(broken)) from broken


def _require_bearable(image: Image.Image, content_type: str) -> None:
    pixels = image.width * image.height
    if pixels > (MOST_PIXELS_JPEG if content_type == "image/jpeg" else MOST_PIXELS):
        raise CannotClean(f"{pixels} pixels")


def _plain(image: Image.Image) -> Image.Image:
    """Upright, in sRGB, RGB or RGBA, with nothing attached."""
    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    mode = "RGBA" if _has_alpha(upright) else "RGB"
    if profile and upright.mode in {"RGB", "CMYK"}:
        # A profile that cannot be read only costs accuracy of colour.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            converted = ImageCms.profileToProfile(
                upright, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _SRGB, outputMode="RGB"
            )
            upright = converted or upright
    if upright.mode in {"I", "F", "I;16", "I;16B", "I;16L"}:
        upright = upright.point(lambda value: value / 256).convert("L")
    picture = upright.convert(mode)
    # Encoders write whatever they find here: comments, profiles, XMP.
    picture.info = {}
    return picture


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _copy_frames(image: Image.Image, frames: int, target: IO[bytes], form: str) -> None:
    """Animations and scans of several pages keep their frames."""
    if image.width * image.height * frames > MOST_PIXELS_ANIMATED:
        raise CannotClean(f"{frames} frames of {image.width} x {image.height}")
    pictures, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", 100)))
        pictures.append(_plain(frame))
    first, rest = pictures[0], pictures[1:]
    if form == "TIFF":
        first.save(target, form, save_all=True, append_images=rest, compression="tiff_lzw")
    else:
        first.save(target, form, save_all=True, append_images=rest, duration=durations, loop=0)
