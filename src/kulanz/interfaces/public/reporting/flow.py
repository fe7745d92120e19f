"""The way through a report: on our own pages (session cookie) or framed by another site (signed address)."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from kulanz.core.access.actor import Actor, guest_actor
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.public.reporting.drafts import KEPT_FOR, Draft
from kulanz.interfaces.public.reporting.forms import ContactForm, ProblemForm

PROBLEM, PHOTOS, CONTACT, CHECK, DONE = "problem", "photos", "contact", "check", "done"
STEPS: Final = (PROBLEM, PHOTOS, CONTACT, CHECK)
WORDS: Final = {"fotos": PHOTOS, "kontakt": CONTACT, "pruefen": CHECK, "danke": DONE}
_WORD_OF: Final = {step: word for word, step in WORDS.items()}
_SALT: Final = "kulanz.public.report"


def session_store(key: str | None = None) -> SessionBase:
    """A session of its own, or the stored one with this key."""
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store


class Flow:
    """One visitor's way. Framed pages get no cookies, so the address names their session, signed."""

    def __init__(
        self,
        request: KulanzRequest,
        store: SessionBase,
        *,
        embedded: bool = False,
        language: str = "",
        token: str = "",
    ) -> None:
        self.request = request
        self.store = store
        self.embedded = embedded
        self._token = token
        self.language = language or (get_language() or "de")[:2]
        self.draft = Draft(store, request.tenant.pk)

    @property
    def guest(self) -> Actor:
        return guest_actor(self.request.tenant.pk, language=self.language)

    def save(self) -> None:
        """A framed visit keeps its own session; the other one is kept by the middleware."""
        if self.embedded:
            self.store.save()

    @property
    def token(self) -> str:
        return self._token or signing.dumps([self.store.session_key, self.language], salt=_SALT)

    def url(self, step: str) -> str:
        if not self.embedded:
            return reverse("public:report_step", args=[_WORD_OF[step]]) if step != PROBLEM else _start()
        if self.store.session_key is None:
            return reverse("public:embed") + f"?sprache={self.language}"
        if step == PROBLEM:
            return reverse("public:embed_start", args=[self.token])
        return reverse("public:embed_step", args=[self.token, _WORD_OF[step]])

    def upload_url(self, token: str = "") -> str:
        name = "report_upload_part" if token else "report_upload"
        given = [token] if token else []
        if self.embedded:
            return reverse(f"public:embed_{name[7:]}", args=[self.token, *given])
        return reverse(f"public:{name}", args=given)

    def first_open_step(self) -> str:
        """The first step without a complete answer; CHECK when there is none."""
        problem = self.draft.answers(PROBLEM)
        if problem is None or not ProblemForm(problem, actor=self.guest).is_valid():
            return PROBLEM
        if self.draft.answers(PHOTOS) is None:
            return PHOTOS
        contact = self.draft.answers(CONTACT)
        if contact is None or not ContactForm(contact).is_valid():
            return CONTACT
        return CHECK

    def reachable(self, step: str) -> bool:
        return STEPS.index(step) <= STEPS.index(self.first_open_step())

    def go(self, step: str) -> HttpResponseBase:
        self.save()
        return redirect(self.url(step))

    def go_on(self, after: str) -> HttpResponseBase:
        """The next step; back to the check where the visitor came from it to change one answer."""
        if "aendern" in self.request.GET and self.first_open_step() == CHECK:
            return self.go(CHECK)
        return self.go(STEPS[STEPS.index(after) + 1])

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponseBase:
        shown = {
            "flow": self,
            "problem_url": self.url(PROBLEM),
            "photos_url": self.url(PHOTOS) if self.draft.exists else "",
            "contact_url": self.url(CONTACT) if self.draft.exists else "",
            "upload_url": self.upload_url() if self.draft.exists else "",
            "files": self.draft.files,
            **context,
        }
        response = render(self.request, f"public/report/{template}.html", shown, status=status)
        add_never_cache_headers(response)
        return response


def _start() -> str:
    return reverse("public:report")


def own_flow(request: KulanzRequest) -> Flow:
    return Flow(request, request.session)


def embedded_flow(request: KulanzRequest, token: str = "") -> Flow | None:
    """The framed visit behind a signed address; None for an address we did not make or that is too old."""
    if not token:
        wanted = request.GET.get("sprache", "")
        language = wanted if wanted in dict(settings.LANGUAGES) else ""
        return Flow(request, session_store(), embedded=True, language=language)
    try:
        key, language = signing.loads(token, salt=_SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    store = session_store(key)
    if not store.exists(key):
        return None
    return Flow(request, store, embedded=True, language=language, token=token)
