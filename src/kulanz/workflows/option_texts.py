"""The words of make or buy: the ready text of a round, the comparison of both options, mails and letters.

In every language a dealer may have, chosen by the reader's language and never by the writer's screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "round_title": ("Eigener Kundendienst oder Werkskundendienst?", "Own service or factory service?"),
    "round_text": (
        """\
Warum wir fragen

Unsere Produkte werden über viele Jahre benutzt, und in dieser Zeit verlassen sich Menschen auf sie. Was\
 Ihre Kunden im Service erleben, entscheidet mit, ob sie wieder bei Ihnen kaufen. Deshalb wollen wir mit\
 jedem Fachhandelspartner klar vereinbaren, wer zu den Kunden fährt und wer wofür einsteht.

Unsere Ziele: Sicherheit für alle, die unsere Produkte benutzen. Ein Service, der zum Produkt kommt. Ihr\
 Kunde bleibt Ihr Kunde. Und Sie wissen jederzeit, wie es um jeden Ihrer Vorgänge steht.

Was für beide Optionen gilt

Jeder Servicefall wird in unserem Servicesystem gemeldet, auch der, den Sie selbst erledigen. Sie sehen \
alle Ihre Vorgänge mit Verlauf und Serviceberichten. Repariert wird nur mit Originalteilen. \
Sicherheitsrelevante Arbeit führt nur aus, wer dafür namentlich zertifiziert ist; das Zertifikat gilt \
zwei Jahre, wird durch eine Schulung erneuert und ist nicht übertragbar.

So geht es weiter

Bitte entscheiden Sie bis zum Stichtag. Bis dahin können Sie Ihre Entscheidung jederzeit ändern. Hören \
wir nichts von Ihnen, gilt Option B.""",
        """\
Why we ask

Our products are used for many years, and people rely on them all that time. What your customers \
experience in service helps decide whether they buy from you again. That is why we want to agree clearly\
 with each dealer who visits the customers and who is answerable for what.

Our goals: safety for everyone who uses our products. A service that comes to the product. Your customer\
 remains your customer. And you always know how each of your cases stands.

What holds for both options

Every service case is reported in our service system, also those you handle yourselves. You see all your\
 cases with their history and service reports. Only original parts are used for repairs. Safety-relevant\
 work is done only by people certified by name; a certificate is valid for two years, is renewed by a \
course and cannot be transferred.

What happens next

Please decide by the deadline. Until then you may change your decision at any time. If we do not hear \
from you, option B applies.""",
    ),
    "option_dealer": ("Option A: Händlerkundendienst", "Option A: own dealer service"),
    "option_factory": ("Option B: Werkskundendienst", "Option B: factory service"),
    "short_dealer": (
        "Ihre eigenen, von uns zertifizierten Techniker fahren zu Ihren Kunden.",
        "Your own technicians, certified by us, visit your customers.",
    ),
    "short_factory": (
        "Unser Werkskundendienst fährt für Sie zu Ihren Kunden.",
        "Our factory service visits your customers on your behalf.",
    ),
    "by_default": ("Gilt, wenn Sie nichts sagen.", "Applies if you say nothing."),
    "letter_intro": (
        (
            "bitte entscheiden Sie für {dealer} bis zum {deadline}, wie der Kundendienst für unsere"
            " Produkte ab dem {effect} laufen soll."
        ),
        (
            "Please decide for {dealer} by {deadline} how service for our products is to work from "
            "{effect} on."
        ),
    ),
    "letter_answer": (
        (
            "So antworten Sie: über den Code oder die Adresse unter diesem Brief, im Portal unter "
            "„Ihr Haus“, oder schriftlich mit Ihrer Unterschrift. Ohne Antwort bis zum {deadline} "
            "gilt Option B."
        ),
        (
            "How to answer: by the code or the address below this letter, in the portal under “Your"
            " company”, or in writing with your signature. Without an answer by {deadline}, option "
            "B applies."
        ),
    ),
    "mail_answer": (
        (
            "So antworten Sie: über den Link in dieser E-Mail oder den Code im beigelegten Brief, im Portal "
            "unter „Ihr Haus“, oder schriftlich mit Ihrer Unterschrift. Ohne Antwort bis zum {deadline} "
            "gilt Option B."
        ),
        (
            "How to answer: by the link in this email or the code in the attached letter, in the portal "
            "under “Your company”, or in writing with your signature. Without an answer by {deadline}, "
            "option B applies."
        ),
    ),
    "letter_qr": ("Mit diesem Code entscheiden Sie.", "Decide with this code."),
    "salutation": ("Guten Tag,", "Hello,"),
    "file_name": ("Option-A-oder-B.pdf", "Option-A-or-B.pdf"),
    "contact": ("Ansprechpartner", "Contact"),
    "phone": ("Telefon", "Phone"),
    "mail_subject": ("Bitte entscheiden bis {deadline}: {title}", "Please decide by {deadline}: {title}"),
    "mail_link": ("Beide Optionen vergleichen und entscheiden", "Compare both options and decide"),
    "mail_attached": (
        "Der Link gilt nur für Ihr Haus. Der Brief liegt als PDF bei.",
        "The link is for your company only. The letter is attached as a PDF.",
    ),
    "deadline": ("Frist", "Deadline"),
    "effect": ("Gilt ab", "In effect from"),
    "decided_by": ("Entschieden von", "Decided by"),
    "decision": ("Ihre Entscheidung", "Your decision"),
    "remind_subject": ("Noch {days} Tage: {title}", "{days} days left: {title}"),
    "remind_today_subject": ("Letzter Tag: {title}", "Last day: {title}"),
    "remind_text": (
        (
            "Ihre Entscheidung für {dealer} steht noch aus. Ohne Antwort bis zum {deadline} gilt ab"
            " dem {effect} Option B, der Werkskundendienst."
        ),
        (
            "We are still waiting for your decision for {dealer}. Without an answer by {deadline}, "
            "option B, the factory service, applies from {effect} on."
        ),
    ),
    "done_subject": ("Ihre Entscheidung: {option}", "Your decision: {option}"),
    "done_text": (
        "danke für Ihre Entscheidung für {dealer}. Bis zum {deadline} können Sie sie noch ändern.",
        "Thank you for your decision for {dealer}. You may still change it until {deadline}.",
    ),
    "done_not_you": (
        "Haben Sie das nicht entschieden? Dann antworten Sie bitte gleich auf diese E-Mail.",
        "Was this not your decision? Then please answer this email at once.",
    ),
}


def title_in(title: str, language: str) -> str:
    """The round's heading for this reader: the ready one in his language, the office's own as it wrote it."""
    return option_word("round_title", language) if title in _WORDS["round_title"] else title


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison."""

    topic: str
    dealer: str
    factory: str


_COMPARISON: Final[tuple[tuple[tuple[str, str], tuple[str, str], tuple[str, str]], ...]] = (
    (
        ("Wer zum Kunden fährt", "Who visits the customer"),
        (
            "Ihre eigenen Techniker; Garantiefälle nach Vertrag wir",
            "Your own technicians; guarantee cases by us, as agreed",
        ),
        ("Unser Werkskundendienst, überall", "Our factory service, everywhere"),
    ),
    (
        ("Was Sie dafür brauchen", "What you need"),
        (
            (
                "Zertifikat für Ihr Haus und namentlich zertifizierte Techniker, alle zwei Jahre "
                "erneuert; Fahrzeuge, Spezialwerkzeug, Ersatzteile, Disposition"
            ),
            (
                "A certificate for your company and technicians certified by name, renewed every "
                "two years; vehicles, special tools, spare parts, planning"
            ),
        ),
        ("Nichts davon", "None of this"),
    ),
    (
        ("Sicherheitsrelevante Arbeit", "Safety-relevant work"),
        (
            ("Nur durch Ihre zertifizierten Techniker; ohne gültiges Zertifikat fährt der Werkskundendienst"),
            "Only by your certified technicians; without a valid certificate the factory service goes",
        ),
        ("Durch unsere zertifizierten Techniker", "By our certified technicians"),
    ),
    (
        ("Haftung für die Arbeit", "Liability for the work"),
        ("Bei Ihnen für alles, was Ihre Techniker tun", "Yours for everything your technicians do"),
        ("Bei uns für alles, was unsere Techniker tun", "Ours for everything our technicians do"),
    ),
    (
        ("Rechnung bei bezahlter Arbeit", "Invoice for charged work"),
        ("Sie rechnen selbst mit Ihrem Kunden ab", "You invoice your customer yourselves"),
        (
            "Sie wählen je Vorgang: an Ihren Kunden (Vermittler) oder an Sie (Auftraggeber)",
            "You choose for each case: to your customer (intermediary) or to you (principal)",
        ),
    ),
    (
        ("Ersatzteile", "Spare parts"),
        (
            "Nur Originalteile; den Einbau versichern Sie",
            "Original parts only; you answer for their assembly",
        ),
        ("Bringen wir mit", "We bring them along"),
    ),
    (
        ("Ihr Kunde", "Your customer"),
        ("Bleibt Ihr Kunde", "Remains your customer"),
        (
            "Bleibt Ihr Kunde; auf Wunsch schreiben wir in Ihrem Namen",
            "Remains your customer; on request we write in your name",
        ),
    ),
    (
        ("Überblick", "Overview"),
        ("Alle Vorgänge und Berichte im Portal", "All cases and reports in the portal"),
        ("Alle Vorgänge und Berichte im Portal", "All cases and reports in the portal"),
    ),
)


def _in(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language.startswith("en") else pair[0]


def option_word(name: str, language: str, **values: object) -> str:
    """A sentence in the language, with its values."""
    text = _in(_WORDS[name], language)
    return text.format(**values) if values else text


def comparison(language: str) -> list[Row]:
    """Both options beside each other, topic by topic."""
    return [Row(_in(topic, language), _in(a, language), _in(b, language)) for topic, a, b in _COMPARISON]


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    text: str


def choices(language: str) -> list[Choice]:
    """Both options as a question puts them."""
    return [
        Choice(
            option,
            option_word(f"option_{option}", language),
            " ".join(
                [
                    option_word(f"short_{option}", language),
                    *([option_word("by_default", language)] if option == "factory" else []),
                ]
            ),
        )
        for option in ("dealer", "factory")
    ]
