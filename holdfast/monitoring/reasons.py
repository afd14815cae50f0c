"""Reasons for sickness absence, by the code and the words under which they are published.

Source: NHS England, NHS Sickness Absence Rates, table of full-time equivalent (FTE) days lost by reason, 12 months to
February 2025: the reasons of the Electronic Staff Record. Open Government Licence v3.0. S33 to S97 are not used.
"""

from django.db import models


class Reason(models.TextChoices):
    """Why somebody was off sick, as their employer recorded it; or every reason together."""

    S10 = "S10", "Anxiety/stress/depression/other psychiatric illnesses"
    S11 = "S11", "Back Problems"
    S12 = "S12", "Other musculoskeletal problems"
    S13 = "S13", "Cold Cough Flu - Influenza"
    S14 = "S14", "Asthma"
    S15 = "S15", "Chest & respiratory problems"
    S16 = "S16", "Headache / migraine"
    S17 = "S17", "Benign and malignant tumours cancers"
    S18 = "S18", "Blood disorders"
    S19 = "S19", "Heart cardiac & circulatory problems"
    S20 = "S20", "Burns poisoning frostbite hypothermia"
    S21 = "S21", "Ear nose throat (ENT)"
    S22 = "S22", "Dental and oral problems"
    S23 = "S23", "Eye problems"
    S24 = "S24", "Endocrine / glandular problems"
    S25 = "S25", "Gastrointestinal problems"
    S26 = "S26", "Genitourinary & gynaecological disorders"
    S27 = "S27", "Infectious diseases"
    S28 = "S28", "Injury fracture"
    S29 = "S29", "Nervous system disorders"
    S30 = "S30", "Pregnancy related disorders"
    S31 = "S31", "Skin disorders"
    S32 = "S32", "Substance abuse"
    S98 = "S98", "Other known causes - not elsewhere classified"
    S99 = "S99", "Unknown causes / Not specified"
    ALL = "ALL", "All reasons together"


AS_PUBLISHED = {f"{reason.value} {reason.label}": reason for reason in Reason if reason != Reason.ALL}
"""The cell of a published file: the code, a space, the words."""
