"""Majorities, as the law words them: over half of all deputies, two thirds or more present."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from .spans import numeral

NUMBERS = {
    "all": "全体",
    "entitled": "有表决权的",
    "present": "到会的",
    "issued": "发出的票",
    "returned": "收回的票",
    "valid": "有效票",
}


@dataclass(frozen=True)
class Share:
    """More than `over`, or at least `reach`, of one of the six numbers of a vote.

    Exactly one of `over` (恰好一半不算) and `reach` (以上，含本数) is given.
    Raises ValueError in Chinese for a share that says both, neither or nonsense.
    """

    of: str
    over: Fraction | None = None
    reach: Fraction | None = None

    def __post_init__(self) -> None:
        if self.of not in NUMBERS:
            raise ValueError(f"比例的分母 of 不认识“{self.of}”，可用：{'、'.join(NUMBERS)}。")
        if (self.over is None) == (self.reach is None):
            raise ValueError("比例要写 over（超过）或 reach（达到），二者写且只写一个。")
        if not isinstance(self.part, Fraction) or not 0 <= self.part <= 1:
            raise ValueError(f"比例应为 0 到 1 的分数（写作 1/2、2/3），现为 {self.part!r}。")

    @property
    def part(self) -> Fraction:
        """The fraction itself, whichever way it is meant."""
        return self.over if self.over is not None else self.reach  # type: ignore[return-value]

    def needed(self, number: int) -> int:
        """The fewest votes that carry among `number` (whole persons or slips)."""
        if number < 0:
            raise ValueError(f"人数不能是负数：{number}。")
        whole = self.part * number
        return floor(whole) + 1 if self.over is not None else ceil(whole)

    def carried(self, yes: int, **numbers: int) -> bool:
        """Whether `yes` is enough; `numbers` are those of the vote (all, present …).

        Raises ValueError if the number this share is taken of is missing: it is never guessed.
        """
        if self.of not in numbers:
            raise ValueError(f"缺少“{NUMBERS[self.of]}”的人数（{self.of}），不能判断是否通过。")
        return numbers[self.of] > 0 and yes >= self.needed(numbers[self.of])

    @property
    def words(self) -> str:
        """全体的过半数, 全体的三分之二以上."""
        part, whole = self.part, NUMBERS[self.of]
        if self.over == Fraction(1, 2):
            return f"{whole}的过半数"
        written = f"{numeral(part.denominator)}分之{numeral(part.numerator)}"
        return f"{whole}的{written}以上" if self.reach is not None else f"超过{whole}的{written}"

    def as_dict(self) -> dict[str, str]:
        """As a norm file writes it, fractions as text."""
        return {"of": self.of, ("over" if self.over is not None else "reach"): str(self.part)}
