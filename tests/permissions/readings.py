"""What is asked for when reading, and what cannot be read in the world of the walk."""

from __future__ import annotations

from kulanz.cases.permissions import Action
from tests.permissions.who import COMMON

# What is asked for with GET, so that a leak has something to leak.
QUERIES: dict[str, str] = {
    **dict.fromkeys(("desk:worklist", "desk:worklist_news"), "?view=all"),
    "desk:search": f"?q={COMMON}",
    "desk:find_parties": "?q=Kunde",
    "portal:home": f"?q={COMMON}",
    "portal:find_customers": "?q=Karla",
    "api:record": f"?q={COMMON}",
    "desk:addressees": "?audience=customer",
    "portal:cockpit": "?zeitraum=current",
    "portal:cockpit_export": "?teil=vorgaenge&zeitraum=current",
}
# Pages that only show a form, for those who may send it.
FORMS: dict[str, Action] = {"desk:letter": Action.WORK, "desk:new_visit": Action.WORK}
# Reading that is possible, but not on this world's cases.
NOT_HERE: dict[str, str] = {
    **dict.fromkeys(
        ("desk:visit_file", "portal:visit_file", "public:appointment_file"), "the visit has no time yet"
    ),
    "public:case_thumbnail": "a text has no small picture",
    "public:order_document": "it was not drawn here",
    **dict.fromkeys(("desk:mail_page", "desk:raw_mail"), "the messages here came by no mail"),
    "desk:sent_mail": "no mail has gone out about the cases here",
    **dict.fromkeys(("desk:admin_raw_mail", "desk:admin_raw_download"), "the bytes are not there"),
    **dict.fromkeys(("public:report_upload_part", "public:embed_upload_part"), "nobody's upload"),
    "account_reset_password_from_key": "no such key",
    **dict.fromkeys(("field:day", "field:state"), "they answer devices, which say who they are"),
    "portal:filing": "a filing begins with the choice of its kind",
    "account:person": "only house accounts have people to pick",
    "ui:brand_logo": "this tenant has none",
    "metrics": "needs the token of the machine",
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_remove_webauthn", "mfa_edit_webauthn"), "there is none yet"),
    "mfa_view_recovery_codes": "there are none yet",
    "mfa_download_recovery_codes": "there are none yet",
    "account:start": "tells a stranger that he has no access here",
    **dict.fromkeys(
        ("account:first_run", "account:first_run_house", "account:first_run_administrator"),
        "there is a tenant already",
    ),
    "public:report_step": "a report that has not begun",
    "public:embed_step": "a report that has not begun",
    "desk:dealer_figures_export": "a dealer has to be chosen first",
    **dict.fromkeys(
        ("portal:exchange_cases", "api:fetch"), "only for a house with an exchange, and all of its cases"
    ),
    "api:api-root": "there is nothing at the root",
}
