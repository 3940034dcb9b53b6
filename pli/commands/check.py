"""``pli check``: does every configured part answer? One line each."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from pli.checks import CheckResult, run_checks
from pli.options import data_option
from pli.settings import Settings, load_settings
from pli.wiring import broker_url

_COLOURS = {"ok": "green", "absent": "yellow", "échec": "red"}


@click.command("check")
@data_option
@click.option("--forget-dead-letters", is_flag=True, help="Effacer d'abord les lettres mortes de nos files.")
def command(data: Path | None, *, forget_dead_letters: bool) -> None:
    """Dire si le stockage, la file, le registre, les boîtes, l'OCR et l'antivirus répondent."""
    settings = load_settings(data=data)
    console = Console(highlight=False)
    if forget_dead_letters:
        console.print(f"{_forget(settings)} lettre(s) morte(s) effacée(s)")
    results = run_checks(settings)
    for result in results:
        console.print(_line(result), soft_wrap=True)
    sys.exit(1 if any(result.state == "échec" for result in results) else 0)


def _forget(settings: Settings) -> int:
    from workers.broker import connect_broker
    from workers.dead_letters import forget_dead_letters

    return forget_dead_letters(connect_broker(broker_url(settings)))


def _line(result: CheckResult) -> str:
    return f"[{_COLOURS[result.state]}]{result.state:<7}[/] {result.part:<12} {escape(result.detail)}"
