"""What a service is for, by the words of the terms that it came with. Words of our own choice, to be grown by use.

A published taxonomy is not copied: its terms are read by their names. What no word fits is not guessed from the text of
a service, where "we do not offer debt advice" would be found too: it is not sorted yet, and whoever confirms it does.
"""

from collections.abc import Iterable

from holdfast.directory.kinds import Kind

WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.TALKING_THERAPIES: ("talking therap", "iapt", "cognitive behav", "psychological therap", "counsel"),
    Kind.SECONDARY_CARE: ("secondary mental", "community mental health team", "cmht", "psychiatr"),
    Kind.ADDICTION: ("addict", "alcohol", "drug", "substance", "gambl", "recovery service"),
    Kind.CRISIS: ("crisis", "suicid", "self-harm", "self harm", "emergency mental"),
    Kind.PRACTITIONER_HEALTH: ("practitioner health", "doctors’ health", "doctors' health", "health professionals"),
    Kind.BEREAVEMENT: ("bereave", "grief", "loss of a"),
    Kind.DOMESTIC_ABUSE: ("domestic abuse", "domestic violence", "sexual violence", "refuge"),
    Kind.RELATIONSHIPS: ("relationship", "family support", "parenting", "mediation", "couple"),
    Kind.DEBT: ("debt", "money", "financ", "welfare benefit", "benefits advice"),
    Kind.PEER_SUPPORT: ("peer support", "self-help group", "self help group", "mutual aid", "support group"),
    Kind.LGBT: ("lgbt", "lesbian", "gay", "bisexual", "transgender", "gender identity"),
    Kind.DISABILITY: ("disab", "sensory impair", "sight loss", "hearing loss", "autis", "learning difficult"),
    Kind.FAITH: ("faith", "religio", "chaplain", "spiritual", "church", "mosque", "temple"),
    Kind.IMMIGRATION: ("immigra", "asylum", "refugee", "visa", "migrant"),
    Kind.ARTS: ("arts", "creative", "music", "choir", "craft", "sport", "exercise", "nature", "walking group"),
    Kind.COACHING: ("coaching", "mentor", "career"),
    Kind.OCCUPATIONAL_HEALTH: ("occupational health", "health at work", "vocational rehab"),
}


def kinds_of(terms: Iterable[str]) -> list[str]:
    """The kinds that these terms name, in the order of our list; not sorted yet, where they name none."""
    said = " | ".join(terms).casefold()
    return [kind.value for kind, words in WORDS.items() if any(word in said for word in words)] or [Kind.UNSORTED.value]
