"""The list of decisions names each of them, under its own title, and says which numbers there are not."""

import re
from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "adr"


def test_the_list_has_every_decision_and_names_the_missing_numbers():
    listed = (DECISIONS / "README.md").read_text("utf-8")
    files = sorted(path.name for path in DECISIONS.glob("0*.md"))
    assert re.findall(r"^\| \[\d{4}\]\((.+?)\) \|", listed, flags=re.MULTILINE) == files
    numbers = {int(name[:4]) for name in files}
    missing = [f"{n:04}" for n in range(1, max(numbers)) if n not in numbers]
    assert re.findall(r"Number (\d{4}) was never given", listed) == missing


def test_each_decision_has_its_number_in_its_title():
    for path in DECISIONS.glob("0*.md"):
        assert path.read_text("utf-8").startswith(f"# {path.name[:4]} ")
