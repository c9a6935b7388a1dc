"""The example of the simulator's README runs as it stands, and needs nothing of the bot."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "simulator" / "README.md"


def example() -> str:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return str(code)


def test_the_readme_s_example_runs() -> None:
    exec(compile(example(), str(README), "exec"), {"__name__": "readme"})  # noqa: S102 - what the README shows


def test_the_readme_s_example_needs_no_other_package_of_this_repository() -> None:
    assert not re.search(r"\b(bot|handlers|tests)\.", example())
    assert re.findall(r"^from simulator\S* import", example(), re.MULTILINE) == ["from simulator import"]
