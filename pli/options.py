"""Command-line options that several commands share."""

import re
from pathlib import Path
from typing import Any

import click

from pli.settings import PREFECTURE_CODE


class _Prefecture(click.ParamType[str]):
    """A département code: 01 to 95, 2A, 2B, 971 to 989."""

    name = "CODE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        code = str(value).strip().upper()
        if not re.match(PREFECTURE_CODE, code):
            self.fail(f"« {value} » n'est pas un code de département (33, 75, 2A, 971…)", param, ctx)
        return code


PREFECTURE = _Prefecture()

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier de l'installation (ou PLI_DATA).",
)
