"""`python -m bench.bombs [--only WORDS]`: hostile files made on the fly, each with a good filing behind it."""

import argparse
import os
import platform
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.bombs.archives import ARCHIVES
from bench.bombs.case import Case
from bench.bombs.mails import MAILS
from bench.bombs.pdfs import PDFS
from bench.bombs.pictures import PICTURES
from bench.bombs.raw_pdf import FONT, one_page
from bench.bombs.run import Outcome, bench_tools, try_case
from dossier.settings import Limits

CASES: tuple[Case, ...] = (*PDFS, *PICTURES, *ARCHIVES, *MAILS)
_MEGABYTE = 1024 * 1024


def good_filing() -> bytes:
    """One page that asks for a residence permit."""
    words = ("Madame, Monsieur,", "je demande le renouvellement de mon titre de sejour.", "Awa Sarr, nee le 3 mai 1990")
    shown = b" 0 -30 Td ".join(b"(%b) Tj" % line.encode() for line in words)
    return one_page(b"BT /F 14 Tf 70 760 Td %b ET" % shown, b"/Font << /F 10 0 R >>", others={10: FONT})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.bombs", description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name has this in it (a regular expression)")
    parser.add_argument("--page-seconds", type=float, default=Limits().page_seconds, help="limits.page_seconds")
    parser.add_argument("--file-seconds", type=float, default=Limits().file_seconds, help="limits.file_seconds")
    parser.add_argument("--pli-seconds", type=float, default=Limits().pli_seconds, help="limits.pli_seconds")
    words = parser.parse_args()
    limits = replace(
        Limits(), page_seconds=words.page_seconds, file_seconds=words.file_seconds, pli_seconds=words.pli_seconds
    )
    chosen = [case for case in CASES if re.search(words.only, case.name, re.I)]
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, {limits}\n")
    print("| file | size | ends as | reasons | CPU s | wall s | peak MB | |")
    print("| --- | ---: | --- | --- | ---: | ---: | ---: | --- |", flush=True)
    good, failed = good_filing(), 0
    with tempfile.TemporaryDirectory(prefix="pli-bombs-") as folder, bench_tools(Path(folder) / "out", limits) as tools:
        for case in chosen:
            outcome = try_case(case, good, tools, Path(folder) / "case")
            failed += not outcome.passed
            print(_row(outcome), flush=True)
    print(f"\n{len(chosen)} cases, {failed} failed")
    return 1 if failed else 0


def _row(outcome: Outcome) -> str:
    codes = ", ".join(dict.fromkeys(f"`{code}`" for code, _ in outcome.reasons))
    size = f"{outcome.file_bytes / _MEGABYTE:.1f} MB" if outcome.file_bytes > 100_000 else f"{outcome.file_bytes:,} B"
    verdict = "" if outcome.passed else "GOOD FILING LOST" if not outcome.good else "NO REASON"
    figures = f"{outcome.cpu_s:.1f} | {outcome.seconds:.0f} | {outcome.largest_bytes / _MEGABYTE:.0f}"
    return f"| {outcome.case.name} | {size} | {outcome.ending} | {codes} | {figures} | {verdict} |"


if __name__ == "__main__":
    raise SystemExit(main())
