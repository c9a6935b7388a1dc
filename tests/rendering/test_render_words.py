import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from bot.domain import refusals
from bot.domain.calls.call import QuoteChoice, State
from bot.domain.calls.triage import TREE, Imputation
from bot.domain.outbox.notice import NoticeKind
from bot.domain.refusals import Refusal
from bot.rendering.labels import load_labels, read_toml, templates_folder
from bot.rendering.renderer import Renderer
from tests.support.workspace import plain

FILES = sorted(path for path in templates_folder().rglob("*") if path.suffix in {".j2", ".toml"})


def kinds(root: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """The refusals that are raised: those of which no other is a kind."""
    for kind in root.__subclasses__():
        if kind.__subclasses__():
            yield from kinds(kind)
        else:
            yield kind


SAMPLES = {
    "number": "2026-0042",
    "by": "U0ALICE",
    "days": 7,
    "name": "Acme <Industrie>",
    "typed": "<!channel> & co",
}


def told(kind: type[Refusal]) -> list[str]:
    return [field.name for field in fields(kind)] if is_dataclass(kind) else []


def refused(kind: type[Refusal], **instead: object) -> Refusal:
    return kind(**{name: {**SAMPLES, **instead}[name] for name in told(kind)})


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_a_name_for_when_it_is_not_delivered(kind: NoticeKind) -> None:
    assert load_labels().of("notice", kind)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_every_refusal_has_its_sentence(renderer: Renderer, kind: type[Refusal]) -> None:
    sentence = renderer.refusal(refused(kind))
    assert re.fullmatch(r"[A-ZÉÀ<].*\.", plain(sentence))
    assert "<!channel>" not in sentence


@pytest.mark.parametrize("kind", [k for k in kinds() if "by" in told(k)], ids=lambda k: k.__name__)
def test_a_refusal_names_who_was_quicker_if_that_is_known(renderer: Renderer, kind: type[Refusal]) -> None:
    assert "<@U0ALICE>" in renderer.refusal(refused(kind))
    assert "None" not in renderer.refusal(refused(kind, by=None))


@pytest.mark.parametrize("kind", [k for k in kinds() if k.field], ids=lambda k: k.__name__)
def test_what_stands_under_an_input_is_plain_text(renderer: Renderer, kind: type[Refusal]) -> None:
    assert not re.search(r"[<>&`*]", renderer.refusal(refused(kind, typed="Acme")))


def test_there_is_no_sentence_without_a_refusal() -> None:
    assert set(read_toml("refusals.toml")) == {kind.__name__ for kind in kinds()}
    assert refusals.__name__ == Refusal.__module__


def test_the_refused_invoicing_has_its_literal_solution(renderer: Renderer) -> None:
    assert renderer.refusal_solution == "Le client refuse la facturation."


def test_every_question_and_answer_has_its_words() -> None:
    labels = load_labels()
    for node, answers in TREE.items():
        assert plain(labels.of("question", node)).endswith(" ?")
        for answer in answers:
            assert labels.of(f"answer.{node}", answer)


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        ("state", [*State, "held"]),
        ("imputation", Imputation),
        ("choice", QuoteChoice),
        ("phase", TREE["phase"]),
        ("nature_phase", TREE["phase"]),
        ("level", [1, 2]),
        ("field", ["client", "contact", "phone", "request"]),
    ],
)
def test_everything_with_an_identifier_has_a_name(kind: str, ids: list[str | int]) -> None:
    names = [load_labels().of(kind, id) for id in ids]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(templates_folder())))
def test_french_typography(path: Path) -> None:
    text = re.sub("<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "\u202f" not in text
    assert not re.search(r"\w'\w", text), "a typewriter's apostrophe"
    assert not re.search(r"(?<=[\w»`*}]) [:;?!»](?!=)", text), "a space that may break a line"
    assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»", text), "guillemets without their spaces"
    assert not re.search(r"[a-zéà][?!]", text), "no space before ? or !"


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".j2"], ids=lambda path: path.name)
def test_every_template_is_used(path: Path) -> None:
    name = path.relative_to(templates_folder()).as_posix()
    included = any(name in other.read_text(encoding="utf-8") for other in FILES)
    assert included or path.parent.name != "parts"
