"""The look of our mails: a plain text and a small HTML page that every mail program shows.

Mail programs know no style sheets of ours, so the styles stand inline here; nothing is loaded from outside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from kulanz.core.mail.charsets import one_line, storable

LOGO_ID = "logo@kulanz.invalid"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DEFAULT_COLOUR = "#1f4e79"
_URL = re.compile(r"https?://[^\s<>\"'()\[\]]{3,1000}[^\s<>\"'()\[\].,;:!?]")
_FONT = "font-family:'Segoe UI',Helvetica,Arial,sans-serif"
_TEXT = f"{_FONT};font-size:16px;line-height:1.5;color:#1f2933"
_SMALL = f"{_FONT};font-size:13px;line-height:1.5;color:#52606d"


@dataclass(frozen=True, slots=True)
class MailBrand:
    """What a mail takes from the tenant: name, main colour, logo and the lines at the foot (imprint)."""

    name: str
    colour: str = _DEFAULT_COLOUR
    logo: bytes = b""
    logo_type: str = "image/png"
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MailLink:
    """The one thing to click on."""

    label: str
    url: str

    def safe_url(self) -> str:
        """The address when it is one of the web, else ''."""
        return self.url if re.fullmatch(r"https?://[!-~]{3,2000}", self.url) else ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What the reader sees: text with blank lines between paragraphs, facts as label and value."""

    text: str
    brand: MailBrand
    heading: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    link: MailLink | None = None
    language: str = "de"


def plain_letter(letter: Letter) -> str:
    """The mail as plain text."""
    brand, link = letter.brand, letter.link
    pieces = [one_line(letter.heading, 300), storable(letter.text).strip()]
    pieces.append(
        "\n".join(f"{one_line(label, 200)}: {one_line(value, 500)}" for label, value in letter.facts)
    )
    if link is not None and link.safe_url():
        pieces.append(f"{one_line(link.label, 200)}:\n{link.safe_url()}")
    foot = "\n".join(line for line in (one_line(x, 300) for x in (brand.name, *brand.footer)) if line)
    body = "\n\n".join(piece for piece in pieces if piece)
    return f"{body}\n\n-- \n{foot}\n" if foot else f"{body}\n"


def html_letter(letter: Letter) -> str:
    """The mail as an HTML page; everything given is escaped."""
    brand, language = letter.brand, letter.language
    colour = brand.colour if _COLOUR.fullmatch(brand.colour) else _DEFAULT_COLOUR
    name = escape(one_line(brand.name, 200))
    lang = escape(language) if re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", language) else "de"
    head = (
        f'<img src="cid:{LOGO_ID}" alt="{name}" height="44" style="height:44px;border:0">'
        if brand.logo
        else f'<span style="{_FONT};font-size:20px;font-weight:600;color:#1f2933">{name}</span>'
    )
    body = _heading(letter.heading) + _paragraphs(storable(letter.text))
    body += _facts(letter.facts) + _button(letter.link, colour)
    foot = "<br>".join(escape(one_line(line, 300)) for line in brand.footer if line.strip())
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{name}</title></head>\n"
        '<body style="margin:0;padding:0;background:#f5f7fa">\n'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="background:#f5f7fa"><tr><td align="center" style="padding:24px 12px">\n'
        '<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" '
        f'style="width:100%;max-width:600px;background:#ffffff;border-top:4px solid {colour}">\n'
        f'<tr><td style="padding:24px 28px 8px">{head}</td></tr>\n'
        f'<tr><td style="padding:8px 28px 24px;{_TEXT}">\n{body}</td></tr>\n'
        f'<tr><td style="padding:16px 28px 24px;border-top:1px solid #e4e7eb;{_SMALL}">{name}'
        f"{'<br>' + foot if foot else ''}</td></tr>\n"
        "</table>\n</td></tr></table>\n</body></html>\n"
    )


def _heading(heading: str) -> str:
    shown = escape(one_line(heading, 300))
    style = f"margin:8px 0 16px;{_FONT};font-size:20px;line-height:1.3;color:#1f2933"
    return f'<h1 style="{style}">{shown}</h1>\n' if shown else ""


def _paragraphs(text: str) -> str:
    pieces = [piece for piece in re.split(r"\n{2,}", text.strip()) if piece.strip()]
    return "".join(f'<p style="margin:0 0 16px">{_inline(piece)}</p>\n' for piece in pieces)


def _inline(text: str) -> str:
    """Escaped text with line breaks, its web addresses clickable."""
    out: list[str] = []
    position = 0
    for match in _URL.finditer(text):
        address = escape(match[0])
        out += [escape(text[position : match.start()]), f'<a href="{address}">{address}</a>']
        position = match.end()
    out.append(escape(text[position:]))
    return "".join(out).replace("\n", "<br>\n")


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    if not facts:
        return ""
    rows = "".join(
        f'<tr><th align="left" style="padding:4px 16px 4px 0;vertical-align:top;{_SMALL}">'
        f'{escape(one_line(label, 200))}</th><td style="padding:4px 0;{_TEXT}">{escape(one_line(value, 500))}'
        "</td></tr>\n"
        for label, value in facts
    )
    return f'<table cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">\n{rows}</table>\n'


def _button(link: MailLink | None, colour: str) -> str:
    if link is None or not link.safe_url():
        return ""
    address = escape(link.safe_url())
    style = (
        f"display:inline-block;padding:12px 20px;border-radius:4px;background:{colour};"
        f"color:{_ink(colour)};text-decoration:none;font-weight:600"
    )
    return (
        f'<p style="margin:0 0 8px"><a href="{address}" style="{style}">'
        f"{escape(one_line(link.label, 200))}</a></p>\n"
        f'<p style="margin:0 0 16px;{_SMALL};word-break:break-all">{address}</p>\n'
    )


def _ink(colour: str) -> str:
    """Black or white, whichever can be read on the colour (WCAG relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
