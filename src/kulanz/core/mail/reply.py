"""What is new in a reply: without the quoted mail below or around it, without the telephone's signature.

mail-parser-reply knows how mail programs introduce a quote in many languages; here are the rules it lacks and
the care for its patterns, which take cubic time on long lines and so only ever see short ones.
"""

from __future__ import annotations

import re
from functools import cache

_LANGUAGES = ["de", "en", "fr", "it", "nl", "es", "pl", "cs", "da", "sv"]
_MAX_LINES = 20_000
_MAX_INTRODUCTION = 250
_MAX_ASKED = 60

_SEPARATOR = re.compile(
    r"\s*[-_=]{2,}\s*(?:Ursprüngliche (?:Nachricht|E-Mail|Mail)|Original[- ]?(?:nachricht|message|mail)|"
    r"Urspruengliche Nachricht|Message d.origine|Messaggio originale|Oorspronkelijk bericht|"
    r"Mensaje original|Oprindelig meddelelse|Ursprungligt meddelande)\s*[-_=]{2,}\s*",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"\s*-{2,}\s*(?:Weitergeleitete?|Forwarded|Message transféré|Doorgestuurd).{0,60}|"
    r"\s*(?:Anfang der weitergeleiteten (?:Nachricht|E-?Mail)|Begin forwarded message)\s*:\s*",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"\W{0,4}Am\b.{4,200}\bschrieb\b.{0,200}:\s*|\W{0,4}Am\b.{4,200}\bhat\b.{1,150}\bgeschrieben\s*:\s*|"
    r".{2,200}\bschrieb am\b.{4,150}:\s*|"
    r"\W{0,4}On\b.{4,200}\bwrote\s*:\s*|.{2,200}\bwrote on\b.{4,150}:\s*",
    re.IGNORECASE,
)
_INTRODUCING = re.compile(
    r"\b(?:schrieb|wrote|hat|écrit|scritto|schreef|escribi|napisa|skrev)", re.IGNORECASE
)
_FIELD = re.compile(
    r"[*_>\s]*(Von|From|De|Da|Van|Gesendet|Sent|Datum|Date|Envoyé|Inviato|Verzonden|An|To|À|A|Aan|Cc|Kopie|"
    r"Betreff|Subject|Objet|Oggetto|Onderwerp|Antwort an|Reply-To|Wichtigkeit|Importance)"
    r"[*_]*\s?:(?:[*_\s]|$)",
    re.IGNORECASE,
)
_SENDER_FIELDS = {"von", "from", "de", "da", "van"}
_SUBJECT_FIELDS = {
    "gesendet", "sent", "datum", "date", "envoyé", "inviato", "verzonden", "betreff", "subject", "objet",
    "oggetto", "onderwerp",
}  # fmt: skip
_DEVICE = re.compile(
    r"\s*(?:Von meinem .{1,60} gesendet|Von .{1,30} gesendet|Gesendet (?:von|mit|über|aus) .{1,120}|"
    r"Sent (?:from|with|via) .{1,120}|Get Outlook for .{1,120}|Holen Sie sich Outlook für .{1,120}|"
    r"Laden Sie Outlook für .{1,120}|"
    r"Diese (?:Nachricht|E-?Mail) wurde (?:von|mit) .{1,80} (?:gesendet|verschickt)|"
    r"Envoyé (?:de|depuis) .{1,80}|Inviato da .{1,80}|Verstuurd vanaf .{1,80})[.\s]*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:[_-]{5,}|\*{3,})\s*")


def visible_text(text: str, *, is_reply: bool, is_forward: bool) -> str:
    """The new part of the text; the whole text when it is a forwarded mail or nothing new is found."""
    lines = text.split("\n")
    if is_forward or len(lines) > _MAX_LINES:
        return text.strip()
    kept = _without_quotes(lines, is_reply)
    new = re.sub(r"\n{3,}", "\n\n", "\n".join(_without_tail(kept))).strip()
    return new or text.strip()


def _without_quotes(lines: list[str], is_reply: bool) -> list[str]:
    kept: list[str] = []
    in_signature = False
    drop_quoted = is_reply
    asked = 0
    index = 0
    while index < len(lines):
        line = lines[index]
        quoted = line.lstrip().startswith(">")
        if _FORWARD.fullmatch(line):
            return kept + lines[index:]
        if _SEPARATOR.fullmatch(line) or _field_block(lines, index):
            break
        length = 0
        if not quoted and line.strip():
            may_ask = asked < _MAX_ASKED
            length = _introduction(lines, index, ask_library=may_ask)
            asked += 1 if may_ask and _INTRODUCING.search(line) else 0
        if length:
            following = next((x.lstrip() for x in lines[index + length :] if x.strip()), "")
            if not following.startswith(">"):
                # No marks before the quoted lines: nothing below can be told from the old mail.
                break
            drop_quoted = True
            in_signature = False
            index += length
            continue
        if quoted and drop_quoted:
            in_signature = False
        elif line.rstrip() == "--" and any(x.strip() for x in kept):
            in_signature = True
        elif not in_signature:
            kept.append(line)
        index += 1
    return kept


def _introduction(lines: list[str], index: int, *, ask_library: bool) -> int:
    """How many lines from here introduce a quote ("Am … schrieb …:"), 0 when they do not."""
    candidate = ""
    for count in (1, 2, 3):
        if index + count > len(lines):
            return 0
        part = lines[index + count - 1].strip()
        if not part or len(candidate) + len(part) > _MAX_INTRODUCTION:
            return 0
        candidate = f"{candidate} {part}".strip()
        if not candidate.endswith(":"):
            continue
        # Without a date it is a sentence of the writer ("Am Telefon schrieb Ihr Kollege mir auf:").
        if not _INTRODUCING.search(candidate) or not any(c.isdigit() for c in candidate):
            return 0
        if _ATTRIBUTION.fullmatch(candidate):
            return count
        return count if ask_library and _library_pattern().fullmatch(candidate) else 0
    return 0


@cache
def _library_pattern() -> re.Pattern[str]:
    # Imported only when a mail needs it: most have no quote, and a worker is started for each.
    from mailparser_reply import EmailMessage

    pattern: re.Pattern[str] = EmailMessage(text="", languages=list(_LANGUAGES)).HEADER_REGEX
    return pattern


def _field_block(lines: list[str], index: int) -> bool:
    """True when a copied mail header (Von, Gesendet, An, Betreff) starts here, as Outlook and GMX do."""
    first = _FIELD.match(lines[index][:200])
    if first is None:
        return False
    names = [first[1].lower()]
    for line in [x for x in lines[index + 1 : index + 14] if x.strip(" >")][:7]:
        match = _FIELD.match(line[:200])
        if match is None:
            # A long list of recipients runs over several lines.
            if "@" in line or line.startswith((" ", "\t")):
                continue
            break
        names.append(match[1].lower())
    found = set(names)
    return len(found) >= 3 and bool(found & _SENDER_FIELDS) and bool(found & _SUBJECT_FIELDS)


def _without_tail(lines: list[str]) -> list[str]:
    """Without what telephones and programs add at the end, and rulers left over above a quote."""
    end = len(lines)
    while end and _is_tail(lines[end - 1][:300]):
        end -= 1
    return lines[:end]


def _is_tail(line: str) -> bool:
    return not line.strip() or bool(_DEVICE.fullmatch(line) or _RULE.fullmatch(line))
