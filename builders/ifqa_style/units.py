"""What the largest units of a country are called."""

from __future__ import annotations

# what the largest parts of a country are called: the states of a union, and other units
_UNIONS = {
    name: unit
    for unit, names in {
        "state": "United States, India, Australia, Germany, Austria, Brazil, Mexico, Malaysia, "
        "Nigeria, Venezuela",
        "province": "Canada, Argentina, Pakistan, Belgium",
        "canton": "Switzerland",
    }.items()
    for name in names.split(", ")
}
_PARTS = {
    name: unit
    for unit, names in {
        "province": "China, Turkey, Iran, Afghanistan, Thailand, Vietnam, Philippines, Indonesia, "
        "South Africa, Cuba, Bulgaria, Ecuador, Costa Rica, Zambia, Angola, Mozambique, "
        "Netherlands, Saudi Arabia, Algeria, Sri Lanka, Nepal, Laos, Cambodia, Panama, "
        "Solomon Islands, Papua New Guinea, Dominican Republic, South Korea, North Korea, "
        "Madagascar, Rwanda",
        "voivodeship": "Poland",
        "prefecture": "Japan",
        "oblast": "Russia, Ukraine",
        "governorate": "Egypt, Iraq, Syria, Tunisia, Jordan, Yemen, Lebanon, Oman",
        "region": "Italy, Chile, Ghana, Namibia, Tanzania, Ethiopia, Morocco, Finland, Slovakia, "
        "Czech Republic",
        "county": "Norway, Sweden, Hungary, Croatia, Romania, Estonia, Lithuania, Liberia, Kenya",
        "department": "Colombia, Bolivia, Paraguay, Uruguay, Honduras, Guatemala",
        "district": "Portugal, Uganda",
        "parish": "Jamaica, Andorra",
    }.items()
    for name in names.split(", ")
}

# units of one name in two countries, which call them by other nouns
SHARED = frozenset({"Punjab"})


def largest_unit(country: str) -> str | None:
    """The noun for the largest units of a country, if this module has it.

    >>> largest_unit("the United States"), largest_unit("Poland"), largest_unit("France")
    ('state', 'voivodeship', None)
    """
    bare = country.removeprefix("the ")
    return _UNIONS.get(bare) or _PARTS.get(bare)


def is_union(country: str) -> bool:
    """Whether a country is a union of its largest units, so that these may part again."""
    return country.removeprefix("the ") in _UNIONS
