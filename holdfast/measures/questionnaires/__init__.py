"""Every questionnaire that this version knows, by key."""

from collections.abc import Mapping
from types import MappingProxyType

from holdfast.measures.questionnaire import Questionnaire
from holdfast.measures.questionnaires.audit import AUDIT
from holdfast.measures.questionnaires.auditc import AUDITC
from holdfast.measures.questionnaires.core10 import CORE10
from holdfast.measures.questionnaires.gad7 import GAD7
from holdfast.measures.questionnaires.goals import GOALS
from holdfast.measures.questionnaires.iesr import IESR
from holdfast.measures.questionnaires.isi import ISI
from holdfast.measures.questionnaires.itq import ITQ
from holdfast.measures.questionnaires.nomad import NOMAD
from holdfast.measures.questionnaires.pcl5 import PCL5
from holdfast.measures.questionnaires.peq import PEQ_ASSESSMENT, PEQ_TREATMENT, PEQ_TREATMENT_2
from holdfast.measures.questionnaires.phq9 import PHQ9
from holdfast.measures.questionnaires.swemwbs import SWEMWBS
from holdfast.measures.questionnaires.wsas import WSAS

VERSIONS: tuple[Questionnaire, ...] = (
    *(PHQ9, GAD7, ITQ, PCL5, AUDITC, AUDIT, WSAS, CORE10),
    *(SWEMWBS, ISI, IESR, PEQ_ASSESSMENT, PEQ_TREATMENT, PEQ_TREATMENT_2, GOALS, NOMAD),
)
"""Every version ever shipped, oldest first within a key: an old measure is read by its own form."""

QUESTIONNAIRES: Mapping[str, Questionnaire] = MappingProxyType({one.key: one for one in VERSIONS})
"""The newest version of each."""


def find(key: str, version: str | None = None) -> Questionnaire:
    """The questionnaire of this key; the newest version unless one is named.

    Raises:
        LookupError: there is none. The sentence names those that there are.
    """
    for questionnaire in reversed(VERSIONS):
        if questionnaire.key == key and version in (None, questionnaire.version):
            return questionnaire
    if key in QUESTIONNAIRES:
        raise LookupError(f"{key} has no version {version}")
    raise LookupError(f"there is no questionnaire “{key}”; the keys are {', '.join(QUESTIONNAIRES)}")
