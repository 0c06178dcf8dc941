"""Which objects are of one kind, and which are one under two names.

Lists of general knowledge, written apart from the builder's table.
"""

from __future__ import annotations

_KINDS = {
    "part of the world": "Europe; Asia; Africa; Antarctica; Americas",
    "science": """physics; mathematics; astronomy; chemistry; psychology; medicine; sociology;
        anthropology; philosophy; theology; history; biology; geography; economics; photography""",
    "tongue": """Armenian; Bulgarian; Catalan; Chinese; Croatian; Czech; Danish; Dutch; English;
        Filipino; Finnish; French; Georgian; German; Greek; Hawaiian; Hebrew; Hindi; Hungarian;
        Icelandic; Indonesian; Irish; Italian; Japanese; Korean; Latin; Norwegian; Persian; Polish;
        Portuguese; Romanian; Russian; Sanskrit; Scots; Serbian; Somali; Spanish; Swedish; Tamil;
        Thai; Tibetan; Turkish; Ukrainian; Vietnamese; Welsh""",
    "trade": """actor; politician; composer; poet; journalist; novelist; diplomat; mathematician;
        architect; photographer; philosopher; comedian; physicist; chemist; economist; physician;
        rabbi; astronaut; psychologist; lawyer; astronomer; psychiatrist; missionary; surgeon;
        programmer; biologist""",
    "musical instrument": "piano; guitar; violin; trumpet",
    "music": "jazz; opera; trance; funk; disco; blues",
    "fiction": "sitcom; fantasy; thriller; satire; tragedy; parody",
    "faith": "Islam; Christianity; Buddhism; Judaism; Scientology",
    "soccer": "midfielder; defender; forward; goalkeeper",
    "gridiron": "quarterback; linebacker",
    "baseball": "pitcher; outfielder; catcher",
    "hockey": "goaltender",
    "station": "NBC; CBS; MTV; HBO; BBC; ESPN; PBS; CNN; NPR; ITV",
    "computing": """Google; Microsoft; Apple; IBM; Intel; Nokia; Sony; Adobe; Yahoo; Nintendo; Sega;
        Amazon; Samsung; Atari""",
    "cars": """Toyota; Honda; Nissan; BMW; Fiat; Chevrolet; Renault; Dodge; Ferrari; Porsche;
        Suzuki; Cadillac; Volvo; Chrysler; Bentley; Jeep""",
    "aircraft": "Boeing; Airbus; Douglas",
    "state": """Afghanistan; Albania; Algeria; Argentina; Armenia; Australia; Austria; Azerbaijan;
        Bangladesh; Belarus; Belgium; Bolivia; Brazil; Bulgaria; Cambodia; Canada; Chile; Colombia;
        Croatia; Cuba; Cyprus; Denmark; Ecuador; Egypt; Estonia; Ethiopia; Finland; France; Germany;
        Ghana; Greece; Haiti; Hungary; Iceland; India; Indonesia; Iran; Iraq; Ireland; Israel;
        Italy; Jamaica; Japan; Kazakhstan; Kenya; Latvia; Lebanon; Libya; Lithuania; Malaysia;
        Mexico; Morocco; Nepal; Netherlands; Nigeria; Norway; Pakistan; Peru; Philippines; Poland;
        Portugal; Romania; Russia; Senegal; Serbia; Slovakia; Slovenia; Spain; Sudan; Sweden;
        Switzerland; Syria; Taiwan; Tanzania; Thailand; Tunisia; Turkey; Uganda; Ukraine; Venezuela;
        Vietnam; Yemen""",
    "province": """Alabama; Alaska; Alberta; Arizona; Arkansas; Bihar; California; Catalonia;
        Colorado; Connecticut; Cornwall; England; Florida; Gujarat; Hawaii; Idaho; Illinois;
        Indiana; Iowa; Kansas; Kent; Kentucky; Kerala; Louisiana; Maharashtra; Manitoba; Maryland;
        Massachusetts; Michigan; Minnesota; Missouri; Montana; Nebraska; Nevada; Normandy; Ohio;
        Oklahoma; Ontario; Oregon; Pennsylvania; Quebec; Queensland; Saskatchewan; Scotland;
        Somerset; Surrey; Tasmania; Tennessee; Texas; Utah; Vermont; Virginia; Wales; Wisconsin;
        Wyoming""",
    "town": """Aberdeen; Adelaide; Aleppo; Alexandria; Amsterdam; Ankara; Athens; Atlanta; Auckland;
        Baghdad; Baltimore; Bangalore; Bangkok; Barcelona; Beijing; Beirut; Belfast; Berlin; Bern;
        Birmingham; Boston; Bradford; Brighton; Brisbane; Bristol; Brooklyn; Brussels; Budapest;
        Cairo; Calgary; Cambridge; Cannes; Cardiff; Chennai; Chicago; Cincinnati; Cleveland;
        Cologne; Copenhagen; Dallas; Damascus; Delhi; Denver; Derby; Detroit; Dresden; Dublin;
        Edinburgh; Edmonton; Florence; Frankfurt; Geneva; Glasgow; Hamburg; Hamilton; Havana;
        Helsinki; Hollywood; Honolulu; Houston; Indianapolis; Istanbul; Jakarta; Jerusalem; Kabul;
        Karachi; Kiev; Kyoto; Leeds; Leicester; Lisbon; Liverpool; London; Lyon; Madrid; Manchester;
        Manhattan; Manila; Mecca; Medina; Melbourne; Miami; Milan; Milwaukee; Minneapolis; Montreal;
        Moscow; Mumbai; Munich; Naples; Nashville; Norwich; Nottingham; Olympia; Oslo; Ottawa;
        Oxford; Paris; Pasadena; Perth; Philadelphia; Pittsburgh; Portsmouth; Prague; Rome;
        Sacramento; Santiago; Seattle; Seoul; Shanghai; Sheffield; Southampton; Stockholm; Swansea;
        Sydney; Tehran; Tokyo; Toronto; Valencia; Vancouver; Venice; Vienna; Warsaw; Wellington;
        Winnipeg""",
}
_KIND = {
    " ".join(name.split()): kind for kind, names in _KINDS.items() for name in names.split(";")
}
# other names, so that an edit from one to the other would change nothing
_ALSO = {
    "Americas": ("America",),
    "Bangalore": ("Bengaluru",),
    "Beijing": ("Peking",),
    "Chennai": ("Madras",),
    "Chinese": ("Mandarin",),
    "Florence": ("Firenze",),
    "Germany": ("German", "Germans"),
    "Iran": ("Persia", "Iranian"),
    "Istanbul": ("Constantinople",),
    "Kiev": ("Kyiv",),
    "Mumbai": ("Bombay",),
    "Netherlands": ("Holland", "Dutch"),
    "Persian": ("Farsi",),
    "Spanish": ("Castilian",),
    "Thailand": ("Siam", "Thai"),
}


_FIRMS = ("computing", "cars", "aircraft", "station")
_PLACES = ("town", "province", "state")
_FITTING = {
    "continent": ("part of the world",),
    "field of work": ("science",),
    "native language": ("tongue",),
    "language used": ("tongue",),
    "language of the work": ("tongue",),
    "official language": ("tongue",),
    "occupation": ("trade",),
    "employer": _FIRMS,
    "manufacturer": _FIRMS,
    "developer": _FIRMS,
    "owner": (*_FIRMS, *_PLACES),
    "instrument": ("musical instrument",),
    "genre": ("music", "fiction"),
    "religion": ("faith",),
    "country": ("state", "province"),
    "citizenship": ("state", "province"),
    "country of origin": ("state", "province"),
    "playing position": ("soccer", "gridiron", "baseball", "hockey"),
    "network": ("station",),
    "location": _PLACES,
    "headquarters": _PLACES,
    "place of birth": _PLACES,
    "place of death": _PLACES,
    "place of founding": _PLACES,
    "place of work": _PLACES,
}


# What a subject has one of, as one can say for sure. All other properties allow several objects.
_EXCLUSIVE = frozenset(
    {
        "continent",
        "country",
        "developer",
        "headquarters",
        "language of the work",
        "location",
        "manufacturer",
        "native language",
        "network",
        "owner",
        "place of birth",
        "place of death",
        "place of founding",
        "playing position",
    }
)


def exclusive(asked: str) -> bool:
    """Whether a new object of the property makes the old one false."""
    return asked in _EXCLUSIVE


def may_be(asked: str, name: str) -> bool:
    """Whether an object is of a kind that the property can have."""
    return _KIND.get(name) in _FITTING[asked]


def one_kind(first: str, second: str) -> bool:
    """Whether both are known to be of the same kind."""
    return first in _KIND and _KIND[first] == _KIND.get(second)


def called(name: str) -> tuple[str, ...]:
    """An object's names, its own first."""
    return (name, *_ALSO.get(name, ()))
