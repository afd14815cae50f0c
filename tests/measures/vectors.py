"""Answer sets reckoned by hand, as lists in the questionnaire's order."""


def numbered(values):
    return dict(enumerate(values, start=1))


def adding_up_to(total, count, most):
    """`count` answers from 0 to `most` that add up to `total`, the highest first."""
    values = []
    for _ in range(count):
        values.append(min(most, total))
        total -= values[-1]
    assert total == 0
    return values


# key, number of items, most points of one, then totals at each side of every edge with their bands
BAND_EDGES = (
    (
        "phq9",
        9,
        3,
        {
            0: "None",
            4: "None",
            5: "Mild",
            9: "Mild",
            10: "Moderate",
            14: "Moderate",
            15: "Moderately severe",
            19: "Moderately severe",
            20: "Severe",
            27: "Severe",
        },
    ),
    (
        "gad7",
        7,
        3,
        {
            0: "None",
            4: "None",
            5: "Mild",
            9: "Mild",
            10: "Moderate",
            14: "Moderate",
            15: "Severe",
            21: "Severe",
        },
    ),
    (
        "auditc",
        3,
        4,
        {0: "Lower risk", 4: "Lower risk", 5: "Increasing or higher risk", 12: "Increasing or higher risk"},
    ),
    (
        "audit",
        8,
        4,
        {
            0: "Low risk",
            7: "Low risk",
            8: "Increasing risk",
            15: "Increasing risk",
            16: "Higher risk",
            19: "Higher risk",
            20: "Possible dependence",
            32: "Possible dependence",
        },
    ),
    (
        "wsas",
        5,
        8,
        {
            0: "Subclinical",
            9: "Subclinical",
            10: "Significant impairment",
            20: "Significant impairment",
            21: "Moderately severe or worse",
            40: "Moderately severe or worse",
        },
    ),
    (
        "isi",
        7,
        4,
        {
            0: "None",
            7: "None",
            8: "Subthreshold",
            14: "Subthreshold",
            15: "Moderate",
            21: "Moderate",
            22: "Severe",
            28: "Severe",
        },
    ),
    (
        "core10",
        10,
        4,
        {
            0: "Healthy",
            5: "Healthy",
            6: "Low",
            10: "Low",
            11: "Mild",
            14: "Mild",
            15: "Moderate",
            19: "Moderate",
            20: "Moderate to severe",
            24: "Moderate to severe",
            25: "Severe",
            40: "Severe",
        },
    ),
)

CUT_OFFS = {"phq9": 10, "gad7": 8, "pcl5": 33, "auditc": 5, "core10": 11, "iesr": 33}

METRIC = {
    7: 7.00,
    8: 9.51,
    9: 11.25,
    10: 12.40,
    11: 13.33,
    12: 14.08,
    13: 14.75,
    14: 15.32,
    15: 15.84,
    16: 16.36,
    17: 16.88,
    18: 17.43,
    19: 17.98,
    20: 18.59,
    21: 19.25,
    22: 19.98,
    23: 20.73,
    24: 21.54,
    25: 22.35,
    26: 23.21,
    27: 24.11,
    28: 25.03,
    29: 26.02,
    30: 27.03,
    31: 28.13,
    32: 29.31,
    33: 30.70,
    34: 32.55,
    35: 35.00,
}
