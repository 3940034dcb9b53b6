"""The account at the end of a backlog."""

from pathlib import Path

import pytest
from rich.console import Console

from ingest.backlog_journal import Fate, Journal, Line
from pli.commands.backlog import reconcile
from tests.storage.samples import arrived


@pytest.mark.usefixtures("register")
def test_what_the_register_does_not_know_any_more_is_named_and_taken_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A register restored from a copy of last week has not heard of this week's files."""
    kept, lost = tmp_path / "gardé.pdf", tmp_path / "perdu.pdf"
    console = Console(soft_wrap=True)
    with Journal(tmp_path / "journal.sqlite3") as journal:
        for file, pli in ((kept, arrived("gardé.pdf")), (lost, "p-unknown")):
            file.write_bytes(b"%PDF")
            journal.note(Line(path=file, fate=Fate.RECEIVED, pli=pli))
        assert not reconcile(journal, console)
        assert (journal.taken(kept), journal.taken(lost)) == (True, False)
        told = capsys.readouterr().out
        assert f"inconnu du registre {lost}" in told
        assert "1 en attente de lecture" in told
        assert reconcile(journal, console)
