"""English: kind → (subject, body). The salutation stands above, greeting and link below."""

from __future__ import annotations

from typing import Final

ENGLISH: Final[dict[str, tuple[str, str]]] = {
    "photo_request": (
        "Photos needed for your case {number}",
        """\
So that we can assess your request quickly, please send us a few photos. This is about:
{positions}

What helps us most is a photo of the whole product, a close-up of the affected spot and, if you can \
find it, a photo of the type label.

{text}

The easiest way is to upload the photos on the page of your case. You will find the link at the end of \
this letter; you do not need to sign in.

As soon as we have the photos we will continue with your case. Thank you for your help!""",
    ),
    "confirmation": (
        "Your report {number}: {title}",
        """\
Thank you for your report. We have recorded it under the number {number} and are looking after it.

This is about:
{positions}

{text}

You will hear from us again by {next_news} at the latest.

Please quote the number {number} whenever you contact us. You can see how things stand at any time on \
the page of your case; you will find the link at the end of this letter.""",
    ),
    "query": (
        "A question about your case {number}",
        """\
We have a question about your case {number} ({title}):

{text}

Please answer on the page of your case. You will find the link at the end of this letter.

You can also reach us by telephone: {phone}.

As soon as we have your answer we will continue with your case.""",
    ),
    "service_notice": (
        "Service visit for your case {number}",
        """\
A service technician will attend to your request at your premises. This is about:
{positions}

The visit will be made by: {executor}.

It is planned for {visit_on}.

{text}

The technician will agree the exact time with you. Please make sure that the product is easily \
accessible on the day of the visit.

If anything comes up, please let us know in good time: {phone}.

{goodwill}""",
    ),
    "discount_offer": (
        "Our offer for your case {number}",
        """\
We have examined your complaint and would like to offer you a simple solution: you keep the goods, and \
we grant you a price reduction of {amount}.

The offer covers:
{positions}

Invoice: {invoice_number}

{text}

Please let us know by {expires_on} whether you agree.

The link at the end of this letter lets you accept or decline the offer. If you accept it, the reported \
defect is thereby settled and you will receive a credit for the amount. If you decline it, we will look \
for another solution with you.

{goodwill}""",
    ),
    "acceptance": (
        "Your case {number}: what happens next",
        """\
We have examined your complaint and {decision}. This is about:
{positions}

What we will do: {remedy}.

{fitting}

{text}

You will hear from us again by {next_news} at the latest.

{goodwill}""",
    ),
    "rejection": (
        "Your complaint {number}: {title}",
        """\
We have examined your complaint carefully. Unfortunately we cannot accept it.

This is about:
{positions}

The reasons:
{reason}

{text}

{objection}""",
    ),
    "credit_note": (
        "Credit for your case {number}",
        """\
We are crediting you {amount} for your case {number}.

The credit covers:
{positions}

Invoice: {invoice_number}

{text}

You will receive the amount in the way agreed; the credit note itself follows separately.

{goodwill}""",
    ),
    "closing": (
        "Your case {number}: {title}",
        """\
We have closed your case {number}: {state}.

What we did:
{solution}

{text}

Should the problem come back, please contact us quoting the number {number}.

{goodwill}""",
    ),
    "free": ("Your case {number}: {title}", "{text}"),
}
