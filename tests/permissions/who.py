"""Everyone who might knock at a door, and the words that not everybody may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from kulanz.cases.rules import Audience
from kulanz.core.access.actor import ActorKind, Role

COMMON = "Zwickmühle"  # every case is found by this word
# One word for each thing that not everybody may read. They occur nowhere else.
CASE_WORDS = {
    "own": "Haselwort",
    "hers": "Ebereschenwort",
    "foreign": "Holunderwort",
    "other": "Schlehenwort",
}
AUDIENCE_WORDS = {
    Audience.INTERNAL: "Wacholderwort",
    Audience.DEALER: "Ahornwort",
    Audience.TECHNICIAN: "Eibenwort",
    Audience.CUSTOMER: "Lindenwort",
    Audience.ALL: "Ulmenwort",
}
# Who reads what on a case he sees, written down once more to be compared with what the pages answer.
READS = {
    ActorKind.STAFF: frozenset(Audience),
    ActorKind.DEALER: frozenset({Audience.DEALER, Audience.CUSTOMER, Audience.ALL}),
    ActorKind.TECHNICIAN: frozenset({Audience.TECHNICIAN, Audience.ALL}),
    ActorKind.CUSTOMER: frozenset({Audience.CUSTOMER, Audience.ALL}),
    ActorKind.SUPPLIER: frozenset({Audience.ALL}),
    ActorKind.GUEST: frozenset(),
}


@dataclass(frozen=True)
class Who:
    """Somebody at the door: his kind, his roles, the cases he may know of, and what he carries."""

    name: str
    kind: ActorKind = ActorKind.GUEST
    roles: frozenset[Role] = frozenset()
    sees: frozenset[str] = frozenset()
    key: str = ""
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    @property
    def person(self) -> str:
        """The person behind it: a key acts for its holder."""
        return self.name.removesuffix("'s key")

    def reads(self, audience: Audience) -> bool:
        return audience in READS[self.kind]
