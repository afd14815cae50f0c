"""What a service is for and how it works, by the hub's own codes."""

from django.db import models


class Kind(models.TextChoices):
    """What a service is for: the kinds that the national guidance for hubs names, and the support they grew to need."""

    TALKING_THERAPIES = "talking_therapies", "Talking Therapies"
    SECONDARY_CARE = "secondary_care", "Secondary mental health care"
    ADDICTION = "addiction", "Addiction"
    CRISIS = "crisis", "Help in a crisis"
    PRACTITIONER_HEALTH = "practitioner_health", "Health of practitioners"
    BEREAVEMENT = "bereavement", "Bereavement"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    RELATIONSHIPS = "relationships", "Relationships and family"
    DEBT = "debt", "Money and debt"
    PEER_SUPPORT = "peer_support", "Peer support"
    LGBT = "lgbt", "LGBT+"
    DISABILITY = "disability", "Disability"
    FAITH = "faith", "Faith and belief"
    IMMIGRATION = "immigration", "Immigration advice"
    ARTS = "arts", "Arts and activity"
    COACHING = "coaching", "Coaching"
    OCCUPATIONAL_HEALTH = "occupational_health", "Occupational Health"
    IN_HOUSE = "in_house", "Support by the hub"
    UNSORTED = "unsorted", "Not sorted yet"
    """It came in a file whose words nobody here knew. Whoever confirms it says what it is for."""


SORTED = [choice for choice in Kind.choices if choice[0] != Kind.UNSORTED]
"""What somebody may say that a service is for."""


class How(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By telephone"
    VIDEO = "video", "By video"
    ONLINE = "online", "On the web"


class Cost(models.TextChoices):
    FREE = "free", "Free"
    LOW = "low", "Low cost"
    PAID = "paid", "To be paid for"
    UNKNOWN = "unknown", "Not known"


class Way(models.TextChoices):
    """How one gets in."""

    SELF = "self", "The person asks themselves"
    PROFESSIONAL = "professional", "A professional refers"
    FORM = "form", "By a form"
    TELEPHONE = "telephone", "By telephone"


class Route(models.TextChoices):
    """How the hub refers somebody to it."""

    EMAIL = "email", "By secure email"
    LETTER = "letter", "By letter"
    LINK = "link", "By a link that they open"


class Welcome(models.TextChoices):
    """For whom a service says that it is made fit."""

    CULTURE = "culture", "Culturally competent"
    FAITH = "faith", "Asks about faith and respects it"
    LGBT = "lgbt", "LGBT+ inclusive"
    DISABILITY = "disability", "Accessible to disabled people"
    CARERS = "carers", "Fits around caring for others"
    SHIFTS = "shifts", "Open outside office hours"
