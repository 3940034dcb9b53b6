"""Hostile files end in quarantine with a reason that a person understands, and what stands behind them is filed."""

from pathlib import Path

from bench.bombs.__main__ import CASES, good_filing
from workers.batch import Door, process_all, receptions
from workers.reception import Tools

ENDINGS = {
    "PDF: page tree that goes round in a circle": "fichier_illisible",
    "PDF: page content of 1 GB behind two filters": "fichier_piege",
    "PDF: arrays 500,000 deep": "sans_page",
    "PDF: picture of 30,000 x 30,000, JPEG": "pages_illisibles",
    "PDF: JBIG2 of 30,000 x 30,000": "pages_illisibles",
    "JPEG that says 30,000 x 30,000": "image_trop_grande",
    "TIFF that says 60,000 x 60,000": "image_trop_grande",
    "TIFF of 100,000 frames": "trop_de_pages",
    "zip in zip, 300 deep": "archive_trop_profonde",
    "zip that holds itself": "archive_trop_profonde",
    "zip of 10,000 members that are the same data, 100 GB": "archive_piegee",
    "zip whose directory hides 600 MB": "membre_illisible",
    "message in message, 1,000 deep": "message_trop_imbrique",
    "RTF that announces 2 GB of data": "fichier_piege",
}


def test_each_hostile_file_ends_in_quarantine_with_its_reason(tools: Tools, tmp_path: Path) -> None:
    paths = []
    for number, case in enumerate(case for case in CASES if case.name in ENDINGS):
        paths.append(tmp_path / f"{number:02} {case.name.replace('/', '-')}.{case.suffix}")
        case.make(paths[-1])
    sound = tmp_path / "z.pdf"
    sound.write_bytes(good_filing())
    done = process_all(receptions([*paths, sound], Door()), tools, 2, lambda one: None)
    endings = {
        item.reception.name[3:].rsplit(".", 1)[0]: [fault.code for kept in item.quarantines for fault in kept.faults]
        for item in done[:-1]
    }
    assert {name: codes[0] for name, codes in endings.items() if codes} == ENDINGS
    assert all(len(fault.message) > 20 for item in done for kept in item.quarantines for fault in kept.faults)
    assert done[-1].manifests


def test_every_case_of_the_bench_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
