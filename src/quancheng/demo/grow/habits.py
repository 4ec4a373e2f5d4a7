"""How things go: the states of suggestions in their proportions, and what each township makes of them."""

from collections.abc import Callable, Mapping
from typing import Any

Weights = Mapping[str, float]

PAST: Weights = {
    "rated_satisfied": 50, "promise_kept": 14, "promised_B": 5, "promise_late": 3, "explained_C": 8, "rework_then_satisfied": 6,
    "rework_unsettled": 3, "unrated": 4, "withdrawn": 2, "declined": 2, "merged_into": 3,
}  # fmt: skip
WINTER: Weights = {
    "rated_satisfied": 38, "promised_B": 20, "promise_kept": 9, "promise_late": 4, "explained_C": 10, "rework_then_satisfied": 6,
    "rework_unsettled": 3, "unrated": 4, "withdrawn": 2, "declined": 2, "merged_into": 2,
}  # fmt: skip
_LATELY: Weights = {
    "draft": 4, "submitted": 6, "accepted": 7, "handed_over": 8, "signed_for": 7, "returned_then_reassigned": 5, "disputed": 3,
    "handling": 18, "handling_soon_late": 10, "handling_late": 7, "extended": 6, "replied_waiting_rate": 19,
}  # fmt: skip
LATELY: Mapping[bool, Weights] = {True: _LATELY, False: {**_LATELY, "passed_up": 4}}


def _times(**factors: float) -> Callable[[Weights], Weights]:
    return lambda weights: {state: weight * factors.get(state, 1) for state, weight in weights.items()}


# weigh: how the proportions move; late: the share of replies after their day; released: of the settled made public
HABITS: Mapping[str, Mapping[str, Any]] = {
    "mixed": {"weigh": _times(), "late": 0.06, "released": 0.12},
    "good": {
        "weigh": _times(rated_satisfied=1.7, rework_unsettled=0, unrated=0, handling_late=0, promise_late=0, disputed=0),
        "late": 0, "released": 0.45,
    },
    "late": {
        "weigh": _times(handling_late=7, rework_unsettled=4, unrated=3, rework_then_satisfied=2, promise_late=3, extended=2),
        "late": 0.55, "released": 0,
    },
    "no_clerk": {"weigh": _times(submitted=3, unrated=2), "late": 0.1, "released": 0, "between": 0.6},
    "paper": {"weigh": _times(replied_waiting_rate=1.5), "late": 0.1, "released": 0},
    "promising": {"weigh": _times(promised_B=5, promise_late=6, promise_kept=2.5), "late": 0.05, "released": 0.1},
    "confidential": {"weigh": _times(), "late": 0.08, "released": 0.05, "confidential": 0.4},
    "passing": {"weigh": _times(passed_up=7, explained_C=2.5), "late": 0.08, "released": 0.1},
}  # fmt: skip
