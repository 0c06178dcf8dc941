"""What is asked of the value of a relation."""

from __future__ import annotations

from irrealis.schemas.ifqa_style_checker.grammar import CALLED, ROLES, THING

# what is asked of the value of a relation; {r} is a role phrase; as it would be, and as it is
PROPERTIES: tuple[tuple[str, str, str], ...] = (
    ("P17", "in which country would {r} be", "in which country is {r}"),
    ("P17", "which country would {r} be in", "which country is {r} in"),
    ("P19", "where would {r} have been born", "where was {r} born"),
    ("P19", "what would the birthplace of {r} be", "what is the birthplace of {r}"),
    ("P20", "where would {r} have died", "where did {r} die"),
    ("P27", "of which country would {r} have been a citizen", "of which country was {r} a citizen"),
    ("P27", "which country would {r} have come from", "which country did {r} come from"),
    ("P69", "which school would {r} have attended", "which school did {r} attend"),
    ("P69", "where would {r} have studied", "where did {r} study"),
    ("P159", "where would {r} be based", "where is {r} based"),
    ("P112", "who would have founded {r}", "who founded {r}"),
    ("P118", "in which league would {r} play", "in which league does {r} play"),
    ("P127", "who would have owned {r}", "who owned {r}"),
    ("P749", "what would the parent company of {r} be", "what is the parent company of {r}"),
    ("P26", "whom would {r} have married", "whom did {r} marry"),
    ("P22", "who would the father of {r} have been", "who was the father of {r}"),
    ("P36", "what would the capital of {r} be", "what is the capital of {r}"),
    ("P54", "which team would {r} have played for", "which team did {r} play for"),
    ("P108", "whom would {r} have worked for", "whom did {r} work for"),
    ("P102", "which party would {r} have belonged to", "which party did {r} belong to"),
    ("P264", "which label would have released {r}", "which label released {r}"),
    ("P569", "in what year would {r} have been born", "in what year was {r} born"),
    ("P570", "in what year would {r} have died", "in what year did {r} die"),
    ("P571", "in what year would {r} have been founded", "in what year was {r} founded"),
)
# in which place it would have happened, or does happen
HAPPENED: tuple[tuple[str, str, str], ...] = (
    ("P19", rf"would {CALLED} have been born", rf"(?:was|were) {THING} born"),
    ("P20", rf"would {CALLED} have died", rf"did {THING} die"),
    ("P159", rf"would {CALLED} be based", rf"(?:is|are) {THING} based"),
    ("P276", rf"would {CALLED} have taken place", rf"did {THING} take place"),
    ("P69", rf"would {CALLED} have studied", rf"did {THING} study"),
    ("P54", rf"would {CALLED} have played", rf"did {THING} play"),
    ("P108", rf"would {CALLED} have worked", rf"did {THING} work"),
    ("P131", rf"would {CALLED} be", rf"(?:is|are) {THING}"),
)
# "the label that released X": who is meant by a phrase about another thing
PHRASES: tuple[tuple[str, str], ...] = (
    (rf"the place where {THING} was born", "P19"),
    (rf"{THING}'s birthplace", "P19"),
    (rf"the place where {THING} died", "P20"),
    (rf"the country that {THING} (?:is|are) in", "P17"),
    (rf"the home country of {THING}", "P27"),
    (rf"the country that {THING} came from", "P495"),
    (rf"the (?!country )[a-z]+ that {THING} (?:is|are) in", "P131"),
    (rf"the (?!country |place )[a-z]+ where {THING} (?:is|are)", "P131"),
    (rf"the place where {THING} (?:is|are) based", "P159"),
    (rf"the school that {THING} attended", "P69"),
    (rf"the school where {THING} studied", "P69"),
    (rf"the team that {THING} played for", "P54"),
    (rf"the label that released {THING}", "P264"),
    *((rf"the {role} of {THING}", relation) for role, relation in ROLES.items()),
)
