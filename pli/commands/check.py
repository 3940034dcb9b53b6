"""``pli check``: does every configured part answer? One line each."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from pli.checks import CheckResult, run_checks
from pli.options import data_option
from pli.settings import load_settings

_COLOURS = {"ok": "green", "absent": "yellow", "échec": "red"}


@click.command("check")
@data_option
def command(data: Path | None) -> None:
    """Dire si le stockage, la file, le registre, les boîtes, l'OCR et l'antivirus répondent."""
    results = run_checks(load_settings(data=data))
    console = Console(highlight=False)
    for result in results:
        console.print(_line(result), soft_wrap=True)
    sys.exit(1 if any(result.state == "échec" for result in results) else 0)


def _line(result: CheckResult) -> str:
    return f"[{_COLOURS[result.state]}]{result.state:<7}[/] {result.part:<12} {escape(result.detail)}"
