"""The alliance types of the Correlates of War, from the same derived obligations.

The scheme is a hierarchy: type I defence pact, type II neutrality or nonaggression pact, type III entente,
and the highest level pledged classes the alliance (version 3.03, https://doi.org/10.7910/DVN/B8LQPK). Version
4.1 gives four flags in place of one type; both are derived here.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COW_DIVERGENCES", "CowType", "cow_type"]

_NAMES = {0: "none", 1: "defence pact", 2: "neutrality or nonaggression pact", 3: "entente"}

#: Where the published flags are known to part from the texts; told, and not followed.
COW_DIVERGENCES = (
    "the published flags of the Collective Security Treaty have neither consultation nor nonaggression, "
    "against its Articles 1 and 2",
    "the published flags give Japan a duty of defence under the treaty of 1960, which comes to bear on its "
    "own territory alone",
)


@dataclass(frozen=True, slots=True)
class CowType:
    """Type and flags of one member.

    Attributes
    ----------
    type
        1, 2 or 3 for types I to III; 0 where none is pledged.
    name
        The type in words.
    flags
        defense, neutrality, nonaggression, entente; each 0 or 1.
    because
        Ids of the norms behind the type.
    """

    type: int
    name: str
    flags: dict[str, int]
    because: list[str]

    def json(self) -> dict[str, object]:
        """Give the type as JSON."""
        return {"type": self.type, "name": self.name, "flags": self.flags, "because": self.because}


def cow_type(codes: dict[str, int], because: dict[str, list[str]]) -> CowType:
    """Class a member by the highest level that it pledged.

    Parameters
    ----------
    codes, because
        Derived codes of the five main obligations, and the norms behind them.
    """
    from_ = {
        "defense": ("defense", "offense"),
        "neutrality": ("neutral",),
        "nonaggression": ("nonagg",),
        "entente": ("consul",),
    }
    flags = {flag: int(any(codes[name] for name in names)) for flag, names in from_.items()}
    levels = {1: ("defense",), 2: ("neutrality", "nonaggression"), 3: ("entente",)}
    level = next((n for n, names in levels.items() if any(flags[name] for name in names)), 0)
    behind = [i for flag in levels.get(level, ()) for name in from_[flag] for i in because[name]]
    return CowType(level, _NAMES[level], flags, list(dict.fromkeys(behind)))
