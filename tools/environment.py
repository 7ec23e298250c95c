"""Makes what Wardmote needs on this machine: Python packages in .venv, static files, a browser for tests.

Everything made is remembered by a digest of what it was made from, written last: what is unchanged is not
made again, and what was half made is. Standard library only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from tools import assets
from wardmote.project.progress import step

ROOT = assets.ROOT
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin/python"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ENOUGH_SPACE = 2_000_000_000
"""Bytes that must be free before packages are installed."""


class Missing(Exception):
    """Something cannot be made; the message is a sentence that says what to do."""


def python_packages(*purposes: str) -> None:
    """Install the locked packages for these purposes, and Wardmote itself, into .venv. Raises Missing."""
    _packages(ENVIRONMENT, purposes)
    project = ENVIRONMENT / "wardmote.made"
    digest = _digest([ROOT / "pyproject.toml"], str(ROOT))
    if not _is_made(project, digest):
        with step("Adding the command wardmote"):
            _install(ENVIRONMENT, "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
        project.write_text(digest)


def static_packages() -> None:
    """Fetch the npm packages and build the static files from them. Raises Missing."""
    made = ROOT / "var/made/assets"
    sources = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc", "tools/assets.py")]
    digest = _digest(sources)
    if assets.BUILT.exists() and _is_made(made, digest):
        return
    npm = _npm()
    with step("Fetching the look and the map from npm"):
        _call([npm, "ci"], "npm could not fetch its packages", environment=_npm_environment())
    try:
        assets.build(assets.PACKAGES, assets.BUILT)
    except assets.WrongCount as error:
        raise Missing(str(error)) from error
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text(digest)


def browser() -> Path | None:
    """A chromium for the journeys: the one named or found, or Debian's, installed if we may; else None."""
    if named := os.environ.get("WARDMOTE_BROWSER"):
        if not Path(named).exists():
            raise Missing(f"WARDMOTE_BROWSER names {named}, which is not there.")
        return Path(named)
    if found := _found_browser():
        return found
    install = _apt_get()
    if install is None:
        return None
    with step("Installing chromium"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _call([*install, "update"], "apt-get could not read its lists", environment=environment)
        packages = ("chromium", "fonts-noto-core")
        _call(
            [*install, "install", "--yes", "--no-install-recommends", *packages],
            "apt-get could not install chromium",
            environment=environment,
        )
    return _found_browser()


def lock() -> None:
    """Write requirements/*.txt anew from pyproject.toml. No line names where packages come from."""
    uv = shutil.which("uv") or _tool("lock", "uv")
    requirements = ROOT / "requirements"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    for purpose, sources in (
        ("run", ["pyproject.toml", "--group", "build"]),
        ("test", ["--group", "test", "--constraints", "requirements/run.txt"]),
        ("lint", ["--group", "lint", "--constraints", "requirements/run.txt"]),
        ("node", ["--group", "node"]),
        ("lock", ["--group", "lock"]),
        ("audit", ["--group", "audit"]),
    ):
        with step(f"Locking {purpose}"):
            _call(
                [
                    *(uv, "pip", "compile", *sources, "--output-file", str(requirements / f"{purpose}.txt")),
                    *("--quiet", "--upgrade", "--universal", "--python-version", "3.11", "--generate-hashes"),
                    *("--no-build", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
                ],
                f"uv could not lock {purpose}",
                environment=environment,
            )


def auditor() -> str:
    """The path of the program that knows which packages have known faults. Raises Missing."""
    return _tool("audit", "pip-audit")


def _packages(environment: Path, purposes: Sequence[str]) -> None:
    for purpose in purposes:
        locked = ROOT / f"requirements/{purpose}.txt"
        digest = _digest([locked])
        made = environment / f"{purpose}.made"
        if _is_made(made, digest) and (environment / "bin/python").exists():
            continue
        _require_space()
        _virtual_environment(environment)
        made.unlink(missing_ok=True)
        with step(f"Installing the Python packages to {purpose}"):
            hashed = (
                "--require-hashes",
                "--no-deps",
                "--only-binary",
                ":all:",
            )  # the lock names all it needs
            _install(environment, *hashed, "--requirement", str(locked))
        made.write_text(digest)


def _virtual_environment(environment: Path) -> None:
    """Make it unless it stands. One that another Python made is kept: a demo may be running from it."""
    made = environment / "python.made"
    if made.exists() and (environment / "bin/python").exists():
        return
    uv = shutil.which("uv")
    if not uv and not (find_spec("venv") and find_spec("ensurepip")):
        raise Missing(
            "This Python cannot make environments. On Debian: apt install python3-venv. Then start again."
        )
    with step("Making the Python environment"):
        shutil.rmtree(environment, ignore_errors=True)
        # With pip, so that it can be added to also where uv is gone.
        command = [uv, "venv", "--seed", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
        _call([*command, str(environment)], "The Python environment could not be made")
    made.write_text(sys.version)


def _install(environment: Path, *arguments: str) -> None:
    python = str(environment / "bin/python")
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--python", python, "--compile-bytecode"]
        if "--editable" not in arguments:
            command.append("--no-config")
    else:
        command = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    _call([*command, *arguments], "The Python packages could not be installed")


def _tool(purpose: str, program: str) -> str:
    """The path of a program from a locked package, in an environment of its own."""
    environment = ROOT / "var/tools" / purpose
    _packages(environment, [purpose])
    return str(environment / "bin" / program)


def _npm() -> str:
    if shutil.which("node") and (npm := shutil.which("npm")):
        return npm
    return _tool("node", "npm")


def _npm_environment() -> Mapping[str, str]:
    environment = dict(os.environ)
    own = ROOT / "var/tools/node/bin"
    if own.exists():
        environment["PATH"] = f"{own}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return environment


def _found_browser() -> Path | None:
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def _apt_get() -> list[str] | None:
    apt_get = shutil.which("apt-get")
    if apt_get is None:
        return None
    if os.geteuid() == 0:
        return [apt_get]
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:  # noqa: S603 (found on the path)
        return [sudo, "-n", apt_get]
    return None


def _require_space() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < ENOUGH_SPACE:
        raise Missing(
            f"Only {free // 1_000_000} MB is free on the disk of {ROOT}. Make {ENOUGH_SPACE // 1_000_000} MB "
            "free, then start again."
        )


def _digest(files: Sequence[Path], *words: str) -> str:
    digest = hashlib.sha256(repr(words).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_made(marker: Path, digest: str) -> bool:
    return marker.exists() and marker.read_text() == digest


def _call(command: Sequence[str], failure: str, *, environment: Mapping[str, str] | None = None) -> None:
    """Run a program quietly; when it fails, say why in a sentence, with the end of what it said."""
    surroundings = {**(environment or os.environ), "PYTHONPATH": ""}
    if CERTIFICATES.exists():  # behind a proxy that reads TLS npm hangs without them, and the others fail
        for name in ("NODE_EXTRA_CA_CERTS", "PIP_CERT", "SSL_CERT_FILE"):
            surroundings.setdefault(name, str(CERTIFICATES))
    done = subprocess.run(  # noqa: S603 (our own commands)
        command,
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        end = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-8:])
        raise Missing(f"{failure}. {_reason(done.stdout)}It said:\n{end}")


_REASONS = {
    "no space left": "The disk is full: make room, then start again. ",
    "do not match the hashes": "A package is not the one that was locked: do not go on before you know why. ",
    "certificate": "The connection is not trusted: if a proxy stands between, tell Python its certificates. ",
    "connection": "The package index cannot be reached: check the network, then start again. ",
    "name resolution": "The package index cannot be reached: check the network, then start again. ",
    "dns error": "The package index cannot be reached: check the network, then start again. ",
    "enotfound": "The package index cannot be reached: check the network, then start again. ",
    "eai_again": "The package index cannot be reached: check the network, then start again. ",
    "network": "The package index cannot be reached: check the network, then start again. ",
}


def _reason(output: str) -> str:
    said = output.lower()
    return next((reason for sign, reason in _REASONS.items() if sign in said), "")
