import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.quality.__main__ import report
from bench.quality.endings import LOST, Ending, Kind
from bench.quality.failures import failures
from bench.quality.figures import by_group
from bench.quality.table import details, failure_list, table
from dossier.recevabilite import Outcome
from tests.bench.quality.fake import ALL, BROKEN, QUESTION, REFUSED, SCANNED, changed, pair_of, perfect, perfect_pair


def said(truth: object, outcome: Outcome) -> Ending:
    ending = perfect(next(each for each in ALL if each is truth))
    assert ending.dossier is not None
    return changed(ending, recevabilite=replace(ending.dossier.findings.recevabilite, outcome=outcome))


def test_a_perfect_reader_has_no_failures() -> None:
    assert failures([perfect_pair(truth) for truth in ALL]) == []


def test_the_worst_failures_come_first_and_say_where_to_look() -> None:
    found = failures(
        [
            pair_of(QUESTION, perfect(SCANNED)),
            pair_of(BROKEN, perfect(QUESTION)),
            pair_of(SCANNED, said(SCANNED, Outcome.IRRECEVABLE)),
            pair_of(REFUSED, said(REFUSED, Outcome.RECEVABLE)),
            pair_of(SCANNED, Ending(kind=Kind.QUARANTINE, codes=("pdf_protege",))),
        ]
    )
    assert [(each.gravity, each.what) for each in found if each.scenario != "question"] == [
        (0, "false recevable"),
        (1, "false irrecevable"),
        (1, "put in quarantine"),
        (2, "not put in quarantine"),
    ]
    assert next(each for each in found if each.scenario == "refus").file == "33/refused (gris)"
    worst = next(each for each in found if each.what == "false irrecevable")
    assert (worst.wanted, worst.ended, worst.templates) == ("recevable", "irrecevable", ("attestation_ccc/a-1",))
    assert "« nous attestons »" in worst.said


def test_what_ended_nowhere_is_lost() -> None:
    assert failures([pair_of(REFUSED, LOST)])[0].what == "lost"


def test_wrong_and_invented_fields_are_shown_beside_what_is_printed() -> None:
    person = replace(SCANNED.demandeur, nom="DIALLO", numero_etranger="3300000009")
    invented, wrong = failures([pair_of(SCANNED, changed(perfect(SCANNED), demandeur=person))])
    assert (invented.what, invented.said) == ("invented: numero_etranger", "3300000009 for None")
    assert (wrong.what, wrong.said) == ("wrong: nom", "DIALLO for ÉLODIE-MBAYE")


def test_the_table_has_a_column_for_each_set_and_the_list_every_failure() -> None:
    pairs = [perfect_pair(truth) for truth in ALL] + [pair_of(REFUSED, said(REFUSED, Outcome.RECEVABLE))]
    groups = by_group(pairs)
    lines = table(groups).splitlines()
    assert [cell.strip() for cell in lines[0].split("|")[1:-1]] == ["figure", "target", "a clean", "all clean", "all"]
    assert len({line.count("|") for line in lines}) == 1
    assert next(line for line in lines if line.startswith("| false recevable ")).count("0.250 1/4") == 3
    assert "irrecevable → recevable" in details(groups["all"])
    assert "[false recevable] refus" in failure_list(failures(pairs), 5)


def test_all_figures_can_be_written_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [perfect_pair(truth) for truth in ALL] + [pair_of(REFUSED, said(REFUSED, Outcome.RECEVABLE))]
    report(pairs, 12.0, worst=3, json_path=tmp_path / "figures.json")
    told = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert told["figures"]["all"]["recevabilite"]["confusion"]["irrecevable > recevable"] == 1
    assert told["figures"]["all"]["recevabilite"]["recall"] == {"hits": 1, "of": 1}
    assert told["failures"][0]["what"] == "false recevable"
    assert "12 s for" in capsys.readouterr().out
