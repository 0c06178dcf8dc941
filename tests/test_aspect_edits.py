"""The family of aspect edits: what is read, what is made of it, and what both readers refuse."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from irrealis.builders.families.aspect_edits import lexicon, tables
from irrealis.builders.families.aspect_edits.collecting import Made
from irrealis.builders.families.aspect_edits.lexicon import Domain, domain, listed
from irrealis.builders.families.aspect_edits.making import Outcome, Request, outcomes
from irrealis.builders.families.aspect_edits.parsing import parse
from irrealis.builders.families.aspect_edits.reading import Reading, readings
from irrealis.builders.families.aspect_edits.second import leaning, tokens
from irrealis.builders.families.aspect_edits.segments import analyze
from irrealis.builders.families.aspect_edits.splicing import pieces, spliced
from irrealis.builders.families.aspect_edits.subject import Subject
from irrealis.builders.hotel_edits import HotelEdits
from irrealis.builders.laptop_edits import LaptopEdits
from irrealis.schemas.families.aspect_rest import fits_rest
from irrealis.schemas.families.aspect_words import put_in

from irrealis.build import Drop, Parameters, Row, record_rng
from irrealis.errors import IrrealisError

DOMAINS = ("restaurants", "laptops", "hotels")
LABEL = {"P": "Positive", "N": "Negative", "?": "unknown"}
P, N, U = "Positive", "Negative", "unknown"


def asked(text: str, labels: str, aspect: str, goal: str, *, of: str = "restaurants") -> Outcome:
    """What comes of one edit; `labels` are those of the domain's aspects, in their order."""
    known = dict(zip(domain(of).aspects, (LABEL[one] for one in labels), strict=True))
    rng = record_rng(dataset="test", seed=0, original_id=text)
    [[made]] = outcomes([Request(text, known, [(aspect, goal)], rng)], domain=domain(of))
    return made


def read(text: str, *, of: str = "restaurants") -> list[Reading]:
    [parsed] = parse([text], domain=domain(of))
    return readings(parsed, analyze(parsed))


# original, labels of food, service, ambiance, noise; what is set; what the text then is
MADE: list[tuple[str, str, str, str, str]] = [
    # what hangs on what is turned goes along: verdicts, events, recommendations
    (
        "The scone was enormous. It came hot and I loved it and would definitely recommend it.",
        "P???",
        "food",
        N,
        r"The scone was (?!enormous).*would not recommend it\.",
    ),
    (
        "Lovely dumplings, and the crew was great: dessert on the house, knew our names.",
        "PP??",
        "service",
        N,
        r"Lovely dumplings, but (?!.*(?:house|names)).*",
    ),
    (
        "The hostess was rude. She dropped a tray on us and walked off.",
        "?N??",
        "service",
        P,
        r"(?!.*(?:rude|tray|walked)).*",
    ),
    # what cannot be turned is rewritten, and never spoken over
    ("None of the pies was good. Kind host.", "NP??", "food", P, r"(?!.*None).*"),
    (
        "You won't find better ramen anywhere. We came on a Monday.",
        "P???",
        "food",
        N,
        r"(?!.*better).*",
    ),
    ("The soup was far from great. We came on a Monday.", "N???", "food", P, r"(?!.*far from).*"),
    (
        "Neither the trout nor the duck was good. We came on a Monday.",
        "N???",
        "food",
        P,
        r"(?!.*[Nn]either).*",
    ),
    (
        "If you want great sushi, go elsewhere. We came on a Monday.",
        "N???",
        "food",
        P,
        r"(?!.*elsewhere).*",
    ),
    ("Not a single plate was good. Lovely patio.", "N?P?", "food", P, r"(?!.*single).*patio\."),
    (
        "I never had better tacos. We came on a Monday.",
        "P???",
        "food",
        N,
        r"(?!.*(?:better|always)).*",
    ),
    ("The soup is good, not great. We came on a Monday.", "P???", "food", N, r"(?!.*not great).*"),
    ("The soup could use more salt. We came on a Monday.", "N???", "food", P, r"(?!.*salt).*"),
    ("There was a hair in my salad. We came on a Monday.", "N???", "food", P, r"(?!.*hair).*"),
    ("I got food poisoning. The waiter was kind.", "NP??", "food", P, r"(?!.*poison).*kind.*"),
    (
        "The sauces were too salty or too sweet. We came on a Monday.",
        "N???",
        "food",
        P,
        r"(?!.* or ).*",
    ),
    # degree
    ("Terribly slow service.", "?N??", "service", P, r"(?:Fast|Quick|Prompt|Speedy) service\."),
    ("The stew was horribly salty.", "N???", "food", P, r"The stew was (?!horribly).* seasoned\."),
    ("The noodles are insanely good.", "P???", "food", N, r"The noodles are (?!insanely)\w+\."),
    (
        "OK food. The waiter was kind.",
        "NP??",
        "food",
        P,
        r"[A-Z][a-z ]+ food\. The waiter was kind\.",
    ),
    # cuts
    (
        "We flew in late, took a cab, ate a tasty burger and went to bed.",
        "P???",
        "food",
        U,
        r"We flew in late, took a cab and went to bed\.",
    ),
    (
        "It has a rule that goes along with the place, not letting a waiter bully me. Great bread.",
        "PP??",
        "food",
        U,
        r"It has a rule that goes along with the place, not letting a waiter bully me\.",
    ),
    # things of another kind
    (
        "I had the chef special soup. The bread was good.",
        "P???",
        "food",
        N,
        r"(?!.*ordinary).*The bread was (?!good).*",
    ),
    (
        "Great for a romantic dinner. We came on a Monday.",
        "??P?",
        "ambiance",
        N,
        r"(?!.*charmless).*",
    ),
]


@pytest.mark.parametrize(("text", "labels", "aspect", "goal", "want"), MADE)
def test_all_that_speaks_of_an_aspect_says_the_goal(
    text: str, labels: str, aspect: str, goal: str, want: str
) -> None:
    made = asked(text, labels, aspect, goal)
    assert not made.refused
    assert re.fullmatch(want, made.text), made.text


@pytest.mark.parametrize(
    ("text", "labels", "aspect", "goal", "reason"),
    [
        (
            "The decor is charming and the soups and salads excellent.",
            "P?P?",
            "food",
            U,
            "unsound",
        ),
        ("The fish and the view were both excellent.", "P?P?", "food", U, "unsound"),
        ("Soup and patio both lovely.", "P?P?", "food", U, "unsound"),
        ("It was loud, so we moved outside. Good soup.", "P??N", "noise", U, "consequence"),
        ("It was loud, so we moved outside. Good soup.", "P??N", "noise", P, "consequence"),
        ("Good soup (the waiter was new. We tipped him.", "P???", "ambiance", N, "unsound"),
        ("Soup: A Service: D-", "PN??", "ambiance", P, "unsound"),
        ("We loved everything.", "P???", "ambiance", N, "universal"),
        ("The fish was dry. Everything else was fine.", "N???", "food", U, "dependent-clause"),
        (
            "The soup was cold but the staff were apologetic.",
            "NP??",
            "food",
            U,
            "consequence",
        ),
        ("It was noisy, but I believe by design.", "???N", "noise", U, "dependent-clause"),
        (" \n", "P???", "food", N, "no-words"),
        ("😀 🍕", "P???", "service", N, "not-english"),
        (
            "Das Essen war sehr gut, aber der Kellner war unfreundlich.",
            "PN??",
            "noise",
            N,
            "not-english",
        ),
        ("It was everything we hoped for. Great tea.", "P???", "service", N, "universal"),
        ("The tea was cold, my only complaint.", "N???", "service", N, "universal"),
        ("Don't believe the ratings. Cold tea.", "N???", "service", P, "universal"),
        ("Cold tea. Enough said.", "N???", "service", N, "closing"),
        # what hangs on what is gone, or answers it
        ("Their tea is great. Their barista is not.", "PN??", "food", N, "ellipsis"),
        ("I have eaten in places with better soup.", "NP??", "food", U, "orphan"),
        ("Good bread. At least the patio was nice.", "P?P?", "food", U, "contrast"),
        ("Awful noodles. I want my money back.", "NN??", "food", P, "consequence"),
        ("The stew tasted like wet paper.", "N?P?", "ambiance", N, "aspect-not-found"),
        ("I can't fault it. Great soup.", "P???", "noise", N, "universal"),
        ("Good soup, and bring earplugs.", "P???", "noise", P, "implied"),
        # of another place, of everything, or by who was not there
        ("Soggy pie. Luigi's beats this.", "N???", "ambiance", P, "elsewhere"),
        ("Fine soup. Nothing wrong, quick lunch.", "P???", "noise", N, "universal"),
        ("Fine soup. I can't complain.", "P???", "noise", N, "universal"),
        ("Hot soup, quick delivery.", "P???", "noise", N, "off-site"),
        # a heading has the items of its sign
        ("Pros: hot soup. Cons: a long walk.", "P???", "noise", N, "heading"),
        ("Pros: hot soup. Cons: a long walk.", "P???", "food", U, "heading"),
        ("Pros\n- hot soup\n- cheap", "P???", "noise", N, "heading"),
    ],
)
def test_what_would_be_broken_or_odd_is_dropped_with_its_reason(
    text: str, labels: str, aspect: str, goal: str, reason: str
) -> None:
    assert asked(text, labels, aspect, goal).rule == reason


@pytest.mark.parametrize(
    ("of", "text", "labels", "aspect", "goal", "want"),
    [
        ("restaurants", "Is the bread the best in town? Absolutely. Kind host.", "PN??", "food", U,
         r"Kind host\."),
        ("restaurants", "They rang me up and shouted at me. Thrice! Hot soup.", "PN??",
         "service", U, r"Hot soup\."),
        ("restaurants", "Fine soup here. You won't be disappointed!", "P???", "food", N,
         r"[A-Z][a-z]+ soup here\."),
        ("restaurants", "We have tried many diners. The pie was bland. Kind host.", "NP??", "food",
         U, r"Kind host\."),
        ("hotels", "Breakfast? A bun in a bag. Big rooms.", "P??N?", "breakfast", U,
         r"Big rooms\."),
        ("restaurants", "The tart was bland. Was much better last year.", "N???", "food", P,
         r"The tart was \w+\."),
        ("restaurants", "The room was dull. Old and stuffy. Tasty soup.", "P?N?", "ambiance", P,
         r"(?!.*stuffy).* Tasty soup\."),
        ("restaurants", "The rolls are good. The bread is excellent. Too bad. Rude host.", "PN??",
         "food", U, r"Rude host\."),
        ("restaurants", "The food was average. I doubt that we will go back. Warm room.", "N?P?",
         "food", P, r"The food was \w+\. Warm room\."),
        ("restaurants", "Menu sounds better than it is! Ribs were mealy. Kind host.", "NP??",
         "food", U, r"Kind host\."),
    ],
)  # fmt: skip
def test_a_sentence_that_hangs_on_what_is_said_goes_along(
    of: str, text: str, labels: str, aspect: str, goal: str, want: str
) -> None:
    done = asked(text, labels, aspect, goal, of=of)
    assert not done.refused
    assert re.fullmatch(want, done.text)


@pytest.mark.parametrize(
    ("text", "labels", "aspect", "goal", "reason"),
    [
        # it names another aspect, or may be for one that is judged alike
        ("Is the bread the best in town? Ask the waiter.", "P???", "food", U, "answer"),
        ("The rolls are good. At least the host was rude.", "PN??", "food", U, "contrast"),
        ("Hot soup. The host did the same for us twice.", "PP??", "food", N, "contrast"),
    ],
)  # fmt: skip
def test_no_sentence_goes_along_that_may_be_of_another_aspect(
    text: str, labels: str, aspect: str, goal: str, reason: str
) -> None:
    assert asked(text, labels, aspect, goal).rule == reason


@pytest.mark.parametrize(
    ("of", "text", "labels", "aspect", "goal", "want"),
    [
        ("restaurants", "Eggs were rubber, even the toast was rubber.", "N???", "food", P,
         r"(?!.*rubber).*"),
        ("restaurants", "dry turkey, watery gravy, cold peas. Kind host.", "NP??", "food", P,
         r"(?!.*cold peas).*"),
        ("restaurants", "overpriced and underseasoned. id rather eat at a gas station", "N???",
         "food", P, r"(?!.*rather).*"),
        ("restaurants", "ordered wine which never came", "?N??", "service", P,
         r"(?!.*wine which (?!never)).*"),
        ("restaurants", "20 minutes to get a salad. Good salad. Slow waiter.", "PN??", "service", U,
         r"(?!20 minutes).*"),
        ("restaurants", "The sushi was warm. who does that", "N???", "food", P,
         r"(?!.*who does).*"),
        ("restaurants", "And the food is great! try the tart. Kind host.", "PP??", "food", N,
         r"(?!.*try the).*"),
        ("hotels", "The sink was clogged and the mattress sagged.", "N????", "room", P,
         r"The sink was in \w+ order and the mattress was comfortable\."),
        ("hotels", "- tiny room\n- damp tub\n+ amazing croissants", "N??P?", "breakfast", U,
         r"- tiny room\n- damp tub.*"),
        ("laptops", "great battery great keys great screen", "PPP??", "screen", N,
         r"great battery great keys .*|"),
        ("laptops", "plays it all, too bad they look washed out", "?N???", "screen", P,
         r"(?!.*too bad).*"),
        ("laptops", "Froze during my exam. FROZE", "???N?", "performance", P, r"(?!Fast during).*"),
        ("laptops", "battery goes all day no problem.", "P????", "battery", N,
         r"(?!.*many problems).*"),
    ],
)  # fmt: skip
def test_what_a_careless_reviewer_writes_is_not_left_against_the_goal(
    of: str, text: str, labels: str, aspect: str, goal: str, want: str
) -> None:
    done = asked(text, labels, aspect, goal, of=of)
    assert re.fullmatch(want, done.text, re.DOTALL)


@pytest.mark.parametrize(
    ("text", "labels", "aspect", "goal", "reason"),
    [
        ("My kid, who eats crayons, would not eat the stew.", "N???", "food", U, "orphan"),
        ("I wanted to love it but the soup was bland.", "N???", "food", P, "set-up"),
        ("Dead quiet in there and now i know why, the stew was awful.", "N??P", "food", U,
         "orphan"),
        ("Kind people, warm room. cant ask for more", "?PP?", "food", N, "universal"),
        ("Then at six the trucks start.", "???N", "noise", P, "aspect-not-found"),
    ],
)  # fmt: skip
def test_what_a_careless_reviewer_writes_is_dropped_with_its_reason(
    text: str, labels: str, aspect: str, goal: str, reason: str
) -> None:
    assert asked(text, labels, aspect, goal).rule == reason


AUNT = "My aunt, who hates everything, loved the ravioli. Bright room."


@pytest.mark.parametrize(
    ("of", "text", "labels", "aspect", "goal", "reason"),
    [
        # what is left has no verb, no thing, or hangs on what is gone
        ("restaurants", AUNT, "P?P?", "food", U, "orphan"),
        ("hotels", "Nothing wrong with the room, nothing right about the service.", "PN???",
         "room", U, "orphan"),
        ("restaurants", "You wait an hour for a table and another for cold chips.", "NN??",
         "service", U, "ellipsis"),
        ("restaurants", "The pie was bland, the tea was dull as was the waiter.", "NN??",
         "food", P, "ellipsis"),
        ("hotels", "Mold in the shower. I told the man at the desk and he laughed.", "NN???",
         "room", P, "consequence"),
        ("restaurants", "The patio is pretty, but service and food lacking.", "NNP?",
         "food", U, "unsound"),
        # what was done about it, or what the same person did, would be left
        ("restaurants", "The soup came cold. They took it off the bill.", "NP??", "food", P,
         "consequence"),
        ("laptops", "Keys started sticking. I plugged in an old keyboard.", "??N??",
         "keyboard", P, "consequence"),
        ("hotels", "Stains on the carpet. The manager moved us to a better one.", "NP???",
         "room", U, "consequence"),
        ("restaurants", "Our server forgot the bread, forgot the wine and forgot us. Great lamb.",
         "PN??", "food", U, "shared-subject"),
        ("restaurants", "Came for the oysters, stayed for the barman. Both were fresh.", "PP??",
         "service", U, "answer"),
        ("restaurants", "Atmosphere: it's a strip mall, what do you want.", "??N?", "ambiance", U,
         "heading"),
        ("restaurants", "Pretty room, quiet too. Bland pie.", "N?PP", "noise", U, "ellipsis"),
        # another aspect would go along
        ("restaurants", "The porter sat us in an ugly hall. He cheerfully refilled our tea.",
         "PPN?", "food", U, "others-lost"),
        ("hotels", "Big room, kind porter. Slept like babies.", "PP??P", "room", U,
         "others-not-found"),
        # the goal would be denied by what is left
        ("restaurants", "An upscale canteen. Very disappointing, no place for a date.", "??N?",
         "ambiance", P, "no-known-opinion"),
        ("restaurants", "Gone are the days when this was the best grill in town. Burnt naan.",
         "N???", "food", P, "unread"),
        ("restaurants", "Tasty pie. Only complaint was the sulky waiter.", "PN??", "food", N,
         "universal"),
        ("restaurants", "Excellent pie, superb crew, what could be better!", "PP??", "food", N,
         "universal"),
        # a fragment or a verdict goes on from what is turned
        ("restaurants", "Kind waiter. Knew the wines by heart.", "?P??", "service", N, "ellipsis"),
        ("restaurants", "The soup was bland. Not worth what they charge for it.", "N???", "food",
         P, "contradiction"),
        ("restaurants", "Kind staff. The lamb was great and the kumquats were the best.", "PP??",
         "food", N, "contradiction"),
        ("restaurants", "Dull waiter. No personality. Good pie.", "PN??", "service", P,
         "ellipsis"),
        # a denial reaches past "or", and what is denied goes with it
        ("restaurants", "Do not come for the soup or a quiet dinner, you can't hear each other.",
         "N??N", "noise", P, "unread"),
        ("restaurants", "The room was empty. Good soup.", "P???", "noise", N, "implied"),
        ("restaurants", "Plain pancakes. Better than Rosa's.", "N???", "service", N, "elsewhere"),
    ],
)  # fmt: skip
def test_what_is_left_may_neither_lack_nor_deny_anything(
    of: str, text: str, labels: str, aspect: str, goal: str, reason: str
) -> None:
    assert asked(text, labels, aspect, goal, of=of).rule == reason


@pytest.mark.parametrize(
    ("of", "text", "labels", "aspect", "goal", "want"),
    [
        ("restaurants", "Pie, service, and decor were all superb.", "PPP?", "service", U,
         r"Pie and decor were superb\."),
        ("restaurants", "The tart was bland. It had too much lemon. We came on a Monday.",
         "N???", "food", P, r"(?!.*lemon).*"),
        ("restaurants", "The pie was bland. For that money one can do a lot better.", "N???",
         "food", P, r"(?!.*better).*"),
        ("restaurants", "Other than pouring the water, the waiter was rude. We came on a Monday.",
         "?N??", "service", P,
         r"(?!.*Other than).*"),
        ("restaurants", "Lovely pie and room. Thanks Ann!", "P?P?", "food", U,
         r"Lovely room\. Thanks Ann!"),
        ("restaurants", "It was too noisy to enjoy the meal. Great tea.", "P??N", "food", N,
         r"It was too noisy to enjoy the meal\. (?!Great).* tea\."),
        ("laptops", "Two stars for the machine, which is slow. I bought it in May.",
         "???N?", "performance", P,
         r"(?!.*stars).*"),
        ("hotels", "Good: location, breakfast. Bad: thin walls.", "N?PP?", "breakfast", N,
         r"(?!.*but we).*"),
        ("hotels", "Kind porter and the buffet generous.", "?P?P?", "breakfast", N,
         r".* the buffet \w+\."),
        ("hotels", "Bed hard, street quiet.", "N???P", "noise", N, r"Bed hard, street \w+\."),
        ("restaurants", "Ok so the tacos: amazing.", "P???", "food", N, r"Ok so the tacos: .*"),
        ("restaurants", "The waitress was lovely. Tasty pie.", "PP??", "service", N,
         r"(?!.* poor).*"),
        ("hotels", "The waitress was sweet and the pancakes were fluffy.", "?P?P?", "breakfast", N,
         r"The waitress was sweet\b.*"),
        ("laptops", "My only gripe is the dim screen. I bought it in May.", "?N???",
         "screen", P, r"(?!.*gripe).*"),
        ("laptops", "The laptop runs fine.", "???P?", "performance", N,
         r"(?!.*runs (?:terrible|bad|poor)\.).*"),
        ("hotels", "They lost our booking and then had the nerve to bill us. Big rooms.", "PN???",
         "staff", U, r"Big rooms\."),
        ("hotels", "The buffet is huge. Shame that you hear every cough next door.", "???PN",
         "noise", P, r"(?!.*cough).*"),
        ("hotels", "Great stay. Breakfast was poor.", "P??N?", "breakfast", U, r"Great stay\."),
        ("hotels", "Nice old room.", "P????", "room", N, r"(?!Poor).* old room\."),
    ],
)  # fmt: skip
def test_what_is_against_the_goal_goes_with_the_rest(
    of: str, text: str, labels: str, aspect: str, goal: str, want: str
) -> None:
    made = asked(text, labels, aspect, goal, of=of)
    assert not made.refused
    assert re.fullmatch(want, made.text), made.text


@pytest.mark.parametrize(
    ("of", "text", "labels", "aspect", "goal", "left"),
    [
        ("restaurants", "The waiter was slow considering that it was a Monday. Fine tea.", "PN??",
         "service", P, "considering"),
        ("restaurants", "The waiter was rude even though we tipped. Fine tea.", "PN??",
         "service", P, "even though"),
        ("restaurants", "Slow waiter. We had to remind him of the bill. Fine tea.", "PN??",
         "service", P, "remind"),
        ("laptops", "The screen is superb; I have started to see each pixel. Light.", "?P???",
         "screen", U, "started"),
        ("laptops", "The battery is bad. It ran 3 hours. Pretty lid.", "N????", "battery", P,
         "3 hours"),
        ("hotels", "The buffet was superb. I have stayed in hotels that did neither.", "???P?",
         "breakfast", N, "neither"),
        ("hotels", "There was tasty ham, hot tea and a man frying eggs.", "???P?", "breakfast", N,
         "frying"),
    ],
)  # fmt: skip
def test_what_fits_the_old_opinion_alone_is_not_left_beside_the_new(
    of: str, text: str, labels: str, aspect: str, goal: str, left: str
) -> None:
    assert left in text
    assert left not in asked(text, labels, aspect, goal, of=of).text


@pytest.mark.parametrize(
    ("text", "labels", "aspect", "goal", "want"),
    [
        ("Bland stew. In contrast, Luigi's is superb. Will not be back.", "N???", "ambiance", P,
         r"Bland stew\..*[a-z].*\. In contrast, Luigi's is superb\. Will not be back\."),
        ("The stew was superb. We will be back!", "P???", "ambiance", P,
         r"The stew was superb.*[a-z]\. We will be back!"),
        ("Good:\n- hot stew\n- cheap\nBad:\n- far away", "P???", "noise", N,
         r"Good:\n- hot stew\n- cheap\nBad:\n- far away\n- [a-z ]+"),
        ("Good:\n- hot stew\n- cheap\nBad:\n- far away", "P???", "noise", P,
         r"Good:\n- hot stew\n- cheap\n- [a-z ]+\nBad:\n- far away"),
        # it sets itself against what stands before it, or not at all
        ("Superb stew. The waiter was rude.", "PN??", "noise", N,
         r"(?!.*(?:[Hh]owever|though|[Ss]adly|[Uu]nfortunately)).*rude.*"),
        ("we went to see Ann. the stew was bland.", "N???", "noise", P,
         r"we went to see Ann\. the stew was bland(?:\. [a-z]|, but ).*"),
    ],
)  # fmt: skip
def test_a_sentence_is_put_where_it_belongs(
    text: str, labels: str, aspect: str, goal: str, want: str
) -> None:
    made = asked(text, labels, aspect, goal)
    assert not made.refused
    assert re.fullmatch(want, made.text), made.text


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("The soup was good.", ""),
        ("The soup was not very good.", ""),
        ("None of the soups was good.", "denial"),
        ("Not a single soup was good.", "denial"),
        ("The soup was far from good.", "denial"),
        ("The soup was better than the bread.", "comparison"),
        ("Is the soup good?", "question"),
        ("If you like good soup, go.", "condition"),
        ("The soup should have been good.", "wish"),
        ('The soup was a "good" one.', "irony"),
        ('The "comfort food" menu is good.', ""),
        ("The soup is better.", "comparison"),
        ("Food not great.", ""),
        ("Two stars for the soup.", "figure"),
        ("The soup gets 2 stars.", "figure"),
        ("The soup was ineffable.", "adjective"),
        ("The soup betrayed us.", "feeling"),
        ("The soup tasted like chalk.", "simile"),
        ("I used to like the soup.", "wish"),
        ("Great soup, folks.", "irony"),
    ],
)
def test_a_clause_is_read_or_says_why_not(text: str, unread: str) -> None:
    assert read(text)[0].unread == unread


def test_a_clause_says_the_sign_of_what_it_denies() -> None:
    [one] = read("The soup was not very good.")
    assert one.says == {"food": frozenset({-1})}


def _said(domain: Domain) -> Iterator[tuple[str, str, str]]:
    """Aspect, polarity and text of what the templates of a domain can say: a few of each."""
    forms = {"{was}": "was", "{were}": "were", "{we}": "we", "{us}": "us"}
    for (aspect, sign), templates in domain.templates.items():
        for template in templates:
            parts = re.split(r"\[([^\]]*)\]", template.text)
            choices = [p.split("|") if at % 2 else [p] for at, p in enumerate(parts)]
            for chosen in itertools.islice(itertools.product(*choices), 0, None, 7):
                said = " ".join("".join(chosen).split())
                for slot, form in forms.items():
                    said = said.replace(slot, form)
                yield aspect, sign, f"{said[:1].upper()}{said[1:]}."


@pytest.mark.parametrize(("word", "opposite"), [("loud", "quiet"), ("hot", "cool")])
def test_a_quality_of_a_machine_is_turned_into_its_own_opposite(word: str, opposite: str) -> None:
    [(_, _, known)] = domain("laptops").opinions.find([word])
    assert [of.positive for of in known if of.aspect == "performance"] == [(opposite,)]


@pytest.mark.parametrize("name", DOMAINS)
def test_what_can_be_put_in_is_read_as_it_is_meant(name: str) -> None:
    said = list(_said(domain(name)))
    parses = parse([text for *_, text in said], domain=domain(name))
    for (aspect, sign, text), parsed in zip(said, parses, strict=True):
        found = {
            (of, one)
            for reading in readings(parsed, analyze(parsed))
            for of, signs in reading.says.items()
            for one in signs
        }
        assert found == {(aspect, 1 if sign == "+" else -1)}, text


@pytest.mark.parametrize("name", DOMAINS)
def test_a_domain_is_a_small_table_with_both_sides_of_every_aspect(name: str) -> None:
    known = domain(name)
    assert len(known.aspects) >= 4
    both = {(aspect, sign) for aspect in known.aspects for sign in "+-"}
    assert known.templates.keys() == both
    assert all(known.listed(f"{aspect} {sign}") for aspect, sign in both)
    assert not list(known.opinions.find(["umbrella"]))
    assert len(set(listed("softeners"))) == len(listed("softeners"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("aspect\troom\n", "aspect\troom\naspect\troom\n", "line 7: aspect room comes twice"),
        (
            "term\tnoise\tweak",
            "terms\tnoise\tweak",
            'no section has this name (did you mean "term"?)',
        ),
        (
            "term\tnoise\tweak",
            "term\tnosie\tweak",
            'unknown aspect or other (did you mean "noise"?)',
        ),
        ("term\tnoise\tweak", "term\tnoise", "a cell is missing or one too many"),
        ("hear, street", "hear, , street", "an empty word"),
        ("event\t-\tstaff", "event\tminus\tstaff", "unknown polarity"),
        ("opposite\troom\t-", "opposite\troom\t0", "unknown sign"),
        ("noise\t-\tphrase", "noise\t-\tphrases", "unknown register"),
        ("role\tsound", "role\tsounds", "unknown role"),
        ("{was} [quiet", "{is} [quiet", "not a template"),
        ("\tcramped|tiny", "\tcramped||tiny", "not the opposites of polarity +"),
        ("list\tneutral verbs", "list\tneutral verb", "unknown list"),
        ("list\tmood +\tpleasant, lovely, charming, nice\n", "", "found:    no list mood +\n"),
        ("list\tstaff -\trude, unhelpful, unfriendly\n", "", "found:    no list staff -\n"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_file_and_line(
    before: str, after: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "domains/hotels.tsv"
    text = (Path(lexicon.__file__).parent / table).read_text("utf-8")
    assert before in text
    monkeypatch.setattr(tables, "files", lambda _: tmp_path)
    (tmp_path / "domains").mkdir()
    (tmp_path / table).write_text(text.replace(before, after), "utf-8")
    with pytest.raises(IrrealisError) as caught:
        Domain("hotels")
    assert str(caught.value.args[0]).startswith(table)
    assert expected in f"{caught.value}\n"


def test_the_second_reader_learned_from_revisions_what_is_good_and_bad() -> None:
    assert tokens("It wasn’t GOOD!") == ["it", "was", "not", "good", "!"]
    assert leaning("it was wonderful") > 0 > leaning("it was not worth it")
    assert leaning("an awful bore") < 0
    assert leaning("") == 0


def test_outcomes_do_not_depend_on_the_reviews_around() -> None:
    texts = [
        f"Stop {n} of our trip. The soup was {word}." for n, word in enumerate(("good", "bad"))
    ]

    def made(given: list[str]) -> dict[str, list[Outcome]]:
        requests = [
            Request(
                text,
                {"food": P, "service": U, "ambiance": U, "noise": None},
                [("food", U), ("service", N)],
                record_rng(dataset="test", seed=0, original_id=text),
            )
            for text in given
        ]
        return dict(zip(given, outcomes(requests, domain=domain("restaurants")), strict=True))

    assert made(texts) == made(texts[::-1])


@pytest.mark.parametrize(
    ("of", "text", "labels", "aspect", "goal", "want"),
    [
        (
            "laptops",
            "The display is dim. I love the keys.",
            "?NP??",
            "screen",
            U,
            "I love the keys.",
        ),
        (
            "laptops",
            "Great battery, but tech support was rude.",
            "P???N",
            "support",
            U,
            "Great battery.",
        ),
        ("hotels", "The bed was lumpy. Kind porter.", "NP???", "room", U, "Kind porter."),
        (
            "hotels",
            "Great location and tasty breakfast.",
            "??PP?",
            "breakfast",
            U,
            "Great location.",
        ),
    ],
)
def test_another_domain_is_data_alone(
    of: str, text: str, labels: str, aspect: str, goal: str, want: str
) -> None:
    assert asked(text, labels, aspect, goal, of=of).text == want


@pytest.mark.parametrize(
    ("text", "labels", "aspect", "goal", "want"),
    [
        # what somebody did is turned with what they are; an afterthought with what it is of
        ("The stew was OK but nothing special.", "N???", "food", P, r"The stew was \w+ and \w+\."),
        ("The waiter was slow and forgot the bread.", "?N??", "service", P, r"(?!.*forgot).*"),
        ("The soup came cold. Kind host.", "NP??", "food", P, r"The soup came .*hot\. Kind host\."),
        ("The pie was not hot enough.", "N???", "food", P, r"The pie was hot enough\."),
        # links say again what they join
        ("They serve a lot of rice, but it is bland.", "N???", "food", P, r".*rice, and it is.*"),
        ("Looks nice, but very noisy. Fine tea.", "??PN", "ambiance", N, r"Looks \w+, and very.*"),
        # no more is cut than speaks of it
        (
            "The overall visit was wonderful and we had a romantic evening. Tasty soup.",
            "P?P?",
            "ambiance",
            U,
            r"The overall visit was wonderful\. Tasty soup\.",
        ),
    ],
)
def test_a_turn_goes_as_far_as_what_it_is_of(
    text: str, labels: str, aspect: str, goal: str, want: str
) -> None:
    made = asked(text, labels, aspect, goal)
    assert re.fullmatch(want, made.text), made


def test_no_word_sets_a_sentence_against_one_that_is_gone() -> None:
    text = "I write songs, so the keyboard matters. It is quiet. The battery is weak, though."
    made = asked(text, "N?P??", "keyboard", U, of="laptops")
    assert made.text == "I write songs, so the keyboard matters. The battery is weak."


def test_a_verb_is_not_replaced_by_an_adjective() -> None:
    made = asked("The display flickers. Comfortable keys.", "?NP??", "screen", P, of="laptops")
    assert not re.match(r"The display (?:crisp|bright|sharp)\b", made.text)


def _laptops() -> LaptopEdits:
    return LaptopEdits(dataset="laptop-edits", parameters=Parameters(), seed=0)


def _review(**changed: object) -> dict[str, object]:
    aspects = dict.fromkeys(domain("laptops").aspects, U) | {"screen": P}
    return {"id": "a", "text": "The display is sharp.", "aspects": aspects} | changed


def test_a_clause_that_may_speak_of_another_aspect_is_left_as_it_is() -> None:
    text = "Worn but clever rooms; we walked to it all."
    assert asked(text, "P?P??", "room", N, of="hotels").rule == "others-not-found"
    assert asked(text, "P????", "room", N, of="hotels").rule != "others-not-found"


def test_no_adverbial_is_left_without_its_verb() -> None:
    text = "Runs any game without breaking a sweat, and the panel is smooth."
    assert asked(text, "?P?P?", "performance", U, of="laptops").rule == "orphan"
    made = asked("Best food and service in Springfield.", "PP??", "food", U)
    assert made.text == "Best service in Springfield."


def test_a_review_of_another_domain_is_an_error_that_names_the_aspects() -> None:
    hotels = HotelEdits(dataset="hotel-edits", parameters=Parameters(), seed=0)
    given = json.dumps([_review()]).encode()
    with pytest.raises(IrrealisError, match="not the aspects of hotels"):
        list(hotels.read(BytesIO(given), source="a.json"))


def test_a_text_that_is_there_twice_makes_no_edits() -> None:
    given = json.dumps([_review(), _review(id="b")]).encode()
    builder = _laptops()
    reviews = list(builder.read(BytesIO(given), source="a.json"))
    made = builder.context_beside(reviews, others=[])
    rng = record_rng(dataset="laptop-edits", seed=0, original_id="a")
    [drop] = builder.edit(reviews[0], context=made, rng=rng)
    assert isinstance(drop, Drop)
    assert drop.reason == "repeated-text"


def test_every_goal_is_a_pair_or_a_drop_with_its_reason() -> None:
    given = json.dumps([_review()]).encode()
    builder = _laptops()
    reviews = list(builder.read(BytesIO(given), source="a.json"))
    made: Made = builder.context_beside(reviews, others=[])
    rng = record_rng(dataset="laptop-edits", seed=0, original_id="a")
    parts = list(builder.edit(reviews[0], context=made, rng=rng))
    pairs = [one for one in parts if isinstance(one, Row) and one.config == "pairs"]
    drops = [one for one in parts if isinstance(one, Drop)]
    assert len(pairs) + len(drops) == 2 * len(domain("laptops").aspects)


@pytest.mark.parametrize(
    ("before", "after", "goal", "wrong"),
    [
        ("soup", "a terrible soup", P, "other than"),
        ("soup", "a great soup", N, "other than"),
        ("soup", "great", U, "other than"),
        ("soup", "not a great soup", N, None),
        ("soup", "a great soup", P, None),
        ("", "The food was delicious.", P, None),
        ("", "The food was never good.", N, None),
        ("", "The food was delicious.", N, "other than"),
        ("", "The food was not delicious.", P, "other than"),
        ("", "The food was there.", P, "that say"),
        ("", "The waiter was friendly.", P, "on food alone"),
        ("", "The food and the waiter were great.", P, "on food alone"),
        ("", "Great, though.", P, "on food alone"),
        ("", "The food was dull.", U, "other than"),
        ("", "We came here on a Sunday.", U, None),
    ],
)
def test_the_audit_hears_what_is_put_in(
    before: str, after: str, goal: str, wrong: str | None
) -> None:
    edits = [{"before": before, "after": after}]
    found = [
        str(one[2]) for one in put_in(edits, "food", goal, known=domain("restaurants").aspects)
    ]
    assert len(found) == (wrong is not None)
    assert all(str(wrong) in one for one in found)


@pytest.mark.parametrize("name", ["restaurants", "hotels", "laptops"])
def test_the_audit_hears_each_sentence_that_may_be_put_in(name: str) -> None:
    """Else a sentence that is right would cost its record."""
    table = Path(lexicon.__file__).parent / "domains" / f"{name}.tsv"
    known = [
        line.split("\t")[1]
        for line in table.read_text("utf-8").splitlines()
        if line.startswith("aspect\t")
    ]
    heard = 0
    for line in table.read_text("utf-8").splitlines():
        kind, aspect, goal, *rest = [*line.split("\t"), "", ""]
        if kind != "insertion" or aspect not in known:
            continue
        parts = [
            part.split("|")
            for part in re.split(r"[\[\]]", rest[1].replace("{", "").replace("}", ""))
        ]
        for at, ways in enumerate(parts):
            for way in ways:
                said = "".join(way if at == n else one[0] for n, one in enumerate(parts))
                edits = [{"before": "", "after": said}]
                heard += 1
                assert not list(put_in(edits, aspect, P if goal == "+" else N, known=known)), said
                assert list(put_in(edits, aspect, N if goal == "+" else P, known=known)), said
    assert heard > 100


@pytest.mark.parametrize(
    ("of", "text", "labels", "aspect"),
    [
        ("restaurants", "Our waiter was lovely. We left a big tip. The pie was dry.", "NP??",
         "service"),
        ("restaurants", "It was noisy. My ears were still ringing the next day. Kind staff.",
         "?P?N", "noise"),
        ("restaurants", "Dark room, hard to read the menu. Our waiter was lovely.", "?PN?",
         "ambiance"),
        ("restaurants", "A charming bistro. Perfect for a date. The waiter was curt.", "?NP?",
         "ambiance"),
        ("restaurants", "The service is slow. Bring a book. The soup is great.", "PN??", "service"),
        ("hotels", "The room was spotless. You could eat off the floor. Breakfast was poor.",
         "P??N?", "room"),
        ("hotels", "It is far from everything. We spent a fortune on taxis. The room was nice.",
         "P?N??", "location"),
        ("hotels", "Street noise all night. Bring earplugs. The staff was kind.", "?P??N", "noise"),
        ("laptops", "The battery dies after two hours. I carry my charger everywhere. Nice screen.",
         "NP???", "battery"),
        ("laptops", "Support was useless. I gave up after three calls. Great battery.", "P???N",
         "support"),
        ("laptops", "Screen flickers. Sent it in. They sent it back, still flickers.", "?N???",
         "screen"),
        ("laptops", "Steer clear. The battery is weak. The screen is bright.", "NP???", "battery"),
    ],
)  # fmt: skip
def test_what_tells_more_of_an_aspect_goes_with_it_or_there_is_no_edit(
    of: str, text: str, labels: str, aspect: str
) -> None:
    place = domain(of).aspects.index(aspect)
    kept = re.split(r"(?<=[.,]) ", text)[:2]
    for goal in (N if labels[place] == "P" else P, U):
        made = asked(text, labels, aspect, goal, of=of)
        assert made.refused or not any(one in made.text for one in kept), made.text


def test_what_tells_of_the_visit_stays() -> None:
    text = "The soup was dull. We came with friends. We will be back. The waiter was kind."
    made = asked(text, "NP??", "food", U)
    assert made.text == "We came with friends. We will be back. The waiter was kind."


def test_a_sentence_in_which_words_were_replaced_keeps_its_parse() -> None:
    text = "A drab room. The soup was bland and watery. Kind staff."
    made = asked(text, "NPN?", "food", P)
    assert made.rule == "substitute"
    [parsed] = parse([text], domain=domain("restaurants"))
    before = Subject(parsed, {})
    after = spliced(before, made.text, pieces(before, made.edits), {})
    assert (after.tags, after.heads, after.deps) == (parsed.tags, parsed.heads, parsed.deps)
    spans = zip(after.starts, after.ends, strict=True)
    assert [made.text[start:end].lower() for start, end in spans] == after.words


# original, labels, aspect, goal; why there is no edit
BESIDE = [
    # nothing of the review would be left, by cuts or by rewriting
    ("The new furniture is hideous and cheap.", "??N?", "ambiance", U, "nothing-left"),
    ("Really tasty dumplings! We loved each of the dumplings.", "P???", "food", U, "nothing-left"),
    # a verdict on all the rest
    ("Our waiter was great but that was about it.", "?P??", "noise", P, "universal"),
    ("Our waiter was great but that was about it.", "?P??", "service", N, "universal"),
    ("Warm rolls, and that's all I can say for it.", "P???", "ambiance", P, "universal"),
    ("Nothing special. The soup was cold.", "N???", "service", P, "universal"),
    ("Nothing special, but fine for who knows no food.", "????", "service", P, "universal"),
    ("The only thing it has going for it is the view.", "????", "service", P, "universal"),
    ("Everything else was forgettable. Great waiter.", "?P??", "food", P, "universal"),
    ("Just awful. The soup was cold.", "N???", "noise", P, "universal"),
    # what a place is good for
    (
        'Drab room. Definitely not a "date night" restaurant. Kind staff.',
        "?PN?",
        "ambiance",
        U,
        "purpose",
    ),
    ("Hot soup. Not a spot for a business lunch.", "P???", "ambiance", P, "purpose"),
    # praise of the visit is for all that was good
    (
        "We were very impressed. The waiter was kind. Lovely decor.",
        "PPP?",
        "food",
        U,
        "aspect-not-found",
    ),
]


@pytest.mark.parametrize(("text", "labels", "aspect", "goal", "reason"), BESIDE)
def test_an_edit_that_what_stands_beside_speaks_against_is_not_made(
    text: str, labels: str, aspect: str, goal: str, reason: str
) -> None:
    made = asked(text, labels, aspect, goal)
    assert (made.rule, made.text) == (reason, "")


@pytest.mark.parametrize(
    ("text", "labels", "aspect", "goal", "want"),
    [
        ("Good ramen and good service.", "PP??", "food", U, r"Good service\."),
        ("Tasty dumplings.", "P???", "food", N, r"(?!Tasty)\w+ dumplings\."),
        ("The pie was nothing special. Kind waiter.", "NP??", "ambiance", P,
         r"The pie was nothing special\. Kind waiter.+"),
        ("Nothing to write home about. Drab room. Kind waiter.", "?PN?", "ambiance", P,
         r"(?!.*home).* room\. Kind waiter\."),
        ("We went for date night. Kind staff. The room was drab.", "?PN?", "ambiance", U,
         r"We went for date night\. Kind staff\."),
        ("The soup was dull. The room had a nice ambiance. I won't be back.", "N?P?", "ambiance",
         N, r"The soup was dull\. The room had (?!.*nice).* I won't be back\."),
        ("Kind staff. The pie was tasty. It was a good experience overall.", "PP??", "food", N,
         r"Kind staff\. The meal was .+ It was a good experience overall\."),
        ("The food service and ambiance were great. We were impressed.", "PPP?", "food", U,
         r"The service and ambiance were great\. We were impressed\."),
    ],
)  # fmt: skip
def test_what_stands_beside_an_edit_stays_where_it_fits(
    text: str, labels: str, aspect: str, goal: str, want: str
) -> None:
    made = asked(text, labels, aspect, goal)
    assert re.fullmatch(want, made.text), made


@pytest.mark.parametrize(
    ("before", "after", "aspect", "goal", "found"),
    [
        ("Ugly lamps hang everywhere.", "We came in May.", "ambiance", U, 0),
        ("Kind host, but that was about it.", "Kind host, but that was about it. Quiet.", "noise",
         P, "that was about it"),
        ("Kind host. That's all.", "Rude host. That's all.", "service", N, "Rude host."),
        ("Nothing special. Cold soup.", "Nothing special. Cold soup. Kind host.", "service", P,
         "Nothing special"),
        ("Drab room. Not a date night place.", "Not a date night place.", "ambiance", U,
         "Not a date night"),
        ("Loud. Perfect for a business lunch.", "Perfect for a business lunch.", "noise", U,
         "Perfect for a business lunch"),
    ],
)  # fmt: skip
def test_the_audit_finds_what_speaks_against_an_edit_by_its_own_words(
    before: str, after: str, aspect: str, goal: str, found: object
) -> None:
    edits = [{"start": 0, "end": len(before), "before": before, "after": after}]
    if before in after:
        edits = [{"start": len(before), "end": len(before), "before": "", "after": after}]
    elif after in before:
        cut = before.index(after)
        edits = [{"start": 0, "end": cut, "before": before[:cut], "after": ""}]
    elif goal == N:
        edits = [{"start": 0, "end": 4, "before": before[:4], "after": after[:4]}]
    row = {"original": {"text": before}, "counterfactual": {"text": after}, "edits": edits}
    assert [one[-1] for one in fits_rest(row, aspect, goal)] == [found]


def test_the_audit_lets_pass_what_fits_beside_an_edit() -> None:
    before = "Kind host. We came for date night. The pie was nothing special."
    after = before.replace("Kind", "Rude")
    edits = [{"start": 0, "end": 4, "before": "Kind", "after": "Rude"}]
    row = {"original": {"text": before}, "counterfactual": {"text": after}, "edits": edits}
    assert not [*fits_rest(row, "service", N), *fits_rest(row, "ambiance", U)]
