"""Ready reasons as the customer reads them."""

from __future__ import annotations

from kulanz.stages.solution.models import Reason


def reason_in(language: str, text: str, *, tenant_id: int) -> str:
    """The ready reasons in a text by their English names; what was written by hand stays as written."""
    if not text or not language.startswith("en"):
        return text
    ready = Reason.objects.filter(tenant_id=tenant_id).exclude(name_en="").values_list("name", "name_en")
    # the longest first: one name can begin another
    names = sorted(ready, key=lambda pair: -len(pair[0]))
    return "\n".join(_line(line, names) for line in text.split("\n"))


def _line(line: str, names: list[tuple[str, str]]) -> str:
    for name, english in names:
        if line == name or line.startswith(f"{name}. "):
            return english + line.removeprefix(name)
    return line
