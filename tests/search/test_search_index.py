"""The search of closed calls: what is found, in which order, and what is forgotten."""

import gc
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.calls.call import Call, ClientRef, RecipeUse
from bot.domain.calls.redaction import redacted
from bot.domain.ports import SearchQuery
from bot.domain.stamp import Stamp
from bot.storage.search_index.index import SearchIndex
from bot.storage.search_index.words import folded, stem, stems_of
from tests.search.closed import MORNING, closed_call, reopened

BOIS = ClientRef("BOIS", "Boiseries du Rhône")


async def index_of(*calls: Call) -> SearchIndex:
    index = SearchIndex()
    await index.put(calls)
    return index


async def numbers(index: SearchIndex, words: str, **filters: object) -> list[str]:
    found = await index.search(SearchQuery(words=words, **filters))  # type: ignore[arg-type]  # names of fields
    return [hit.number for hit in found.hits]


@pytest.mark.parametrize(
    "words",
    [
        "pesée",
        "PESEES",
        "peser les pesées",
        "pesse",
        "pont bascule",
        "pont-bacsule",
        "ponts",
        "marchand",
        "calibrer",
    ],
)
async def test_stems_accents_case_and_a_mistake(words: str) -> None:
    index = await index_of(
        closed_call(1, request="Pesées du pont-bascule perdues", client=ClientRef("F", "Fonderie Marchand")),
        closed_call(2, request="tarif client non repris", solution="Tarif calibré."),
        closed_call(3, request="Le quai est fermé"),
    )
    assert (await numbers(index, words))[0] == ("2026-0002" if words == "calibrer" else "2026-0001")


async def test_all_the_words_first_then_recipes_then_the_best() -> None:
    index = await index_of(
        closed_call(1, request="imprimante zebra", recipe="Redémarrer."),
        closed_call(2, request="imprimante", solution="Changée."),
        closed_call(3, request="imprimante zebra"),
        closed_call(4, request="écran", solution="imprimante zebra débranchée"),
        closed_call(5, request="zebra à commander"),
        closed_call(6, request="imprimante du quai, du magasin et de l’atelier"),
    )
    assert await numbers(index, "imprimante zebra") == [f"2026-000{n}" for n in (1, 3, 4, 5, 2, 6)]


async def test_a_known_word_is_not_taken_for_a_near_one_before_it_is_found() -> None:
    index = await index_of(closed_call(1, request="port fermé"), closed_call(2, request="pont fermé"))
    assert (await numbers(index, "port"))[0] == "2026-0001"
    assert (await numbers(index, "pont"))[0] == "2026-0002"


async def test_eight_at_most_and_the_last_closed_without_words() -> None:
    index = await index_of(*(closed_call(n) for n in range(1, 12)))
    assert len(await numbers(index, "imprimante")) == 8
    assert await numbers(index, "", client="ACME") == [f"2026-{n:04}" for n in range(11, 3, -1)]
    assert await numbers(index, "", client="BOIS") == []


async def test_filters() -> None:
    late = datetime(2026, 6, 1, tzinfo=UTC)
    index = await index_of(
        closed_call(1),
        closed_call(2, client=BOIS),
        closed_call(3, level=2),
        closed_call(4, closed=late),
    )
    assert await numbers(index, "imprimante", client="BOIS") == ["2026-0002"]
    assert await numbers(index, "imprimante", level=2) == ["2026-0003"]
    assert await numbers(index, "imprimante", since=late) == ["2026-0004"]
    assert await numbers(index, "imprimante", since=late + timedelta(seconds=1)) == []
    assert await numbers(index, "", level=2) == ["2026-0003"]


async def test_the_nearest_words_where_nothing_is_found() -> None:
    index = await index_of(closed_call(1, request="sauvegarde nocturne"))
    found = await index.search(SearchQuery(words="sovegrade"))
    assert (found.hits, found.nearest) == ((), ("sauvegarde",))
    nothing = await index.search(SearchQuery(words="le la 123"))
    assert (nothing.hits, nothing.nearest) == ((), ())


async def test_a_correction_replaces_the_texts() -> None:
    call = closed_call(1, request="balance muette")
    index = await index_of(call)
    report = replace(call.reports[0], version=2, solution="Câble remplacé.")
    await index.put([replace(call, request="terminal muet", reports=(*call.reports, report))])
    assert await numbers(index, "balance") == []
    assert await numbers(index, "terminal câble") == ["2026-0001"]


@pytest.mark.parametrize("after", [reopened, redacted])
async def test_what_is_open_again_or_purged_leaves_no_word(after: object) -> None:
    call = closed_call(1, request="balance muette", recipe="Appeler Dupont", solution="Fait.")
    other = closed_call(2, request="écran noir", solution="Changé.")
    index = await index_of(call, other)
    await index.put([after(call)])  # type: ignore[operator]  # one of the two
    for word in ("balance", "Dupont", "muette", "acme balance"):
        assert "2026-0001" not in await numbers(index, word)
    assert (await index.search(SearchQuery(words="Dupond"))).nearest == ()
    assert await index.remembered(["2026-0001"]) == []


async def test_calls_closed_in_the_same_second_are_all_kept() -> None:
    index = await index_of(*(closed_call(n, closed=MORNING) for n in (1, 2, 3)))
    assert sorted(await numbers(index, "imprimante")) == ["2026-0001", "2026-0002", "2026-0003"]


async def test_how_often_a_recipe_was_of_use() -> None:
    helped = replace(closed_call(2), recipe_use=RecipeUse("2026-0001", Stamp(MORNING, "U0ALICE")))
    index = await index_of(closed_call(1, recipe="Redémarrer."), helped)
    found = await index.search(SearchQuery(words="redémarrer"))
    assert found.hits[0].served == 1


async def test_subjects_are_the_words_of_most_demands_spelt_as_they_are() -> None:
    index = await index_of(
        *(closed_call(n, request="Problème d’imprimantes à l’atelier") for n in (1, 2, 3)),
        closed_call(4, request="imprimantes du quai"),
    )
    found = await index.subjects(MORNING, MORNING + timedelta(days=1))
    assert found == [("imprimantes", 4), ("atelier", 3)]
    assert await index.subjects(MORNING, MORNING + timedelta(days=1), "BOIS") == []


def test_its_database_is_closed_with_it() -> None:
    index = SearchIndex()
    database = index._database  # noqa: SLF001  # nothing else shows it
    del index
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError):
        database.execute("SELECT 1")


@example("𝐀")
@given(st.text(max_size=60))
def test_any_text_has_stems_that_fts5_takes(text: str) -> None:
    for each in stems_of(text):
        assert each.isascii()
        assert each.isalnum()
        assert stem(each) is not None
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=60))
async def test_any_text_can_be_put_searched_and_forgotten(text: str) -> None:
    call = closed_call(1, request=f"{text} balance", solution=text, client=ClientRef(text or "X", text))
    index = await index_of(call)
    assert await numbers(index, "balance") == ["2026-0001"]
    await index.search(SearchQuery(words=text))
    await index.put([reopened(call)])
    assert await numbers(index, "balance") == []
