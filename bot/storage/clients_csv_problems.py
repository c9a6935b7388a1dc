"""Why a client file is refused."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the file is refused: a line as an editor counts it, the column unless it is the whole line."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        return (
            f"line {self.line}, {self.column}: {self.why}" if self.column else f"line {self.line}: {self.why}"
        )


class ClientsFileError(Exception):
    """The file is refused as a whole; `problems` are all there are, by line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))
