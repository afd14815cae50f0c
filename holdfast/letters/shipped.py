"""The letters that every hub starts with, in our own words. A hub changes its copy; these stay as they are shipped."""

from dataclasses import dataclass

from holdfast.letters.states import Audience

SIGNED = "{practitioner}\n{profession}\n{hub}"
CALL = "You can call us on {telephone} ({hours})."
AGREED = "{name} has read this letter and agreed to it. Please do not send a copy to anybody else without asking them."


@dataclass(frozen=True)
class Shipped:
    """One template as it is shipped."""

    key: str
    audience: Audience
    name: str
    subject: str
    body: str
    easy: str = ""


def letter(*parts: str) -> str:
    """Paragraphs."""
    return "\n\n".join(parts)


SHIPPED: tuple[Shipped, ...] = (
    Shipped(
        "person-next-steps", Audience.PERSON, "What happens next", "What happens next",
        letter(
            "Dear {name}",
            "Thank you for talking with us. This letter says what we agreed, so that you need not keep it in mind.",
            "[What you agreed, in their words]",
            "Our next appointment is {next_appointment}. If that does not suit you any more, tell us and we find "
            "another time. Missing one closes nothing.",
            CALL + " Your reference number is {reference}. It says nothing about you to anyone else.",
            "With best wishes",
            SIGNED,
        ),
        letter(
            "Dear {name}",
            "Thank you for talking with us.",
            "We agreed:",
            "- [What you agreed, one short sentence a line]",
            "We meet again: {next_appointment}.",
            "You can change the time. Call us: {telephone}.",
            "Your number with us is {reference}.",
            SIGNED,
        ),
    ),
    Shipped(
        "person-tried-to-reach", Audience.PERSON, "We tried to reach you", "From {hub}",
        letter(
            "Dear {name}",
            "We have tried to reach you in the ways that you told us were safe, and have not managed to. You need not "
            "explain anything.",
            "If you would still like to talk, call us on {telephone} ({hours}), or ask for a link to your own pages on "
            "our website. Your reference number is {reference}.",
            "If you would rather not, that is all right. You can ask again at any time, and need give no reason.",
            "If you cannot wait: NHS 111, mental health option, day and night. In danger: 999.",
            "With best wishes",
            SIGNED,
        ),
        letter(
            "Dear {name}",
            "We tried to call you.",
            "If you want to talk, call us: {telephone}.",
            "If you do not want to talk now, that is OK.",
            "You can ask for help again at any time.",
            "If you need help now, call 111. In danger, call 999.",
            SIGNED,
        ),
    ),
    Shipped(
        "gp-getting-help", Audience.GP, "They are getting help from us", "About {name}, born {born}",
        letter(
            "Dear {to}",
            "{name} asked us for support on {asked_on}, and agreed to this letter.",
            "[In a sentence or two: what they would like you to know]",
            "We support health and care staff. {name} has not asked you to do anything. [If they have: what they would "
            "like you to do]",
            "We write again when there is a plan, if {name} agrees. You can reach us on {telephone} ({hours}).",
            AGREED,
            SIGNED,
        ),
        letter(
            "This letter tells your GP that you get help from us.",
            "It says: [the most important sentence, in easy words]",
            "It does not ask your GP to do anything.",
        ),
    ),
    Shipped(
        "gp-after-assessment", Audience.GP, "After the assessment", "About {name}, born {born}",
        letter(
            "Dear {to}",
            "We met {name} on {assessment_on} for an assessment. They agreed that you are told the following.",
            "What they find hard:",
            "- [As they would say it]",
            "What we are arranging:",
            "- [Each part of the plan, and who does it]",
            "What we ask of you:",
            "- [Nothing; or what they would like you to do]",
            "You can reach us on {telephone} ({hours}).",
            AGREED,
            SIGNED,
        ),
    ),
    Shipped(
        "oh-support-at-work", Audience.OCCUPATIONAL_HEALTH, "Support at work", "About {name}",
        letter(
            "Dear {to}",
            "{name} is in touch with us and agreed to this letter. It is about work alone.",
            "What would help at work, in their words:",
            "- [Each change, and until when]",
            "What they would like you to tell their manager: [nothing, or these words]",
            "Please talk with {name} before anything is decided. You can reach us on {telephone} ({hours}).",
            AGREED,
            SIGNED,
        ),
        letter(
            "This letter is for Occupational Health.",
            "It says what would help you at work:",
            "- [One short sentence a line]",
            "It says nothing about your health.",
        ),
    ),
    Shipped(
        "manager-time", Audience.MANAGER, "Time for an appointment", "Time away from work for {name}",
        letter(
            "Dear {to}",
            "{name} asked me to write to you. They need time away from work for an appointment: {next_appointment}.",
            "We are a confidential service for staff. We cannot tell you more, and ask you not to ask {name} for more "
            "than they wish to say.",
            AGREED,
            SIGNED,
        ),
        letter(
            "This letter is for your manager.",
            "It says that you need time for an appointment.",
            "It does not say why.",
        ),
    ),
    Shipped(
        "service-introduction", Audience.SERVICE, "To a service that could help", "About {name}, born {born}",
        letter(
            "Dear {to}",
            "{name} would like your help, and agreed to this letter.",
            "What they would like help with:",
            "- [In their words]",
            "What has been tried, and what helped:",
            "- [In their words]",
            "How to reach them: [only ways that they called safe]",
            "They stay with us until you have seen them. Please tell us on {telephone} ({hours}) when that will be. "
            "Our number for them is {reference}.",
            AGREED,
            SIGNED,
        ),
    ),
)  # fmt: skip
BY_KEY = {template.key: template for template in SHIPPED}
