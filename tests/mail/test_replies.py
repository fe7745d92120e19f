"""What is shown of a reply: the new words, never the old mail, never less than the whole when in doubt."""

from __future__ import annotations

import pytest

from kulanz.core.mail.parsing import parse
from kulanz.core.mail.reply import visible_text

NEW = "Die Rolle ist wieder ab.\n\nKönnen Sie bitte am Montag kommen?"

QUOTES = {
    "german attribution": "Am 02.11.2026 um 10:15 schrieb Service <service@nordbau.example>:\n"
    "> Guten Tag\n> alt",
    "german attribution over two lines": "Am Mo., 2. Nov. 2026 um 10:15 Uhr schrieb Nordbau Service <\n"
    "service@nordbau.example>:\n\n> Guten Tag",
    "german of another kind": "Nordbau <service@nordbau.example> schrieb am Mo., 2. Nov. 2026, 10:15:\n"
    "\n> alt",
    "has written": "Am 2. November 2026 hat Nordbau Service geschrieben:\n> alt",
    "without marks": "Am 02.11.2026 um 10:15 schrieb Nordbau Service:\nGuten Tag\nalter Text",
    "english": "On Mon, Nov 2, 2026 at 10:15 AM Service <service@nordbau.example> wrote:\n> old\n>> older",
    "french by the library": "Le 2 nov. 2026 à 10:15, Service <s@nordbau.example> a écrit :\n> ancien",
    "original message": "-----Ursprüngliche Nachricht-----\nVon: Service\nGesendet: heute\n\nalt",
    "original message short": "--- Original-Nachricht ---\nalt",
    "outlook block": "Von: Nordbau Service <service@nordbau.example>\n"
    "Gesendet: Montag, 2. November 2026 10:15\n"
    "An: Erika Beispiel <erika@kunde.example>\nBetreff: [NB-2026-00042] Drehstuhl\n\nGuten Tag\nalt",
    "outlook block with ruler": "________________________________\nVon: Service <s@nordbau.example>\n"
    "Gesendet: Montag\nAn: Erika\nBetreff: x\n\nalt",
    "outlook bold": "*Von:* Service\n*Gesendet:* Montag\n*An:* Erika\n*Betreff:* x\n\nalt",
    "gmx": "Gesendet: Montag, 02. November 2026 um 10:15 Uhr\nVon: Service <s@nordbau.example>\n"
    "An: erika@kunde.example\nBetreff: Drehstuhl\n\nalt",
    "outlook english": "From: Service\nSent: Monday\nTo: Erika\nSubject: x\n\nold",
    "long list of recipients": "Von: Service <s@nordbau.example>\nGesendet: Montag\nAn: A <a@b.example>;\n"
    "  C <c@d.example>; E <e@f.example>\nBetreff: x\n\nalt",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
@pytest.mark.parametrize(
    "end", ["", "\n\n", "\n\nVon meinem iPhone gesendet\n\n", "\n\n-- \nErika Beispiel\nTel. 1234\n\n"]
)
def test_only_the_new_part_is_visible(quote: str, end: str) -> None:
    assert visible_text(f"{NEW}{end}\n\n{quote}\n", is_reply=True, is_forward=False) == NEW


@pytest.mark.parametrize(
    "line",
    [
        "Von meinem iPhone gesendet",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Gesendet von Outlook für Android<https://aka.ms/x>",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android-Gerät gesendet.",
        "Sent from my iPhone",
        "Holen Sie sich Outlook für iOS",
        "Get Outlook for iOS",
    ],
)
def test_signature_of_a_device_goes(line: str) -> None:
    assert visible_text(f"{NEW}\n\n{line}\n", is_reply=False, is_forward=False) == NEW


def test_answers_between_the_quoted_lines_stay() -> None:
    text = "Am 2.11.2026 schrieb Service:\n> Welche Farbe?\nBlau.\n> Welches Baujahr?\n2024.\n-- \nErika"
    assert visible_text(text, is_reply=True, is_forward=False) == "Blau.\n2024."


def test_answer_below_the_quote_stays() -> None:
    text = "On Mon, 2 Nov 2026, Service wrote:\n> a\n> b\n\nDie Antwort."
    assert visible_text(text, is_reply=True, is_forward=False) == "Die Antwort."


@pytest.mark.parametrize(
    "text",
    [
        "Am Montag hat der Techniker Folgendes gesagt:\nDie Feder ist gebrochen.",
        "Am Telefon schrieb mir Ihr Kollege alles auf:\n- Rolle\n- Feder",
        "> 120 kg trage ich nicht.\nBitte um Rückruf.",
        "Von: München\nnach Hamburg\nist der Stuhl gereist.",
        "Der Karton ist beschädigt --\nbitte tauschen.",
        "Gesendet von DHL kam das Paket am Montag an.\nEs war offen.",
    ],
)
def test_ordinary_sentences_stay(text: str) -> None:
    assert visible_text(text, is_reply=False, is_forward=False) == text


def test_forwarded_mail_is_shown_whole() -> None:
    inner = (
        "-----Ursprüngliche Nachricht-----\nVon: Kunde\nGesendet: heute\nAn: Händler\n\nDer Stuhl ist kaputt."
    )
    assert "kaputt" in visible_text(f"Bitte übernehmen.\n\n{inner}", is_reply=False, is_forward=True)
    raw = f"From: h@haendler.example\nSubject: WG: Stuhl\nReferences: <a@b>\n\nBitte.\n\n{inner}".encode()
    assert "kaputt" in parse(raw).visible_text
    apple = "Bitte.\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: K\nDatum: 1\nAn: x\n\nkaputt"
    assert "kaputt" in visible_text(apple, is_reply=False, is_forward=False)


def test_nothing_new_shows_the_whole() -> None:
    text = "Am 2.11.2026 schrieb Service:\n> alles alt"
    assert visible_text(text, is_reply=True, is_forward=False) == text


def test_quote_in_html_is_recognised() -> None:
    html = (
        "<div>Neu</div><br><div class=gmail_quote>Am Mo., 2. Nov. 2026 um 10:15 Uhr schrieb Service "
        "&lt;<a href='mailto:s@n.example'>s@n.example</a>&gt;:"
        "<blockquote><p>alt</p><p>älter</p></blockquote></div>"
    )
    raw = b"From: e@kunde.example\nIn-Reply-To: <a@b>\nContent-Type: text/html\n\n" + html.encode()
    mail = parse(raw)
    assert mail.visible_text == "Neu"
    assert "> alt" in mail.text
    assert "älter" in mail.html_clean
