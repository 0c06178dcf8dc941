"""Plain words of praise and blame by which sentiment-flip is checked, and what denies them.

Written for the check alone from general knowledge of English: the builder has a lexicon of phrases
with their opposites, and this is a list of words without any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


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
    heavenly classy sharp smart mesmerizing unbelievable wow plenty abundance improved excels
    shines highlight highlights
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
_TOKEN = re.compile(r"n't\b|[a-zé]+(?:-[a-z]+)*?(?=n't\b)|[a-zé]+(?:-[a-z]+)*|[.,;:!?]")
SIGN = {**dict.fromkeys(_GOOD, 1), **dict.fromkeys(_BAD, -1)}
# what may go along with a word of sentiment that is left out: how much of it
DEGREES = _set("""
    very really so quite truly simply totally absolutely utterly just pretty rather too extremely
    incredibly completely highly particularly especially such most more plain thoroughly
""")


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
