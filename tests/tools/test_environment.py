"""`./run` makes what is missing or stale, nothing twice, and says in a sentence why it cannot."""

import subprocess
from pathlib import Path

import pytest

from tools import environment, verbs


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requirement files installed, instead of installing them; the checkout is an empty folder."""
    installed: list[str] = []
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/run.txt").write_text("one==1\n")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").touch()
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "ENOUGH_SPACE", 0)
    monkeypatch.setattr(environment, "_virtual_environment", lambda folder: None)
    monkeypatch.setattr(
        environment, "_install", lambda folder, *words: installed.append(Path(words[-1]).name)
    )
    return installed


def test_packages_are_installed_once(tmp_path: Path, installs: list[str]) -> None:
    environment._packages(tmp_path / ".venv", ["run"])
    environment._packages(tmp_path / ".venv", ["run"])
    assert installs == ["run.txt"]


def test_packages_are_installed_again_when_the_lock_changes(tmp_path: Path, installs: list[str]) -> None:
    environment._packages(tmp_path / ".venv", ["run"])
    (tmp_path / "requirements/run.txt").write_text("one==2\n")
    environment._packages(tmp_path / ".venv", ["run"])
    assert installs == ["run.txt", "run.txt"]


def test_an_installation_that_failed_is_tried_again(
    tmp_path: Path, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path, *words: str) -> None:
        raise environment.Missing("no network")

    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", fail)
        with pytest.raises(environment.Missing):
            environment._packages(tmp_path / ".venv", ["run"])
    environment._packages(tmp_path / ".venv", ["run"])
    assert installs == ["run.txt"]


def test_too_little_space_is_told_before_anything_is_fetched(
    tmp_path: Path, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ENOUGH_SPACE", 10**18)
    with pytest.raises(environment.Missing, match="MB is free"):
        environment._packages(tmp_path / ".venv", ["run"])
    assert installs == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
            "the network",
        ),
        ("npm error code ENOTFOUND", "the network"),
        ("SSLError(SSLCertVerificationError(1, 'certificate verify failed'))", "certificates"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that was locked"),
    ],
)
def test_the_reason_of_a_failure_is_given_in_plain_words(said: str, reason: str) -> None:
    with pytest.raises(environment.Missing, match=reason) as failure:
        environment._call(["sh", "-c", 'printf %s "$0"; exit 1', said], "The packages could not be installed")
    assert str(failure.value).endswith(f"    {said}")


def test_a_python_without_venv_is_told_the_one_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(environment.Missing, match="apt install python3-venv"):
        environment._virtual_environment(tmp_path / ".venv")


def test_run_alone_lists_every_verb_with_a_sentence() -> None:
    listed = subprocess.run([environment.ROOT / "run"], capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in listed.splitlines()] == list(verbs.VERBS)
    assert all(len(line.split()) > 5 for line in listed.splitlines())


def test_an_unknown_verb_is_told_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert verbs.main(["dmeo"]) == 2
    assert "The verbs are: demo, test," in capsys.readouterr().out
