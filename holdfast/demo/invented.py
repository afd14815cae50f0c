"""Invented people. Every family name says so."""

from random import Random

from holdfast.front_door.asked import Asked
from holdfast.referrals.models import Referral

FIRST = (
    "Marigold", "Otto", "Tansy", "Peregrine", "Quill", "Corin", "Pim", "Elowen", "Bartholomew", "Sunniva",
    "Thistle", "Ivo", "Delphine", "Gorse", "Amaryllis", "Wilf", "Saffron", "Jory", "Meadow", "Cosmo", "Hazel",
    "Ash", "Linden", "Sorrel", "Rowan", "Bryony", "Basil", "Clover", "Juniper", "Fern", "Zoë", "Siân", "Nkọlị",
    "Łukasz", "Björk", "María", "Yusuf", "Amara", "Priya", "Mei", "Ciarán", "Ngozi", "Tomasz", "Leila", "Kofi",
    "Anwen", "Idris", "Farah", "Goran", "Ines",
)  # fmt: skip
LAST = (
    "Testwick", "Exampleton", "Madeup", "Sample", "Nobodysby", "Fauxbury", "Invented", "Mockford",
    "Placeholder", "Fictional", "Testerton", "Dummy", "Examplesby", "Unreal", "Sampleforth", "Inventson",
    "Testwell", "Pretend", "Dummyson", "Fauxley", "Madeupson", "Notreal", "Sampler", "Mockham",
    "Notareal-Longsurname", "Specimen", "Imagined", "Makebelieve", "O'Fiction", "Samplaí",
)  # fmt: skip
STORIES = (
    "I did my nights and then I could not go back in. I sit in the car park. I have not really slept since the summer.",
    "We lost three in a week and nobody has spoken of it. I keep hearing the phone.",
    "My mum has died and I went back after four days. I should not have.",
    "I was moved to intensive care for the winter. I am back on my ward and I still dream of it.",
    "My team does not speak to each other any more. I dread the handover.",
    "I have long covid and they want me full time. I cannot do the stairs.",
    "A family shouted at me for an hour and I have been shaking since.",
    "It is money, mostly. Agency shifts stopped and I am behind with the rent.",
    "",
    "",
)
GROUPS = ("bereaved", "close_to_care", "redeployed", "temporary", "separated", "parent", "behaviour", "condition")
WORK_STATES = ("at_work", "at_work", "off_sick", "adjusted", "away")


def name(random: Random) -> str:
    """A name that nobody bears."""
    return f"{random.choice(FIRST)} {random.choice(LAST)}"


def telephone(random: Random) -> str:
    """A number of the range kept for drama: 07700 900000 to 900999."""
    return f"+44770090{random.randrange(1000):04d}"


def channels(random: Random) -> dict:
    """Safe ways to reach somebody invented."""
    kept: dict = {"times": random.sample(["am", "pm", "eve"], k=random.choice([1, 1, 2])), "note": ""}
    if random.random() < 0.8:
        kept |= {"call": telephone(random), "voicemail": random.random() < 0.3}
    if random.random() < 0.4 or "call" not in kept:
        kept |= {"email": f"person{random.randrange(100000)}@home.example", "email_is_work": False}
    if random.random() < 0.3:
        kept["text"] = telephone(random)
    return kept


def asked(random: Random, *, safe_now: str | None = None, must_not_see: tuple[str, ...] = ()) -> Asked:
    """An invented request; nearly everybody says that they are safe."""
    answers = [Referral.SafeNow.YES] * 24 + [Referral.SafeNow.UNSURE, Referral.SafeNow.SKIPPED]
    return Asked(
        name=name(random),
        channels=channels(random),
        safe_now=safe_now or random.choice(answers),
        story=random.choice(STORIES),
        must_not_see=must_not_see,
        call_today=random.random() < 0.05,
    )


def phq9(random: Random, weight: float, *, item9: int | None = None) -> dict[int, int]:
    """Answers to the PHQ-9 around a weight from 0 to 1; item 9 mostly 0."""
    answers = {number: level(random, weight) for number in range(1, 9)}
    nine = item9 if item9 is not None else (1 if random.random() < 0.06 * weight else 0)
    return {**answers, 9: nine, 10: level(random, weight)}


def gad7(random: Random, weight: float) -> dict[int, int]:
    """Answers to the GAD-7 around a weight from 0 to 1."""
    return {number: level(random, weight) for number in range(1, 8)}


def level(random: Random, weight: float) -> int:
    """0 to 3, around three times the weight."""
    return min(3, max(0, round(random.gauss(3 * weight, 0.8))))
