"""Parts with a body: side panel section, message bubble, event of the timeline, alert."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def _draw(context: template.Context, name: str, content: str, **values: Any) -> SafeString:
    flat = {"request": context.get("request"), "content": content, **values}
    return render_to_string(f"ui/components/{name}.html", flat)


@register.simple_block_tag(takes_context=True)
def panel(
    context: template.Context,
    content: str,
    title: str,
    *,
    icon: str = "",
    count: Any = "",
    folded: bool = False,
) -> SafeString:
    """A section of the side panel that folds: `{% panel "Kunde" icon="user" %}…{% endpanel %}`."""
    return _draw(context, "panel", content, title=title, sign=icon, count=count, folded=folded)


@register.simple_block_tag(takes_context=True)
def bubble(
    context: template.Context,
    content: str,
    *,
    author: str,
    audience: str = "",
    at: dt.datetime | None = None,
    outgoing: bool = False,
    channel: str = "",
    ident: str = "",
    note: str = "",
) -> SafeString:
    """A message, with who reads it unless the page is one reader's own.

    `{% bubble author=… audience="customer" at=… %}…{% endbubble %}`
    """
    values = {"author": author, "audience": audience, "at": at, "outgoing": outgoing, "channel": channel}
    return _draw(context, "bubble", content, ident=ident, note=note, **values)


@register.simple_block_tag(takes_context=True)
def event(
    context: template.Context,
    content: str,
    *,
    icon: str = "point",
    at: dt.datetime | None = None,
    tone: str = "neutral",
) -> SafeString:
    """One line of the history: `{% event icon="user" at=e.at %}<strong>…</strong> …{% endevent %}`."""
    return _draw(context, "event", content, sign=icon, at=at, tone=tone)


@register.simple_block_tag(takes_context=True)
def alert(context: template.Context, content: str, tone: str = "info", icon: str = "") -> SafeString:
    """A notice on the page: `{% alert tone="warn" %}…{% endalert %}`."""
    signs = {"ok": "circle-check", "warn": "alert-triangle", "danger": "alert-circle", "wait": "hourglass"}
    return _draw(context, "alert", content, tone=tone, sign=icon or signs.get(tone, "info-circle"))
