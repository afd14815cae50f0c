"""The code lists of what a practitioner is: profession, grade, employment, competences, languages, gender.

Lists of our own, where no source is named. A new code is a line here and the check constraint that knows it.
"""

from django.db import models


class Profession(models.TextChoices):
    """What somebody is by training."""

    CLINICAL_PSYCHOLOGIST = "clinical_psych", "Clinical psychologist"
    COUNSELLING_PSYCHOLOGIST = "counselling_psych", "Counselling psychologist"
    OTHER_PSYCHOLOGIST = "other_psych", "Practitioner psychologist of another kind"
    ASSISTANT_PSYCHOLOGIST = "assistant_psych", "Assistant or trainee psychologist"
    PSYCHOTHERAPIST = "psychotherapist", "Psychotherapist"
    CBT_THERAPIST = "cbt_therapist", "CBT therapist"
    COUNSELLOR = "counsellor", "Counsellor"
    WELLBEING_PRACTITIONER = "pwp", "Psychological wellbeing practitioner"
    NURSE = "nurse", "Mental health nurse"
    OCCUPATIONAL_THERAPIST = "ot", "Occupational therapist"
    SOCIAL_WORKER = "social_worker", "Social worker"
    PSYCHIATRIST = "psychiatrist", "Psychiatrist"
    EMPLOYMENT_ADVISER = "employment", "Employment adviser"
    PEER_SUPPORT_WORKER = "peer_support", "Peer support worker"
    SUPPORT_WORKER = "support_worker", "Support worker"
    OTHER = "other", "Another profession"


class Grade(models.TextChoices):
    """The band of somebody's post, or what it has instead.

    Bands: NHS Terms and Conditions of Service Handbook (Agenda for Change), section 1, paragraphs 1.3 and 1.6: nine
    pay bands, the eighth in four ranges. Doctors, dentists and the most senior managers are outside it (1.2): no band.
    Bands 1 and 2 are left out, since nobody in them is a practitioner.
    """

    BAND_3 = "3", "Band 3"
    BAND_4 = "4", "Band 4"
    BAND_5 = "5", "Band 5"
    BAND_6 = "6", "Band 6"
    BAND_7 = "7", "Band 7"
    BAND_8A = "8a", "Band 8a"
    BAND_8B = "8b", "Band 8b"
    BAND_8C = "8c", "Band 8c"
    BAND_8D = "8d", "Band 8d"
    BAND_9 = "9", "Band 9"
    MEDICAL = "medical", "Medical grade"
    OUTSIDE = "outside", "Outside the bands (council, charity)"


WITHOUT_BAND = (Grade.MEDICAL, Grade.OUTSIDE)
BANDS = tuple(grade for grade in Grade if grade not in WITHOUT_BAND)
"""From the lowest to the highest."""


class Employment(models.TextChoices):
    """How somebody works here."""

    EMPLOYED = "employed", "Employed by the hub’s host"
    SECONDED = "seconded", "Seconded from another employer"
    FIXED_TERM = "fixed_term", "Fixed term"
    BANK = "bank", "Bank"
    RETURNER = "returner", "Returner to practice"
    HONORARY = "honorary", "Honorary contract"


class Gender(models.TextChoices):
    """As somebody wants people told who ask to be seen by a woman, or a man. Nothing: not said."""

    WOMAN = "woman", "Woman"
    MAN = "man", "Man"
    NON_BINARY = "non_binary", "Non-binary"


class Competence(models.TextChoices):
    """What somebody is trained for, beyond their profession."""

    TRAUMA = "trauma", "Trauma"
    BEREAVEMENT = "bereavement", "Bereavement"
    EXHAUSTION = "exhaustion", "Exhaustion and burnout"
    MORAL_INJURY = "moral_injury", "Moral injury"
    SLEEP = "sleep", "Sleep"
    ADDICTIONS = "addictions", "Alcohol, drugs and gambling"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    LONG_COVID = "long_covid", "Long covid"
    FAITH = "faith", "Working with faith and belief"
    LGBT = "lgbt", "LGBT+ affirmative practice"
    NEURODIVERSITY = "neurodiversity", "Autism and ADHD in adults"
    GROUPS = "groups", "Leading groups"
    CULTURE = "culture", "Cultural competence"
    SUPERVISION = "supervision", "Supervising others"


class Language(models.TextChoices):
    """Languages in which somebody can hold a conversation. A choice of ours to begin with, and longer where asked.

    ISO 639-1; ISO 639-3 for those that have no code of two letters. English is everybody's, and not in it.
    """

    ARABIC = "ar", "Arabic"
    BENGALI = "bn", "Bengali"
    BSL = "bfi", "British Sign Language"
    CANTONESE = "yue", "Cantonese"
    FARSI = "fa", "Farsi"
    FILIPINO = "tl", "Filipino"
    FRENCH = "fr", "French"
    GERMAN = "de", "German"
    GREEK = "el", "Greek"
    GUJARATI = "gu", "Gujarati"
    HINDI = "hi", "Hindi"
    IGBO = "ig", "Igbo"
    ITALIAN = "it", "Italian"
    MALAYALAM = "ml", "Malayalam"
    MANDARIN = "cmn", "Mandarin"
    NEPALI = "ne", "Nepali"
    POLISH = "pl", "Polish"
    PORTUGUESE = "pt", "Portuguese"
    PUNJABI = "pa", "Punjabi"
    ROMANIAN = "ro", "Romanian"
    SHONA = "sn", "Shona"
    SOMALI = "so", "Somali"
    SPANISH = "es", "Spanish"
    SYLHETI = "syl", "Sylheti"
    TAMIL = "ta", "Tamil"
    TURKISH = "tr", "Turkish"
    UKRAINIAN = "uk", "Ukrainian"
    URDU = "ur", "Urdu"
    WELSH = "cy", "Welsh"
    YORUBA = "yo", "Yoruba"


class Override(models.TextChoices):
    """Why somebody is chosen to assess whom the hub's rule does not admit: a code, to be counted."""

    NOBODY_FREE = "nobody_admitted_free", "Nobody whom the rule admits is free soon enough"
    KNOWS_THEM = "knows_them", "They know this colleague already"
    ASKED_FOR = "asked_for", "They asked for this colleague"
    SUPERVISED = "training_supervised", "In training, and supervised by somebody whom the rule admits"
    OTHER = "other", "Another reason"
