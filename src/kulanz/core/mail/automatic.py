"""Mails that nobody wrote: automatic replies, delivery reports, our own coming back (RFC 3834, 3464)."""

from __future__ import annotations

import re
from email.message import Message

from kulanz.core.mail.charsets import one_line
from kulanz.core.mail.headers import Headers, addresses, decode_words, message_ids, parameters, valid_address
from kulanz.core.mail.model import AutoReason, Bounce, FailedRecipient

TENANT_HEADER = "X-Kulanz-Tenant"
_OWN_PREFIX = "x-kulanz-"
MAX_HOPS = 40
MAX_REPORTED = 100
MAX_BLOCKS = 1_000

_VACATION = re.compile(
    r"abwesen|automatische antwort|auto(?:matic)?[- ]?(?:reply|response|antwort)|out of (?:the )?office|"
    r"nicht im (?:büro|haus)|urlaub|réponse automatique|vacation|on holiday|away from",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|unzustellbar|delivery (?:status|failure|has failed)|mail delivery|returned mail|"
    r"failure notice|nicht zugestellt|zustellung.{0,20}(?:fehl|gescheitert)|non remis|"
    r"could not be delivered|mail system error",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?)(?:[+=-].*)?@.*|", re.IGNORECASE
)
_NO_REPLY = re.compile(r"(?:no-?reply|do-?not-?reply|auto-?reply|autoresponder)[^@]*@.*", re.IGNORECASE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b([45]\d\d)[ -]")
_FAILED_LINE = re.compile(r"<?([^\s<>()\[\]:;,\"]{1,120}@[a-zA-Z0-9.-]{1,120}[a-zA-Z0-9])>?", re.ASCII)
_COPY = re.compile(r"\n-{2,}.{0,80}(?:copy of|original|ursprüngliche|below this line)", re.IGNORECASE)
_QUOTED_ID = re.compile(r"^\s*Message-I[dD]:\s*<([^<>\s]{1,400})>", re.MULTILINE | re.IGNORECASE)


def loop_tenant(headers: Headers) -> str:
    """The tenant named by our own marker when this mail left this program, else ''."""
    return headers.text(TENANT_HEADER.lower(), 100)


def auto_reason(headers: Headers, bounce: Bounce | None, subject: str, from_address: str) -> AutoReason:
    """By what this is no mail of a person that may be answered automatically."""
    kind, options = parameters(headers.raw("content-type"))
    submitted = headers.text("auto-submitted", 100).lower()
    suppressed = headers.text("x-auto-response-suppress", 200).lower()
    precedence = headers.text("precedence", 50).lower()
    receipt = kind == "multipart/report" and "disposition" in options.get("report-type", "").lower()
    # A subject alone proves nothing: customers do write about their holidays.
    robot = _empty_return_path(headers) or _NO_REPLY.fullmatch(from_address)
    signs = {
        AutoReason.BOUNCE: bounce is not None,
        AutoReason.OWN_MAIL: headers.has_prefix(_OWN_PREFIX),
        AutoReason.READ_RECEIPT: receipt,
        AutoReason.AUTO_SUBMITTED: submitted != "" and not submitted.startswith("no"),
        AutoReason.AUTOREPLY_HEADER: _says_autoreply(headers),
        AutoReason.RESPONSE_SUPPRESSED: any(word in suppressed for word in ("all", "oof", "autoreply")),
        AutoReason.PRECEDENCE: precedence in ("bulk", "list", "junk", "auto_reply"),
        AutoReason.MAILING_LIST: bool(headers.raw("list-id") or headers.raw("list-post")),
        AutoReason.VACATION: bool(_VACATION.search(subject) and robot),
        AutoReason.TOO_MANY_HOPS: headers.count("received") > MAX_HOPS,
    }
    return next((reason for reason, found in signs.items() if found), AutoReason.NONE)


def _says_autoreply(headers: Headers) -> bool:
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply", "x-auto-reply"):
        if headers.raw(name) and headers.text(name, 20).lower() not in ("no", "false", "0"):
            return True
    return bool(headers.raw("x-autoreply-from") or headers.raw("x-vacation"))


def _empty_return_path(headers: Headers) -> bool:
    return any(value.strip().replace(" ", "") == "<>" for value in headers.all("return-path"))


def read_bounce(message: Message, headers: Headers, text: str) -> Bounce | None:
    """The delivery report in this mail, by RFC 3464 or by the habits of older servers."""
    kind, options = parameters(headers.raw("content-type"))
    report_type = options.get("report-type", "").lower()
    if kind == "multipart/report" and "disposition" not in report_type and "feedback" not in report_type:
        recipients = _reported(message)
        if recipients:
            return Bounce(recipients=recipients, original_message_id=_original_id(message) or _id_in(text))
    return _bounce_by_habit(message, headers, text)


def _bounce_by_habit(message: Message, headers: Headers, text: str) -> Bounce | None:
    listed = addresses(headers.all("x-failed-recipients"))
    sender = next((a.address for a in addresses(headers.all("from"))), "")
    robot = bool(_ROBOT.fullmatch(sender)) or _empty_return_path(headers)
    subject = headers.text("subject", 300)
    qmail = "qmail-send program" in text[:2_000]
    if not listed and not (robot and (qmail or _BOUNCE_SUBJECT.search(subject))):
        return None
    head = _COPY.split(text[:20_000], maxsplit=1)[0]
    mentioned = (valid_address(match[1]) for match in _FAILED_LINE.finditer(head))
    found = [a.address for a in listed] or [address for address in mentioned if address not in ("", sender)]
    status = _STATUS.search(head)
    code = _CODE.search(head)
    shown = status[1] if status else (f"{code[1][0]}.0.0" if code else "")
    action = "delayed" if shown.startswith("4") else "failed"
    recipients = tuple(
        FailedRecipient(address=address, action=action, status=shown, diagnostic=_line_about(head, address))
        for address in list(dict.fromkeys(found))[:MAX_REPORTED]
    )
    return Bounce(recipients=recipients, original_message_id=_original_id(message) or _id_in(text))


def _line_about(text: str, address: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    for index, line in enumerate(lines):
        if address in line.lower():
            return one_line(" ".join(lines[index : index + 3]), 500)
    return ""


def _reported(message: Message) -> tuple[FailedRecipient, ...]:
    found: list[FailedRecipient] = []
    for part in _children(message):
        if _kind(part) not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        for block in _children(part):
            fields = Headers(block)
            claimed = fields.raw("final-recipient") or fields.raw("original-recipient")
            address = next((a.address for a in addresses([claimed.rpartition(";")[2]])), "")
            status = _STATUS.search(fields.raw("status"))
            if not address or len(found) >= MAX_REPORTED:
                continue
            found.append(
                FailedRecipient(
                    address=address,
                    action=one_line(fields.raw("action").lower(), 40).split(" ")[0],
                    status=status[1] if status else "",
                    diagnostic=one_line(decode_words(fields.raw("diagnostic-code")), 500),
                )
            )
    return tuple(found)


def _original_id(message: Message) -> str:
    for part in _children(message):
        kind = _kind(part)
        if kind in ("message/rfc822", "message/global"):
            for inner in _children(part):
                return next(iter(message_ids(Headers(inner).raw("message-id"))), "")
        if kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _id_in(payload.decode("utf-8", "replace"))
    return ""


def _id_in(text: str) -> str:
    match = _QUOTED_ID.search(text)
    return one_line(match[1], 500) if match else ""


def _kind(part: Message) -> str:
    return parameters(Headers(part).raw("content-type"))[0]


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return []
    return [child for child in payload[:MAX_BLOCKS] if isinstance(child, Message)]
