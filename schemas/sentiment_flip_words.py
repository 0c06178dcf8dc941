"""Plain words of praise and blame by which sentiment-flip is checked, and what takes them back.

Written for the check alone from general knowledge of English: the builder has a lexicon of phrases
with their opposites, and this is a list of words without any. The ways in which a sentence does not
state what it says are those of nonveridical contexts (Giannakidou, Polarity Sensitivity as
(Non)Veridical Dependency, 1998): it denies, supposes, reports or asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GOOD = _set("""
    absorbing amazing awesome beautiful beautifully believable best better breathtaking brilliant
    brilliantly captivating charming clever coherent compelling convincing credible decent delight
    delightful delighted effective engaging engrossing enjoy enjoyable enjoyed enthralling
    entertaining excellent exceptional exciting expertly exquisite fabulous fantastic fascinating
    favorite favourite fine finest flawless fresh fun funny gem gifted good gorgeous great
    gripping happy heartwarming hilarious hit imaginative impeccable impressed impressive
    incredible inspired intelligent interesting inventive joy liked likable lovely love loved
    loves magnificent marvelous marvellous masterful masterpiece memorable moving nice nicely
    original outstanding perfect perfection perfectly phenomenal pleasant pleased pleasure
    poignant powerful recommend recommended reliable remarkable riveting satisfied sensational
    solid special spectacular spellbinding stellar strong stunning superb superbly superior
    suspenseful talented terrific thrilled thrilling touching treat triumph unforgettable witty
    well winner wonderful wonderfully worth worthwhile worthy delicious extraordinary divine
    heavenly classy consistent sharp smart mesmerizing unbelievable wow plenty abundance improved
    excels shines highlight highlights
""")
_BAD = _set("""
    abysmal amateurish annoying annoyed appalling appalled atrocious awful bad badly bland boring
    bore cheesy cliched clichéd confusing contrived corny crap crappy crummy deplorable derivative
    detested disappoint disappointed disappointing disappointment disappoints disaster disgusting
    disjointed dislike disliked dismal dissatisfied drab dreadful dreck dud dull dumb excruciating
    failure flop forgettable formulaic garbage ghastly gross hackneyed hate hated hates hollow
    horrendous horrible horrid horrific idiotic implausible inane incoherent inferior irritating
    joke junk lackluster lacking lacked lacks lame laughable letdown lifeless lousy ludicrous
    mediocre mess miserable muddled nasty nightmare ordinary overrated painful pathetic plodding
    pointless poor poorest poorly predictable problem problems revolting ridiculous rubbish ruined
    shallow shameful skip sloppy stiff stilted stinker stupid subpar suffers tedious terrible
    terribly tiresome trash trite turkey ugly unappealing unbearable unconvincing underwhelmed
    underwhelming unfunny unhappy unimaginative unimpressed unimpressive uninspired uninspiring
    uninteresting unoriginal unpleasant unremarkable unreliable inconsistent unsatisfying
    untalented unwatchable unworthy waste weak wooden worse worst yuck silly spoiled below
    second-rate
""")
# words that judge nothing in this company: "special effects", "well known"
_NEUTRAL = re.compile(
    r"\bspecial (?:effects?|editions?|features?)\b|\b(?:well|best)[ -]known\b|\bas well\b"
    r"|\b(?:good|bad) guys?\b|\blove (?:story|stories|interest|scenes?)\b|\bin love\b"
    r"|\bbest friends?\b"
)
_DENIALS = _set(
    "not n't never no hardly barely nothing none neither nor without nowhere cannot little"
)
_REACH = 4  # words after a denial that it may deny
# denials of what follows them; a sentence with any other denies in a way that is not followed here
_PLAIN = _set("not n't never no cannot")
_TOKEN = re.compile(r"n't\b|[a-zé]+(?:-[a-z]+)*?(?=n't\b)|[a-zé]+(?:-[a-z]+)*|[.,;:!?]")
SIGN = {**dict.fromkeys(_GOOD, 1), **dict.fromkeys(_BAD, -1)}
# what may go along with a word of sentiment that is left out: how much of it
DEGREES = _set("""
    very really so quite truly simply totally absolutely utterly just pretty rather too extremely
    incredibly completely highly particularly especially such most more plain thoroughly
""")


# what may stand between a denial and the word that it denies: "not one of the best"
_BETWEEN = DEGREES | _set("a an the and or one of at all even ever always that")
# what else may come and go with a word of sentiment; it says nothing of its own
_BESIDE = _PLAIN | _set(
    "a an watching seeing look time kind sort of bit always just somewhat all at either even do "
    "does did can ca would and but or"
)
_I_WOULD = re.compile(r"\bi(?: \w+ly)?(?:'d| would) (?:(?:not|never|\w+ly) )*(?=recommend\b)")


def _any_of(phrases: str) -> str:
    """A pattern of phrases, with commas between them, that stand as words of their own."""
    return rf"\b(?:{'|'.join(part.strip() for part in phrases.split(','))})\b(?!-)"


_UNSTATED = {
    "asks": re.compile(
        r"\?|^(?:is|are|was|were|does|did|can|could|will|would|should|do|has|have)(?:n't)? "
        r"(?:i|you|he|she|it|we|they|this|that|these|those|there)\b"
        r"|^(?:is|are|was|were) (?:the|a)\b"
    ),
    "supposes": re.compile(
        _any_of(
            r"if, unless, whether, would, could, should, might, must, ought, wish(?:e[sd])?, "
            r"hop(?:e[sd]?|ing), suppos\w+, imagin(?:e[sd]?|ing), maybe, perhaps, possibly"
        )
        + r"|'d (?!(?:\w+ly |never |always |just )?(?:been|had|seen|heard|\w+e[dn])\b)"
    ),
    "reports": re.compile(
        r'["“”]|'
        + _any_of(
            "according, supposedly, allegedly, reportedly, apparently, told, tells?, heard, "
            "hears?, claim(?:s|ed|ing)?, argue[sd]?, insist(?:s|ed)?, alleged?, considered, "
            "regarded, deemed, hailed, touted, rumou?red, reputed"
        )
        # of somebody who is not the writer; "well thought out" is praise
        + r"|(?<!\bi )(?<!\bwe )(?<!\bi also )(?<!\bi always )(?<!\bi've always )(?<!\bi still )"
        r"\b(?:say(?:s|ing)?|said|thinks?|thought|believe[sd]?)\b(?! (?:out|through)\b)"
    ),
    "denies": re.compile(
        _any_of(
            "far from, anything but, by no means, no way, in no, nowhere, seldom, rarely, "
            "scarcely, hardly, barely, none, neither, nor, nothing, nobody, no one, without, "
            "doubt(?:s|ed|ful)?, den(?:y|ie[sd]), disagree[sd]?, unlikely, impossible, "
            "fail(?:s|ed)? to, instead of, rather than, other than, less, least, except, almost, "
            "nearly, tr(?:y|ies|ied|ying) to, attempts?, pretend(?:s|ed|ing)?, used to, so-called"
        )
    ),
    # an order, a reason to go, a place in a row: for one side, whatever is judged beside it
    "steers": re.compile(
        _any_of(
            "run away, stay away, (?:another|every|no|good|bad|main|only) reasons?, excuse to, "
            "all-time low, (?:a )?new low, pantheon, awfulness, badness, greatness, beware"
        )
        + r"|^(?:run|see|skip|rent|go|watch|catch|buy|save)\b(?! (?:of|in|scenes?|time)\b)"
    ),
    # a mark out of five or ten says on which side the writer is, whatever the words say
    "scores": re.compile(
        r"\b\d(?:\.\d+)?(?![\w.-])|\b10\b(?!-)|\b(?:perfect|a|out of|of) ten\b|"
        + _any_of("thumbs up, thumbs down, rate[sd]?, ratings?")
        + r"|\b(?:one|two|three|four|five|half) stars?\b"
    ),
}


def tokens(text: str) -> list[str]:
    """Words in lower case, contractions in two, and stops."""
    return _TOKEN.findall(text.lower().replace("’", "'"))


def signs(text: str) -> Iterator[int]:
    """The side of each word of praise or blame of a text: the other one where it is denied.

    >>> list(signs("It wasn't good, and the ending is awful."))
    [-1, -1]
    """
    words = tokens(_NEUTRAL.sub("", text.lower()))
    for at, word in enumerate(words):
        sign = 1 if word == "like" else SIGN.get(word, 0)
        if not sign:
            continue
        before = words[max(0, at - _REACH) : at]
        stops = [place for place, one in enumerate(before) if one in ".,;:!?"]
        before = before[stops[-1] + 1 :] if stops else before
        denied = not _DENIALS.isdisjoint(before)
        if denied or word != "like":  # "something like it" judges nothing
            yield -sign if denied else sign


def unstated(text: str) -> str | None:
    """How a text says other than its words: it asks, supposes, reports, denies, steers or scores.

    None if it does not.

    A plain denial that stands right before a word of sentiment is heard by `signs`.

    >>> [unstated(text) for text in ("It is far from good.", "A good 9 of 10.", "I like it.")]
    ['denies', 'scores', None]
    """
    said = text.lower().replace("’", "'").strip()
    said = _I_WOULD.sub("i ", said)
    for kind, pattern in _UNSTATED.items():
        if pattern.search(said):
            return kind
    words = tokens(said)
    for at, word in enumerate(words):
        if word in _PLAIN:
            follow = words[at + 1 : at + 1 + _REACH]
            between = list(takewhile(lambda one: one in _BETWEEN or one.endswith("ly"), follow))
            denied = follow[len(between) :][:1]
            if not any(map(judges, denied)):
                return "denies"
        if word == "too":  # too good; not "she, too, loved it"
            beside = takewhile(str.isalpha, words[at + 1 : at + 1 + _REACH])
            if any(SIGN.get(one, 0) > 0 for one in beside):
                return "denies"
    return None


def exchanges_sentiment(taken: Sequence[str], put: Sequence[str]) -> bool:
    """Whether one judgment takes the place of another, with nothing of its own beside it.

    A judgment has a word of sentiment on both sides, or a denial comes or goes. "And" may become
    "but", and what only goes with a denial may go with it.
    """
    words = [one for one in (*taken, *put) if one[0].isalpha()]
    if not all(
        judges(word) or word in DEGREES or word in _BESIDE or word.endswith("ly") for word in words
    ):
        return False
    judged = any(map(judges, taken))
    if judged or any(map(judges, put)):
        return judged and any(map(judges, put))
    joined = {(*taken,), (*put,)} == {("and",), ("but",)}
    let_go = not put and (*taken,) in (("either",), ("at", "all"))
    return joined or let_go or not _PLAIN.isdisjoint(words)


def judges(word: str) -> bool:
    """Whether a word is one of praise or blame."""
    return word in SIGN or word == "like"
