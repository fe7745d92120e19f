"""HTML of strangers: cleaned for showing, and as plain text for reading, searching and answering."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import nh3

MAX_HTML = 1_500_000
# Deeper nesting than any mail program writes; browsers and cleaners get slow far beyond it.
MAX_DEPTH = 400

_TAGS = {
    "a", "abbr", "address", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small",
    "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt",
    "u", "ul",
}  # fmt: skip
_DROPPED_WITH_CONTENT = {
    "script", "style", "title", "head", "noscript", "template", "object", "iframe", "svg", "math", "textarea",
    "select", "button", "audio", "video", "noframes", "xmp",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_NUMBER = re.compile(r"\d{1,4}")


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        # Anything but a picture inside the mail would tell the sender that it was opened.
        return value if value.lower().startswith("cid:") and len(value) < 500 else None
    if tag == "a" and attribute == "href" and value.lower().startswith("cid:"):
        return None
    if attribute in ("width", "height", "colspan", "rowspan", "start"):
        return value if _NUMBER.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    link_rel="noopener nofollow noreferrer",
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    url_relative="deny",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
_EMPTY_IMAGE = re.compile(r"<img(?![^>]*\s(?:src|alt)=)[^>]*>")


def clean_html(source: str) -> str:
    """The HTML reduced to harmless tags: no scripts, styles, forms, no remote content; '' when nothing is
    left to show. Too deep or too long HTML becomes its plain text."""
    source = source[:MAX_HTML]
    if _too_deep(source):
        source = f"<pre>{html.escape(re.sub(r'<[^<>]*>', ' ', source))}</pre>"
    cleaned = _EMPTY_IMAGE.sub("", _CLEANER.clean(source)).strip()
    return cleaned if re.sub(r"<(?!img)[^>]*>|&nbsp;|\s", "", cleaned) else ""


_VOID = {"br", "hr", "img", "col", "meta", "link", "input", "area", "base", "wbr", "embed", "source", "param"}
# Often left open, since the next one closes them; they do not nest.
_SELF_CLOSING = {"p", "li", "td", "th", "tr", "dt", "dd", "option"}
_EDGE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")


def _too_deep(source: str) -> bool:
    depth = 0
    for match in _EDGE.finditer(source):
        name = match[2].lower()
        if name in _VOID or name in _SELF_CLOSING:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


_BLOCKS = {
    "address", "blockquote", "center", "div", "dl", "dd", "dt", "figure", "figcaption", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul", "caption",
}  # fmt: skip
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"}


class _Text(HTMLParser):
    """Plain text of cleaned HTML; quotes become lines with '>', list items lines with '-'."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._pre = 0
        self._href = ""
        self._link_start = 0

    def _end_line(self, blank: bool = False) -> None:
        text = "".join(self._line)
        text = text.rstrip() if self._pre else re.sub(r"[ \t\n\xa0]+", " ", text).strip()
        self._line = []
        prefix = "> " * min(self._quotes, 20)
        if text:
            self.lines.append(prefix + text)
        if blank and self.lines and self.lines[-1].strip("> "):
            self.lines.append(prefix.rstrip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            text = "".join(self._line).strip()
            self._end_line(blank=not text)
        elif tag in _BLOCKS:
            self._end_line(blank=tag in _PARAGRAPHS)
        if tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._pre += 1
        elif tag == "li":
            self._line.append("- ")
        elif tag in ("td", "th") and self._line:
            self._line.append(" ")
        elif tag == "a":
            self._href = next((value or "" for name, value in attrs if name == "href"), "")
            self._link_start = len(self._line)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href:
            shown = "".join(self._line[self._link_start :]).strip()
            target = self._href.removeprefix("mailto:").removeprefix("tel:")
            if target.startswith("http") and shown and target.rstrip("/") not in (shown, f"https://{shown}"):
                self._line.append(f" <{target[:500]}>")
            self._href = ""
        elif tag in _BLOCKS:
            self._end_line(blank=tag in _PARAGRAPHS)
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)

    def handle_data(self, data: str) -> None:
        if self._pre:
            first, *others = data.split("\n")
            self._line.append(first)
            for other in others:
                self._end_line()
                self._line.append(other)
        else:
            self._line.append(data)

    def result(self) -> str:
        """The collected text."""
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip()


def html_to_text(cleaned: str) -> str:
    """The readable text of HTML that clean_html() returned."""
    reader = _Text()
    reader.feed(cleaned)
    reader.close()
    return reader.result()


def text_to_html(text: str) -> str:
    """Plain text as HTML paragraphs, everything escaped."""
    paragraphs = re.split(r"\n{2,}", text.strip())
    return "".join(f"<p>{html.escape(p).replace(chr(10), '<br>')}</p>" for p in paragraphs if p.strip())
