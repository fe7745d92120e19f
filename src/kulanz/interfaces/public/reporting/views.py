"""Addresses of the report: on our own pages, and framed by the brand's own site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.upload_http import answer_beginning, answer_upload
from kulanz.interfaces.public.reporting.flow import PROBLEM, WORDS, Flow, embedded_flow, own_flow
from kulanz.interfaces.public.reporting.steps import TooManyUploadsFromHere, answer, count_upload
from kulanz.workflows.embedding import frame_ancestors


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: KulanzRequest) -> HttpResponseBase:
    """The first question."""
    return answer(own_flow(request), PROBLEM)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def report_step(request: KulanzRequest, word: str) -> HttpResponseBase:
    return answer(own_flow(request), _step(word))


@open_to_all
@require_POST
def upload(request: KulanzRequest) -> HttpResponse:
    """Begin a resumable upload for the draft of this session."""
    return _begin_upload(own_flow(request))


@open_to_all
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload_part(request: KulanzRequest, upload_token: str) -> HttpResponse:
    return _go_on_uploading(own_flow(request), upload_token)


def _step(word: str) -> str:
    if word not in WORDS:
        raise Http404
    return WORDS[word]


def _begin_upload(flow: Flow) -> HttpResponse:
    if not flow.draft.exists:
        raise Http404
    at = clock.now()
    try:
        count_upload(flow, at)
    except TooManyUploadsFromHere as refusal:
        return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=429)
    return answer_beginning(
        flow.request,
        tenant_id=flow.request.tenant.pk,
        bound_to=flow.draft.upload_owner,
        at=at,
        location=flow.upload_url,
    )


def _go_on_uploading(flow: Flow, upload_token: str) -> HttpResponse:
    if not flow.draft.exists:
        raise Http404
    return answer_upload(
        flow.request,
        tenant_id=flow.request.tenant.pk,
        token=upload_token,
        bound_to=flow.draft.upload_owner,
        at=clock.now(),
    )


# --- Framed by the brand's own site ---------------------------------------------------------------------


FramedView = Callable[[Flow, str], HttpResponseBase]


def _framed(*methods: str) -> Callable[[FramedView], Callable[..., HttpResponseBase]]:
    """Find the framed visit by its signed address, answer in its language, allow the tenant's sites."""

    def decorate(view: FramedView) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answered(request: HttpRequest, *, token: str = "", rest: str = "") -> HttpResponseBase:
            known = cast(KulanzRequest, request)
            flow = embedded_flow(known, token)
            if flow is None:
                response: HttpResponseBase = redirect("public:embed")
            else:
                with override(flow.language):
                    response = view(flow, rest)
            return _allow_framing(known, response)

        # csrf_exempt: no cookie speaks for anybody here (browsers withhold them in frames); the signed
        # address itself is what only this visitor has.
        limited: Callable[..., HttpResponseBase] = require_http_methods(list(methods))(answered)
        return csrf_exempt(open_to_all(limited))

    return decorate


def _allow_framing(request: KulanzRequest, response: HttpResponseBase) -> HttpResponseBase:
    """For these answers alone: framed by the tenant's sites. (X-Frame-Options knows no list of sites.)"""
    response.xframe_options_exempt = True  # type: ignore[attr-defined]  # read by Django's middleware
    response._csp_replace = {  # type: ignore[attr-defined]  # noqa: SLF001  # as csp's decorators do
        "frame-ancestors": frame_ancestors(request.tenant)
    }
    return response


@_framed("GET", "HEAD", "POST")
def embed_start(flow: Flow, _rest: str) -> HttpResponseBase:
    return answer(flow, PROBLEM)


@_framed("GET", "HEAD", "POST")
def embed_step(flow: Flow, word: str) -> HttpResponseBase:
    return answer(flow, _step(word))


@_framed("POST")
def embed_upload(flow: Flow, _rest: str) -> HttpResponseBase:
    return _begin_upload(flow)


@_framed("HEAD", "PATCH", "DELETE")
def embed_upload_part(flow: Flow, upload_token: str) -> HttpResponseBase:
    return _go_on_uploading(flow, upload_token)


@open_to_all
@require_GET
def embed_script(request: KulanzRequest) -> HttpResponse:
    """The script for the brand's site: sets the form in place, with a plain link below."""
    response = render(request, "public/embed/kulanz.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
