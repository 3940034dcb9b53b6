"""``python -m specimens OUT --count N --seed S``: mail under OUT/mail, what is true of it in OUT/truth/truth.jsonl."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from specimens import SpecimenFiling, broken, demo, generate, generate_other
from specimens.broken import KINDS as BROKEN
from specimens.scenario import SCENARIOS


def main() -> None:
    arguments = _arguments()
    mail, truth = arguments.out / "mail", arguments.out / "truth"
    mail.mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    with (truth / "truth.jsonl").open("w", encoding="utf-8") as lines:
        for specimen in _specimens(arguments):
            for file in specimen.files:
                _save(mail / file.name, file.data, specimen)
            entry = {"files": [file.name for file in specimen.files], "kind": specimen.kind, "id": specimen.id}
            plis = [truth.as_dict() for truth in specimen.truths]
            lines.write(json.dumps({**entry, "plis": plis}, ensure_ascii=False) + "\n")
            sys.stderr.write(f"{specimen.kind}: {specimen.file.name}\n")


def _save(path: Path, data: bytes, specimen: SpecimenFiling) -> None:
    """The file, as old as its arrival: without a message's headers that is when it was received."""
    path.write_bytes(data)
    moment = datetime.combine(specimen.truth.reception, time(9, 0), tzinfo=ZoneInfo("Europe/Paris")).timestamp()
    os.utime(path, (moment, moment))


def _specimens(arguments: argparse.Namespace) -> Iterator[SpecimenFiling]:
    if arguments.demo:
        sheets = arguments.separators.read_bytes() if arguments.separators else None
        yield from demo(separators=sheets)
        return
    yield from generate(
        arguments.seed, arguments.count, scenarios=arguments.kinds, by=arguments.by, clean=arguments.clean
    )
    yield from generate_other(arguments.seed, arguments.other)
    for number in range(arguments.broken):
        yield broken(BROKEN[number % len(BROKEN)], f"{arguments.seed}/b{number}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m specimens", description="Writes fictional filings and their truth."
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=10, help="filings")
    parser.add_argument("--other", type=int, default=0, help="messages that are no filings")
    parser.add_argument("--broken", type=int, default=0, help="files that cannot be read")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", default=[], choices=sorted(SCENARIOS), metavar="SCENARIO")
    parser.add_argument("--by", choices=["scan", "born", "eml"], default="")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--clean", action="store_true", help="upright grey scans")
    how.add_argument("--degraded", dest="clean", action="store_false", help="as mail comes (the default)")
    parser.add_argument("--demo", action="store_true", help="the filings of the demonstration")
    parser.add_argument("--separators", type=Path, help="a PDF of separator sheets, for the demonstration's lot")
    return parser.parse_args()


if __name__ == "__main__":
    main()
