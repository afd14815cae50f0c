"""Proposals for protocols. All are switched off until a hub signs its own version: see `unverified` of each.

What was seen of the sources: that guidelines of these names and numbers are published (NICE NG116, of 5 December 2018;
NG222, of 29 June 2022, which took the place of CG90). The CKS topic on insomnia was not seen itself. The numbers of
sessions could not be read in the published text, and are proposals. For bereavement and exhaustion no guideline is
cited.
"""

from dataclasses import dataclass

OFF = "Switched off until this hub has read the source and signed."
COUNT = f"The number of sessions was not checked against the published text. {OFF}"
OWN = f"No guideline is cited: a hub that offers it says what it rests on. {OFF}"


@dataclass(frozen=True)
class Shipped:
    """One proposal."""

    key: str
    name: str
    need: str
    sessions: int
    minutes: int
    questionnaires: tuple[str, ...]
    source: str
    unverified: str
    every: int = 1

    version: int = 0
    is_used: bool = False


SHIPPED = (
    Shipped(
        "trauma-focused-cbt", "Trauma-focused CBT", "trauma", 12, 60, ("pcl5", "phq9", "gad7"),
        "NICE guideline NG116, Post-traumatic stress disorder (2018)", COUNT,
    ),
    Shipped(
        "depression-cbt", "CBT for low mood", "low_mood", 8, 60, ("phq9", "gad7"),
        "NICE guideline NG222, Depression in adults: treatment and management (2022)", COUNT,
    ),
    Shipped(
        "insomnia-cbt", "CBT for insomnia", "sleep", 6, 45, ("phq9", "gad7"),
        "NICE Clinical Knowledge Summary, Insomnia", COUNT,
    ),
    Shipped("bereavement", "Bereavement sessions", "bereavement", 6, 60, ("phq9", "gad7"), "", OWN),
    Shipped("exhaustion", "Sessions on exhaustion", "exhaustion", 6, 45, ("phq9", "gad7"), "", OWN),
)  # fmt: skip
BY_KEY = {each.key: each for each in SHIPPED}
