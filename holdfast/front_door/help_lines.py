"""National help lines, each with where its number was confirmed and when.

Numbers and hours change. A line that nobody could confirm has `checked_on=None` and is on no
page. Where only the number could be confirmed, `hours` says where the hours are found.
A hub adds its own crisis numbers in its settings, not here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CHECKED_ON = date(2026, 11, 22)
DAY_AND_NIGHT = "Day and night"


class Group(StrEnum):
    """Where a line stands on the pages."""

    NOW = "now"
    DEAF = "deaf"  # for people who are Deaf or cannot speak on the phone
    TOPIC = "topic"


@dataclass(frozen=True)
class HelpLine:
    """One line: `verb` is the words of the link, `text` follows it and says what it is."""

    key: str
    group: Group
    name: str
    verb: str
    href: str
    text: str
    hours: str
    who_for: str
    source: str
    checked_on: date | None = CHECKED_ON
    other_ways: str = ""

    @property
    def is_shown(self) -> bool:
        return self.checked_on is not None


HELP_LINES = (
    HelpLine(
        key="nhs-111",
        group=Group.NOW,
        name="NHS 111",
        verb="Call 111",
        href="tel:111",
        text="and choose the mental health option. You talk to a mental health team near you. Free.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone in England, for themselves or someone else",
        source="tewv.nhs.uk, NHS 111 select mental health option; oundlesurgery.nhs.uk",
        other_ways="In British Sign Language by video, or through Relay UK: 18001 111",
    ),
    HelpLine(
        key="emergency",
        group=Group.NOW,
        name="Emergency services",
        verb="Call 999",
        href="tel:999",
        text="if a life is at risk, or someone is badly hurt. Or go to A&E.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone",
        source="norwoodmc.co.uk, NHS 111 option 2 for crisis mental health support; ofcom.org.uk",
        other_ways="999 BSL, Relay UK 18000, or text 999 if the phone is registered",
    ),
    HelpLine(
        key="samaritans",
        group=Group.NOW,
        name="Samaritans",
        verb="Call 116 123",
        href="tel:116123",
        text="Samaritans. Someone to listen, whatever it is. Free, and not on your phone bill.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone",
        source="samaritans.org, Contact a Samaritan; salisburyjournal.co.uk for hours and phone bill",
        other_ways="By email or letter: see samaritans.org",
    ),
    HelpLine(
        key="shout",
        group=Group.NOW,
        name="Shout",
        verb="Text SHOUT to 85258",
        href="sms:85258",
        text="to talk by text with a trained volunteer. Free on most networks.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone in the UK with a mobile phone",
        source="giveusashout.org, frequently asked questions",
    ),
    HelpLine(
        key="bsl-999",
        group=Group.DEAF,
        name="999 BSL",
        verb="Use 999 BSL",
        href="https://999bsl.co.uk",
        text="to reach police, ambulance or fire through a sign language interpreter, by video. Free.",
        hours=DAY_AND_NIGHT,
        who_for="People who use British Sign Language",
        source="ofcom.org.uk, Emergency video relay; healthwatchbrightonandhove.co.uk",
    ),
    HelpLine(
        key="bsl-111",
        group=Group.DEAF,
        name="NHS 111 in British Sign Language",
        verb="Use 111 in British Sign Language",
        href="https://111.nhs.uk",
        text="to reach NHS 111 through an interpreter, by video. The way in is on the NHS 111 site.",
        hours="The hours are on the NHS 111 site",
        who_for="People who use British Sign Language",
        source="wmfs.net, 999 BSL; tewv.nhs.uk, NHS 111 select mental health option",
    ),
    HelpLine(
        key="relay-111",
        group=Group.DEAF,
        name="Relay UK",
        verb="Call 18001 111",
        href="tel:18001111",
        text="to reach NHS 111 through Relay UK, and type in place of speaking. "
        "Put 18001 before any other number to do the same.",
        hours=DAY_AND_NIGHT,
        who_for="People who are Deaf, hard of hearing or cannot speak",
        source="tewv.nhs.uk, NHS 111 select mental health option",
    ),
    HelpLine(
        key="text-999",
        group=Group.DEAF,
        name="Text 999",
        verb="Text 999",
        href="sms:999",
        text="if your phone is registered. To register it, text the word register to 999 before you need it.",
        hours=DAY_AND_NIGHT,
        who_for="People who cannot make a voice call",
        source="southtees.nhs.uk, emergencySMS; northyorkshire.police.uk",
    ),
    HelpLine(
        key="silent-999",
        group=Group.DEAF,
        name="999 when you must be silent",
        verb="Call 999, then press 55",
        href="tel:999",
        text="on a mobile, when you are asked, if it is not safe to speak. You get through to the police.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone in danger who cannot speak aloud",
        source="iow.gov.uk, Immediate danger; standingtogether.org.uk",
    ),
    HelpLine(
        key="calm",
        group=Group.TOPIC,
        name="CALM",
        verb="Call 0800 58 58 58",
        href="tel:0800585858",
        text="Campaign Against Living Miserably: talk about anything that is weighing on you.",
        hours="Every day, 5pm to midnight",
        who_for="Anyone who is struggling",
        source="thecalmzone.net",
    ),
    HelpLine(
        key="childline",
        group=Group.TOPIC,
        name="Childline",
        verb="Call 0800 1111",
        href="tel:08001111",
        text="for anyone under 19, apprentices and students too. Free, and not on your phone bill.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone under 19",
        source="norwoodmc.co.uk for the number; en.wikipedia.org, Childline; Childline leaflet for the bill",
    ),
    HelpLine(
        key="cruse",
        group=Group.TOPIC,
        name="Cruse Bereavement Support",
        verb="Call 0808 808 1677",
        href="tel:08088081677",
        text="when someone has died, however long ago.",
        hours="The hours are at cruse.org.uk",
        who_for="Anyone who is grieving in England, Wales or Northern Ireland",
        source="cruse.org.uk",
    ),
    HelpLine(
        key="bereaved-by-suicide",
        group=Group.TOPIC,
        name="Survivors of Bereavement by Suicide",
        verb="Call 0300 111 5065",
        href="tel:03001115065",
        text="to talk with people who have lost someone to suicide themselves.",
        hours="The hours are at uksobs.com",
        who_for="Adults bereaved by suicide",
        source="three independent public lists of help lines",
    ),
    HelpLine(
        key="domestic-abuse",
        group=Group.TOPIC,
        name="National Domestic Abuse Helpline",
        verb="Call 0808 2000 247",
        href="tel:08082000247",
        text="run by Refuge, for women who are hurt or frightened at home. Free.",
        hours=DAY_AND_NIGHT,
        who_for="Women, and anyone worried about a woman",
        source="refuge.org.uk",
        other_ways="Online at nationaldahelpline.org.uk, where you can ask for a safe time to be called",
    ),
    HelpLine(
        key="mens-advice",
        group=Group.TOPIC,
        name="Men’s Advice Line",
        verb="Call 0808 801 0327",
        href="tel:08088010327",
        text="run by Respect, for men who are hurt or controlled at home. Free.",
        hours="The hours are at mensadviceline.org.uk",
        who_for="Men, and anyone worried about a man",
        source="centre56.org.uk, Domestic abuse; respect.uk.net",
    ),
    HelpLine(
        key="galop",
        group=Group.TOPIC,
        name="Galop",
        verb="Call 0800 999 5428",
        href="tel:08009995428",
        text="for LGBT+ people who have met abuse or violence, at home or elsewhere. Free.",
        hours="Monday to Thursday 10am to 8:30pm, Friday 10am to 4:30pm",
        who_for="LGBT+ people",
        source="galop.org.uk; hellorayo.co.uk for the hours, February 2023",
    ),
    HelpLine(
        key="rape-crisis",
        group=Group.TOPIC,
        name="Rape Crisis England and Wales",
        verb="Call 0808 500 2222",
        href="tel:08085002222",
        text="after rape, assault or any sexual violence, whenever it happened. Free.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone aged 16 or over",
        source="several independent public lists of help lines",
    ),
    HelpLine(
        key="muslim-womens-network",
        group=Group.TOPIC,
        name="Muslim Women’s Network Helpline",
        verb="Call 0800 999 5786",
        href="tel:08009995786",
        text="for support that knows your faith and culture. Free.",
        hours="Monday to Friday, 10am to 4pm",
        who_for="Muslim women and girls",
        source="mwnhelpline.co.uk for the service; two independent public lists for number and hours",
    ),
    HelpLine(
        key="switchboard",
        group=Group.TOPIC,
        name="Switchboard",
        verb="Call 0800 0119 100",
        href="tel:08000119100",
        text="the LGBT+ listening line, answered by LGBT+ people. Free.",
        hours="Every day, 10am to 10pm",
        who_for="LGBT+ people",
        source="thepinknews.com, March 2023, for the free number; several independent public lists",
    ),
    HelpLine(
        key="stepchange",
        group=Group.TOPIC,
        name="StepChange Debt Charity",
        verb="Call 0800 138 1111",
        href="tel:08001381111",
        text="for free advice about debt, from people who do not judge.",
        hours="The hours are at stepchange.org",
        who_for="Anyone who worries about debt",
        source="stepchange.org",
    ),
    HelpLine(
        key="gambling",
        group=Group.TOPIC,
        name="National Gambling Helpline",
        verb="Call 0808 8020 133",
        href="tel:08088020133",
        text="run by GamCare, about your own gambling or someone else’s. Free.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone affected by gambling",
        source="igamingbusiness.com, October 2019, for the hours; latestbettingoffers.co.uk for the number",
    ),
    HelpLine(
        key="frank",
        group=Group.TOPIC,
        name="FRANK",
        verb="Call 0300 123 6600",
        href="tel:03001236600",
        text="for honest information about drugs, and where to find help near you.",
        hours="The hours are at talktofrank.com",
        who_for="Anyone",
        source="several independent public lists of help lines",
    ),
    HelpLine(
        key="drinkline",
        group=Group.TOPIC,
        name="Drinkline",
        verb="Call 0300 123 1110",
        href="tel:03001231110",
        text="if you worry about your own drinking or someone else’s.",
        hours="Weekdays 9am to 8pm, weekends 11am to 4pm",
        who_for="Anyone",
        source="several independent public lists of help lines, one checked in 2026",
    ),
    HelpLine(
        key="practitioner-health",
        group=Group.TOPIC,
        name="NHS Practitioner Health",
        verb="Call 0300 0303 300",
        href="tel:03000303300",
        text="mental health and addiction care for health staff who cannot be seen near home for reasons of privacy.",
        hours="Monday to Friday 8am to 8pm, Saturday 8am to 2pm, not on bank holidays",
        who_for="NHS staff in England, doctors and dentists above all",
        source="practitionerhealth.nhs.uk, Healthcare staff in England",
    ),
    HelpLine(
        key="acas",
        group=Group.TOPIC,
        name="Acas",
        verb="Call 0300 123 1100",
        href="tel:03001231100",
        text="for free advice on rights at work.",
        hours="The hours are at acas.org.uk",
        who_for="Anyone who works in England, Scotland or Wales",
        source="acas.org.uk, Helpline evaluation; Commons written statement, March 2015, for the number",
    ),
    HelpLine(
        key="equality-advice",
        group=Group.TOPIC,
        name="Equality Advisory and Support Service",
        verb="Call 0808 800 0082",
        href="tel:08088000082",
        text="for free advice when you are treated worse for who you are.",
        hours="The hours are at equalityadvisoryservice.com",
        who_for="Anyone in England, Scotland or Wales",
        source="accessibility statements of several public bodies",
    ),
    HelpLine(
        key="carers-uk",
        group=Group.TOPIC,
        name="Carers UK",
        verb="Call 0808 808 7777",
        href="tel:08088087777",
        text="for advice and support when you look after someone.",
        hours="The hours are at carersuk.org",
        who_for="Anyone who cares for someone without pay",
        source="several independent public lists of help lines",
    ),
    HelpLine(
        key="hub-of-hope",
        group=Group.TOPIC,
        name="Hub of Hope",
        verb="Look at hubofhope.co.uk",
        href="https://hubofhope.co.uk",
        text="to find support near you.",
        hours=DAY_AND_NIGHT,
        who_for="Anyone",
        source="not confirmed yet",
        checked_on=None,
    ),
)

SHOWN = tuple(line for line in HELP_LINES if line.is_shown)
_BY_KEY = {line.key: line for line in SHOWN}


def now() -> tuple[HelpLine, ...]:
    """The four that stand on every help-now page, in this order."""
    return tuple(line for line in SHOWN if line.group == Group.NOW)


def without_speaking() -> tuple[HelpLine, ...]:
    """For people who are Deaf, or cannot or must not speak."""
    return tuple(line for line in SHOWN if line.group == Group.DEAF)


def about(keys: Iterable[str]) -> tuple[HelpLine, ...]:
    """Checked lines by key, in the order asked for; an unchecked one is left out."""
    return tuple(_BY_KEY[key] for key in keys if key in _BY_KEY)
