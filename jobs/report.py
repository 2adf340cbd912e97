"""What a job's run says of itself: counts for people and for the status page."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Report:
    """Named counts, and named errors of single inputs that stopped nothing."""

    counts: dict[str, int] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = ", ".join(f"{number} {name}" for name, number in self.counts.items() if number)
        return told or "nothing to do"

    def __add__(self, other: "Report") -> "Report":
        """Both in one."""
        return Report(dict(Counter(self.counts) + Counter(other.counts)), self.errors + other.errors)

    @property
    def worked(self) -> bool:
        """Whether the run changed anything."""
        return any(self.counts.values())
