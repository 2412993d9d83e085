"""The benchmark of adding: everybody imports and answers, and what it tells has the form that readers rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import adding
from benchmarks.adding import Figures, written

if TYPE_CHECKING:
    from pathlib import Path


def test_benchmark_tells_of_kutip_and_of_the_engines_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Desa nomor {n} menerima bantuan beras sebanyak {n} ton dari pemerintah pusat."
    lines = (
        json.dumps({"id": n, "title": f"Bantuan {n}", "paragraphs": [text.format(n=n)]}) + "\n" for n in range(200)
    )
    (tmp_path / "kabar.jsonl").write_text("".join(lines), encoding="utf-8")
    adding.main([str(tmp_path / "kabar.jsonl"), "--adds", "2", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert {"Kutip, words alone", "tantivy alone", "fts5 alone"} <= set(report)
    for name, figures in report.items():
        assert 0 < figures["p50"] <= figures["p90"]
        assert name == "Kutip, with meaning" or figures["seconds"] > 0


def test_table_has_a_line_for_each_and_no_figure_where_nothing_was_measured() -> None:
    table = adding.as_table({"kutip": Figures(24.51, 348.6, 27.46, 39.2), "lain": Figures(None, None, 80.0, 90.04)})
    assert "| kutip | 24.5 | 349 | 27.5 | 39.2 |" in table
    assert "| lain | – | – | 80.0 | 90.0 |" in table


def test_articles_that_are_added_are_twenty_paragraphs_and_each_about_another_village() -> None:
    made = [written(number, kind) for kind in ("off", "auto") for number in range(100)]
    assert {len(article.paragraphs) for article, _ in made} == {20}
    assert len({question for _, question in made}) == 200


@pytest.mark.parametrize("wrong", ["0", "-3", "banyak"])
def test_number_of_adds_that_is_none_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        adding.main(["kabar.jsonl", "--adds", wrong])
    assert "--adds" in capsys.readouterr().err
