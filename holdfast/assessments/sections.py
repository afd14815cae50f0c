"""The sections of an assessment in the order of the page, and the five areas that are drawn. Any may come first."""

from dataclasses import dataclass

from django.db import models


class Section(models.TextChoices):
    NEEDS = "needs", "Needs"
    MATTERS = "matters", "What matters to them"
    WORK = "work", "Work"
    SAY = "say", "What may be said, and to whom"
    FAMILY = "family", "Family and home"
    PHYSICAL = "physical", "Physical health and long covid"
    TRAUMA = "trauma", "Trauma"
    SAFETY = "safety", "Safety"
    SITUATION = "situation", "What happened"
    THOUGHTS = "thoughts", "Thoughts"
    FEELINGS = "feelings", "Feelings"
    BODY = "body", "Body"
    ACTIONS = "actions", "What they do"
    FORMULATION = "formulation", "Formulation"


AREAS = (Section.SITUATION, Section.THOUGHTS, Section.FEELINGS, Section.BODY, Section.ACTIONS)
"""One picture: what happened, and how thoughts, feelings, body and actions keep each other going. The division is that
of Williams and Garland, "A cognitive-behavioural therapy assessment model for use in everyday clinical practice",
Advances in Psychiatric Treatment 8 (2002), 172-179; words and drawing are ours."""
PROSE = tuple(section for section in Section if section not in AREAS)
SHORT = {
    Section.MATTERS: "What matters", Section.SAY: "What may be said", Section.FAMILY: "Family",
    Section.PHYSICAL: "Physical health",
}  # fmt: skip
"""In the list of contents, which is narrow."""
BEFORE_FINISHING = (Section.SAFETY, Section.FORMULATION)
"""No assessment is finished without these: what keeps them safe, and how it hangs together."""
HINTS = {
    Section.NEEDS: "What brings them, in their words where you can.",
    Section.MATTERS: "What they want back, and what they would not give up.",
    Section.WORK: "At work or off, what helps and what would, hours and duties, getting back.",
    Section.SAY: "What they want said to whom, and what not. Nothing leaves the hub because it stands here.",
    Section.FAMILY: "Whom they live with and care for, who cares for them.",
    Section.PHYSICAL: "Illness, pain, sleep, long covid, medicines, alcohol and drugs.",
    Section.TRAUMA: "Only as much as they want to tell today.",
    Section.SAFETY: "In words, without a score. What keeps them safe, what would change that, what you agreed.",
    Section.FORMULATION: "How it hangs together: what began it, what keeps it going, what they have to build on.",
}


@dataclass(frozen=True)
class NeedCode:
    """A need that is counted: its code, and its words."""

    code: str
    words: str


NEEDS = (
    NeedCode("low_mood", "Low mood"),
    NeedCode("worry", "Worry and panic"),
    NeedCode("trauma", "Trauma"),
    NeedCode("bereavement", "Bereavement"),
    NeedCode("exhaustion", "Exhaustion"),
    NeedCode("sleep", "Sleep"),
    NeedCode("self_harm", "Thoughts of suicide or self-harm"),
    NeedCode("addiction", "Alcohol, drugs, gambling"),
    NeedCode("eating", "Eating"),
    NeedCode("long_covid", "Long covid"),
    NeedCode("physical", "Another physical illness, or pain"),
    NeedCode("work_relations", "Conflict or bullying at work"),
    NeedCode("work_load", "Demands of the work"),
    NeedCode("return_to_work", "Getting back to work"),
    NeedCode("moral_injury", "Having had to act against one's values"),
    NeedCode("domestic_abuse", "Domestic abuse"),
    NeedCode("relationships", "Relationship and family"),
    NeedCode("caring", "Caring for somebody"),
    NeedCode("money", "Debt and money"),
    NeedCode("housing", "Housing"),
    NeedCode("immigration", "Immigration"),
    NeedCode("faith", "Faith and meaning"),
    NeedCode("identity", "Discrimination, or being who one is"),
    NeedCode("loneliness", "Loneliness"),
    NeedCode("neurodiversity", "Neurodivergence"),
)
"""A local list, not a diagnosis: the sorts of help that the national guidance wants found (sections 3, 3.2 and 5:
therapies for bereavement, trauma, exhaustion and insomnia; addictions; domestic abuse, relationship, debt, peer, LGBT+,
disability, faith and immigration advice), and what screening asks about. No code is ever used again for another."""
NEED_WORDS = {need.code: need.words for need in NEEDS}
