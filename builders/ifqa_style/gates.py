"""What makes a world impossible on its face: no question is asked of such a one."""

from __future__ import annotations

from irrealis.builders.ifqa_style.things import PERSON, overlap
from irrealis.builders.ifqa_style.world import TOLD, Change, Value, When, World

LAST_YEAR = 2020  # nothing is moved to a later year: upstream's documents were written before
_OLDEST = 105  # years that a person may live to
_MAKERS = ("P50", "P57", "P58", "P86", "P162", "P170", "P175", "P676")
_HOUSES = ("P123", "P176", "P178", "P264", "P272", "P449")
_YOUNGEST = 12  # years at which a person may make something, or have a child
_GROWN = 14  # years at which a person may do what a text tells
_PEOPLE = ("P6", "P22", "P25", "P26", "P35", "P488")
_JOINED = ("P54", "P69", "P102", "P108", "P463", "P607", "P1344")


def nested(world: World, one: Value, other: Value) -> bool:
    """Whether one place lies in the other: then neither excludes the other."""
    if not isinstance(one, int) or not isinstance(other, int):
        return False
    a, b = world.things[one], world.things[other]
    if a is not None and b is not None and overlap(a, b):
        return True
    return one in world.around(other) or other in world.around(one)


def impossible(world: World, change: Change) -> str | None:
    """Why the world after a change cannot be, or None.

    Nobody dies before being born or lives past 105 years, nothing ends before it begins or comes
    from a maker who is not yet, no child is older than its parents allow, nothing is its own
    ancestor, and nothing is moved past the present. Only what the change touches is looked at:
    what upstream has wrong elsewhere is not this change's doing.
    """
    after = world.do(change)
    if isinstance(change.new, When):
        if not 100 <= change.new.year <= LAST_YEAR:
            return "a year outside of what a question may name"
        return _disordered(after, change.subject, change.relation)
    if not isinstance(change.new, int):
        return None
    relation, subject, new = change.relation, change.subject, change.new
    if relation in _PEOPLE and _kin(world, subject, new):
        return "the two are related in another way"
    if relation in _MAKERS + _HOUSES and not _may_make(after, new, subject):
        return "made before its maker was there, or long after"
    if relation in ("P22", "P25") and not _may_be_parent(after, new, subject):
        return "a parent of the wrong age"
    if relation in (*_JOINED, "P26", "P112") and not _overlap(after, subject, new):
        return "the two were never there at once"
    return None


def _date(world: World, subject: int, relation: str) -> When | None:
    values = world.values(subject, relation)
    found = [value for value in values if isinstance(value, When)]
    return found[0] if len(found) == 1 else None


def _comes_later(one: When, other: When) -> bool:
    """Whether a date may come after another, as far as their parts tell."""
    for a, b in zip(one, other, strict=True):
        if a == 0 or b == 0 or a != b:
            return a > b > 0
    return False


def _year(world: World, subject: int, relation: str) -> int | None:
    date = _date(world, subject, relation)
    return date.year if date else None


def _span(world: World, thing: int) -> tuple[int | None, int | None]:
    """Years in which a person lives, or something else exists, as far as they are known."""
    found = world.things[thing]
    start, end = ("P569", "P570") if found and found.kind == PERSON else ("P571", "P576")
    return _year(world, thing, start), _year(world, thing, end)


def _while_there(world: World, subject: int, year: int) -> bool:
    """Whether a person lives, or something else exists, in a year, as far as is known."""
    start, end = _span(world, subject)
    found = world.things[subject]
    youngest = _GROWN if found and found.kind == PERSON else 0
    return (start is None or start + youngest <= year) and (end is None or year <= end)


def _overlap(world: World, one: int, other: int) -> bool:
    (a, b), (c, d) = _span(world, one), _span(world, other)
    for start, end in ((a, d), (c, b)):
        if start is not None and end is not None and start > end:
            return False
    event = _year(world, other, "P585") or _year(world, other, "P580")
    return event is None or ((a is None or a + 5 <= event) and (b is None or event <= b))


def _may_make(world: World, maker: int, thing: int) -> bool:
    date = _year(world, thing, "P577")
    start, end = _span(world, maker)
    if date is None:
        return True
    found = world.things[maker]
    youngest = _YOUNGEST if found and found.kind == PERSON else 0
    return (start is None or start + youngest <= date) and (end is None or date <= end + 2)


def _may_be_parent(world: World, parent: int, child: int) -> bool:
    born = _year(world, child, "P569")
    start, end = _span(world, parent)
    if born is None:
        return start is None or (died := _year(world, child, "P570")) is None or start < died
    return (start is None or start + _YOUNGEST <= born <= start + 80) and (
        end is None or born <= end + 1
    )


def _kin(world: World, one: int, other: int) -> bool:
    return any(
        other in values if subject == one else one in values
        for (subject, relation), values in world.raw.items()
        if subject in (one, other) and relation in ("P22", "P25", "P26", "P3373", "P40")
    )


def _disordered(after: World, subject: int, relation: str) -> str | None:
    """What the new date comes before or after, against the order of things."""
    date = _year(after, subject, relation)
    if date is None:
        return None
    start, end = _span(after, subject)
    told = after.things[subject]
    if told is not None and told.clause is not None:
        return None if _while_there(after, told.clause.subject, date) else "somebody long gone acts"
    for one in after.things:
        if one is not None and one.clause is not None and one.clause.subject == subject:
            done = _year(after, one.index, TOLD)
            if done is not None and not _while_there(after, subject, done):
                return "somebody acts who is not there"
    lived = None if start is None or end is None else end - start
    if lived is not None and relation in ("P569", "P570") and not 16 <= lived <= _OLDEST:
        return "a life too short or too long"
    for first, last in (("P571", "P576"), ("P580", "P582")):
        begun, ended = _date(after, subject, first), _date(after, subject, last)
        if begun is not None and ended is not None and _comes_later(begun, ended):
            return "an end before the beginning"
    for (thing, other), values in after.facts.items():
        for value in values:
            if not isinstance(value, int) or subject not in (thing, value):
                continue
            if other in _MAKERS + _HOUSES and not _may_make(after, value, thing):
                return "made before its maker was there, or long after"
            if other in ("P22", "P25") and not _may_be_parent(after, value, thing):
                return "a parent of the wrong age"
            together = (*_JOINED, *_PEOPLE, "P112", "P127")
            if other in together and not _overlap(after, thing, value):
                return "the two were never there at once"
            if other == "P155" and not _follows(after, thing, value):
                return "a sequel before what it follows"
            if other == "P361" and not _part(after, thing, value):
                return "a part before the whole"
            if other == "P800" and not _may_make(after, thing, value):
                return "made before its maker was there, or long after"
    return None


def _follows(world: World, later: int, earlier: int) -> bool:
    for relation in ("P577", "P571", "P585", "P580"):
        one, other = _year(world, later, relation), _year(world, earlier, relation)
        if one is not None and other is not None:
            return one >= other
    return True


def _part(world: World, part: int, whole: int) -> bool:
    one, other = _year(world, part, "P577"), _year(world, whole, "P577")
    return one is None or other is None or abs(one - other) <= 2
