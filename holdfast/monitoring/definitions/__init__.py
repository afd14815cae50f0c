"""The sixteen items of the return, one file each. What those from steps count is written out in `counting`. Beside them
stands what is shown inside a hub alone, and never leaves it."""

from holdfast.monitoring.definitions.h1 import H1
from holdfast.monitoring.definitions.h2 import H2
from holdfast.monitoring.definitions.items import Item, Measure, Source
from holdfast.monitoring.definitions.r1 import R1
from holdfast.monitoring.definitions.r2 import R2
from holdfast.monitoring.definitions.r3 import R3
from holdfast.monitoring.definitions.r4 import R4
from holdfast.monitoring.definitions.r5 import R5
from holdfast.monitoring.definitions.r6 import R6
from holdfast.monitoring.definitions.r7 import R7
from holdfast.monitoring.definitions.r8 import R8
from holdfast.monitoring.definitions.r9 import R9
from holdfast.monitoring.definitions.r10 import R10
from holdfast.monitoring.definitions.r11 import R11
from holdfast.monitoring.definitions.r12 import R12
from holdfast.monitoring.definitions.r13 import R13
from holdfast.monitoring.definitions.r14 import R14
from holdfast.monitoring.definitions.r15 import R15
from holdfast.monitoring.definitions.r16 import R16

__all__ = ["EVERY", "FROM_STEPS", "INSIDE", "ITEMS", "Item", "Measure", "Source", "find"]

ITEMS = (R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, R13, R14, R15, R16)
INSIDE = (H1, H2)
EVERY = (*ITEMS, *INSIDE)
FROM_STEPS = tuple(each for each in ITEMS if each.source == Source.STEPS)


def find(code: str) -> Item:
    """The item of a code.

    Raises:
        KeyError: there is none.
    """
    return {each.code: each for each in EVERY}[code]
