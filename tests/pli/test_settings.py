"""Settings: their order, their page, and that no secret shows."""

from pathlib import Path

import pytest

from dossier.errors import OurError
from pli.settings import load_settings, secret
from pli.settings_page import settings_page

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "pli.toml"
    monkeypatch.setenv("PLI_CONFIG", str(path))
    monkeypatch.delenv("PLI_PREFECTURE", raising=False)
    return path


def test_a_flag_wins_over_the_environment_and_that_over_the_file(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('prefecture = "33"\n')
    assert load_settings().prefecture == "33"
    monkeypatch.setenv("PLI_PREFECTURE", "75")
    assert load_settings().prefecture == "75"
    assert load_settings(prefecture="2A").prefecture == "2A"
    assert load_settings(prefecture=None).prefecture == "75"


def test_nested_settings_come_from_environment_and_file(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('[[mailboxes]]\nurl = "imaps://a@example.org/INBOX"\npassword_file = "/run/secrets/a"\n')
    monkeypatch.setenv("PLI_LIMITS__PAGES", "12")
    monkeypatch.setenv("PLI_LANGUAGES", "fra,ara")
    settings = load_settings()
    assert settings.mailboxes[0].filed == "Traités"
    assert settings.limits.pages == 12
    assert settings.languages == ("fra", "ara")


def test_an_error_names_the_setting_and_never_its_value(toml: Path) -> None:
    toml.write_text('ocr_dpi = "s3cr3t-value"\ns3_secret_key = ["s3cr3t-value"]\n')
    with pytest.raises(OurError) as failure:
        load_settings()
    assert "ocr_dpi" in str(failure.value)
    assert "s3cr3t-value" not in str(failure.value)


@pytest.mark.parametrize("code", ["20", "96", "2a", "970", "33000", "Gironde"])
def test_a_code_that_no_departement_has_is_refused_wherever_it_comes_from(
    toml: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setenv("PLI_PREFECTURE", code)
    with pytest.raises(OurError, match="prefecture"):
        load_settings()


def test_a_secret_setting_does_not_print(toml: Path) -> None:
    toml.write_text('s3_secret_key = "s3cr3t-value"\ndatabase_url = "postgresql://u:s3cr3t-value@h/d"\n')
    assert "s3cr3t-value" not in repr(load_settings())


def test_a_secret_of_an_installation_stays_the_same_and_is_its_owners_only(tmp_path: Path) -> None:
    first = secret(tmp_path, "queue")
    assert len(first) >= 32
    assert secret(tmp_path, "queue") == first
    assert secret(tmp_path, "s3") != first
    assert (tmp_path / "secrets" / "queue").stat().st_mode & 0o077 == 0


def test_the_page_of_settings_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()
