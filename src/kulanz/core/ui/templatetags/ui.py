"""Tags of the look: icons, states, moments, people, small signs. Forms are in `forms`, blocks in `blocks`."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kulanz.core import clock, names
from kulanz.core.ui import audience as audiences
from kulanz.core.ui import menu as menus
from kulanz.core.ui import moments
from kulanz.core.ui.badges import Tone
from kulanz.core.ui.brand import PageBrand, fingerprint, page_brand_of, stylesheet
from kulanz.core.ui.icons import symbol
from kulanz.core.ui.templatetags import ui_blocks, ui_forms
from kulanz.core.ui.views import THEME_COOKIE, THEMES, tenant_of

register = template.Library()
register.tags.update(ui_blocks.register.tags)
register.tags.update(ui_forms.register.tags)
register.filters.update(ui_forms.register.filters)


@register.filter
def named(thing: names.Named | None) -> str:
    """Master data in the reader's language; nothing for nothing."""
    return names.named(thing) if thing else ""


def _request(context: template.Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None


def _zone_name(context: template.Context) -> str | None:
    request = _request(context)
    tenant = tenant_of(request) if request else None
    return tenant.time_zone if tenant else None


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite; decoration unless it gets a label."""
    return _drawn(name, label)


@functools.lru_cache(maxsize=2048)
def _drawn(name: str, label: str) -> SafeString:
    # A page has a hundred icons, and looking up the address of the sprite is not free.
    href = f"{static('ui/icons.svg')}#{symbol(name)}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href
    )


@register.simple_tag
def badge(state: Any, tone: str = "", icon_name: str = "") -> SafeString | str:
    """A state: a `Badge`, anything with `label` and `tone`, or a text with `tone=`; empty for nothing."""
    if not state:
        return ""
    label = getattr(state, "label", state)
    drawn = str(tone or getattr(state, "tone", "") or Tone.NEUTRAL)
    sign = icon_name or getattr(state, "icon", "")
    return format_html('<span class="badge tone-{}">{}{}</span>', drawn, icon(sign) if sign else "", label)


@register.simple_tag
def audience_badge(code: str) -> SafeString:
    """Who reads a message, in the words every screen uses."""
    words = audiences.words(str(code))
    return format_html(
        '<span class="audience tone-{}" title="{}">{} {}</span>',
        words.tone,
        words.hint,
        icon(words.icon),
        words.label,
    )


@register.simple_tag
def audience_choices(
    codes: str | list[str] = "internal customer dealer technician",
) -> list[audiences.AudienceWords]:
    """The choices of a composer, in the order given."""
    names = codes.split() if isinstance(codes, str) else codes
    return [audiences.words(str(code)) for code in names]


@register.simple_tag(takes_context=True)
def relative_time(context: template.Context, at: dt.datetime | None, empty: str = "–") -> SafeString | str:
    """“vor 3 Std.” with the whole moment as title; the script keeps it fresh."""
    if at is None:
        return empty
    tz = moments.zone(_zone_name(context))
    now = clock.now()
    return format_html(
        '<time datetime="{}" title="{}" data-relative>{}</time>',
        at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        moments.long_moment(at, tz),
        moments.relative(at, now, tz),
    )


@register.simple_tag(takes_context=True)
def date_short(
    context: template.Context, at: dt.datetime | dt.date | None, empty: str = "–", with_year: bool = False
) -> SafeString | str:
    """“14. Nov.” with the whole moment as title."""
    if at is None:
        return empty
    tz = moments.zone(_zone_name(context))
    title = moments.long_moment(at, tz) if isinstance(at, dt.datetime) else ""
    return format_html(
        '<time datetime="{}"{}>{}</time>',
        at.isoformat(timespec="seconds") if isinstance(at, dt.datetime) else at.isoformat(),
        format_html(' title="{}"', title) if title else "",
        moments.full_date(at, tz) if with_year else moments.short_date(at, clock.now(), tz),
    )


@register.simple_tag(takes_context=True)
def date_full(context: template.Context, at: dt.datetime | dt.date | None) -> SafeString | str:
    """“14. Nov. 2026”, of contracts and certificates."""
    return date_short(context, at, with_year=True)


@register.simple_tag(takes_context=True)
def moment(
    context: template.Context, at: dt.datetime | None, empty: str = "–", until: dt.datetime | None = None
) -> SafeString | str:
    """The whole moment in words, or the stretch `until` another, for pages that are read slowly."""
    if at is None:
        return empty
    text = moments.long_moment(at, moments.zone(_zone_name(context)), until)
    return format_html(
        '<time datetime="{}">{}</time>', at.astimezone(dt.UTC).isoformat(timespec="seconds"), text
    )


@register.simple_tag
def file_size(count: int | None) -> str:
    """“3,4 MB”."""
    return moments.file_size(count or 0)


@register.simple_tag
def kbd(key: str) -> SafeString | str:
    """A key's cap; hidden from screen readers, which have `aria-keyshortcuts` on the control."""
    caps = format_html_join(" ", "<kbd>{}</kbd>", ((part,) for part in key.split()))
    return format_html('<span class="only-wide js-only" aria-hidden="true">{}</span>', caps)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials in a grey circle: colour is kept for states. What stands in brackets is no name."""
    bare = str(name or "?").partition(" (")[0].replace("-", " ")
    letters = "".join(word[0] for word in bare.split() if word[:1].isalnum()).upper() or "?"
    extra, initials = " avatar-s" if size == "s" else "", letters[0] + letters[1:][-1:]
    return format_html('<span class="avatar{}" aria-hidden="true">{}</span>', extra, initials)


@register.simple_tag
def empty(title: str, what_to_do: str = "", icon_name: str = "inbox") -> SafeString:
    """An empty state that says what to do."""
    hint = format_html("<p>{}</p>", what_to_do) if what_to_do else ""
    return format_html(
        '<div class="empty">{}<p class="empty-title">{}</p>{}</div>', icon(icon_name), title, hint
    )


@register.inclusion_tag("ui/components/pager.html", takes_context=True)
def pager(
    context: template.Context, next_cursor: str | None = "", previous_cursor: str | None = ""
) -> dict[str, Any]:
    """Links to the next and the first page of a list read by key; keeps the filters of the address."""
    request = _request(context)

    def address(**changes: str | None) -> str:
        query = request.GET.copy() if request else None
        if query is None:
            return "?"
        for name in ("cursor", "before"):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    started = bool(request and ("cursor" in request.GET or "before" in request.GET))
    return {
        "next_url": address(cursor=next_cursor) if next_cursor else "",
        "previous_url": address(before=previous_cursor) if previous_cursor else "",
        "first_url": address() if started else "",
    }


@register.inclusion_tag("ui/components/menu.html", takes_context=True)
def menu(context: template.Context, interface: str) -> dict[str, Any]:
    """What the actor may use; the page may set `menu_current` (a key) and `menu_counts` (key to figure)."""
    request = _request(context)
    actor = getattr(request, "actor", None)
    # Where there are no roles, as in the portal, the kind of actor decides.
    roles = (*getattr(actor, "roles", ()), *filter(None, [getattr(actor, "kind", None)]))
    links = menus.links_for(
        interface,
        roles,
        path=request.path if request else "",
        current=context.get("menu_current") or "",
        counts=context.get("menu_counts"),
        actor=actor,
    )
    groups: dict[str, list[menus.MenuLink]] = {}
    for link in links:
        groups.setdefault(str(link.item.group), []).append(link)
    return {"groups": groups.items(), "interface": interface}


@register.simple_tag
def url_if_there(*names: str) -> str:
    """The address of the first name that exists; empty where no such page is built in."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@register.simple_tag(takes_context=True)
def house_brand(context: template.Context) -> PageBrand | None:
    """The brand this page wears in the place of the tenant's, if it does."""
    request = _request(context)
    return page_brand_of(request) if request else None


@register.simple_tag(takes_context=True)
def brand_css_url(context: template.Context) -> str:
    """Address of the page's colours, with their version, so that browsers may keep it."""
    request = _request(context)
    house = page_brand_of(request) if request else None
    if house is not None and house.css_url:
        return house.css_url
    tenant = tenant_of(request) if request else None
    version = fingerprint(stylesheet(tenant.brand_color)) if tenant else ""
    return f"{reverse('ui:brand_css')}?v={version}"


@register.simple_tag(takes_context=True)
def brand_logo_url(context: template.Context) -> str:
    """Address of the tenant's logo, with its version."""
    request = _request(context)
    tenant = tenant_of(request) if request else None
    return f"{reverse('ui:brand_logo')}?v={fingerprint(bytes(tenant.logo)) if tenant and tenant.logo else ''}"


def _theme(context: template.Context) -> str:
    request = _request(context)
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def theme_attribute(context: template.Context) -> SafeString | str:
    """The stored choice as attribute of the page; nothing where the system's setting counts."""
    chosen = _theme(context)
    return format_html(' data-bs-theme="{}" data-theme-chosen', chosen) if chosen else ""


@register.simple_tag(takes_context=True)
def other_theme(context: template.Context) -> str:
    """What the switch leads to when there are no scripts."""
    return "light" if _theme(context) == "dark" else "dark"


@register.filter
def tel(number: str) -> str:
    """A telephone number as a link wants it."""
    return "".join(ch for ch in str(number).replace("(0)", "") if ch.isdigit() or ch == "+")


@register.simple_tag
def step_states(current: int, *labels: str) -> list[dict[str, str]]:
    """Labels as steps: those before `current` (counted from 1) are done."""
    states = [
        "done" if number < current else "now" if number == current else "next"
        for number in range(1, len(labels) + 1)
    ]
    return [{"title": label, "state": state, "note": ""} for label, state in zip(labels, states, strict=True)]
