"""Names as the head of a dealer's pages shows them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def without_house(name: str) -> str:
    """“Inga Beck (Raumwerk)” as “Inga Beck”: whose page it is stands beside it already."""
    return str(name).partition(" (")[0]
