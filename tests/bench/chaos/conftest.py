"""An office as in the workers' tests, whose dossiers have numbers: what it has filed is accounted for."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workers.conftest import sandbox, tools
from workers.reception import Tools

if TYPE_CHECKING:
    from tests.workers.office import Office

__all__ = ["sandbox", "tools"]


@pytest.fixture
def office(tools: Tools, tmp_path: Path) -> "Office":
    from storage.register.ledger import reserve_numero  # the models can be imported once Django is set up
    from tests.workers.office import Office

    return Office(replace(tools, numero=lambda dossier: reserve_numero(dossier, prefecture="33", year=2026)), tmp_path)
