"""What is shipped for servers: units, image and compose file name only what exists, and stay as closed as they are."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import Settings, env_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGING = ROOT / "packaging"
UNITS = sorted((PACKAGING / "systemd").glob("*.service"))
# systemd-analyze knows --offline and --root since 250; elsewhere there is nothing to ask.
ANALYZE = shutil.which("systemd-analyze")
MOST_OPEN = 2.0


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((PACKAGING / "compose.yaml").read_text(encoding="utf-8"))


def test_settings_that_packaging_names_exist() -> None:
    named = {
        name
        for path in PACKAGING.rglob("*")
        if path.is_file()
        for name in re.findall(r"\b(?:POLICYWIRE_[A-Z_]+|DATABASE_URL)\b", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 3
    assert named <= {env_name(field) for field in Settings.model_fields}


def test_every_service_of_ours_is_bound_and_watched(compose: Any) -> None:
    ours = {name: service for name, service in compose["services"].items() if service["image"] == "policywire"}
    assert set(ours) == {"web", "worker", "migrate"}
    for service in ours.values():
        assert service["read_only"] is True
        assert service["user"] == "10001"
        assert service["cap_drop"] == ["ALL"]
        assert service["environment"]["DATABASE_URL"].startswith("postgresql://")
    for name in ("web", "worker"):
        assert any("/readyz" in part for part in ours[name]["healthcheck"]["test"])


def test_ports_are_published_on_this_machine_only(compose: Any) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_holds_what_it_copies_and_no_settings() -> None:
    text = (PACKAGING / "Containerfile").read_text(encoding="utf-8")
    copied = {name for line in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE) for name in line.split()}
    assert all((ROOT / name).exists() for name in copied)
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert allowed == copied
    assert "\nUSER 10001\n" in text


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_start_a_command_that_exists(unit: Path) -> None:
    from app.__main__ import cli

    commands = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    started = re.findall(r"^ExecStart=/opt/policywire/\.venv/bin/policywire (\w+)$", unit.read_text(), re.MULTILINE)
    assert len(started) == 1
    assert started[0] in commands


def test_the_command_for_administrators_is_the_service_s(tmp_path: Path) -> None:
    """A systemd-run of our own says what it would have been asked for."""
    asked = tmp_path / "systemd-run"
    asked.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    asked.chmod(0o755)
    command = [str(PACKAGING / "policywire"), "backup", "/a path/b.db"]
    told = subprocess.run(
        command, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    lines = told.stdout.splitlines()
    assert lines[-3:] == ["/opt/policywire/.venv/bin/policywire", "backup", "/a path/b.db"]
    common = (PACKAGING / "systemd/policywire-.service.d/10-common.conf").read_text("utf-8")
    for option, value in (one.removeprefix("--").split("=", 1) for one in lines if "=" in one):
        said = {"uid": "User", "gid": "Group", "working-directory": "WorkingDirectory", "setenv": "Environment"}
        stated = f"{said[option]}={value}" if option in said else value
        assert f"\n{stated}" in common, option


def test_the_units_are_closed_for_systemd(tmp_path: Path) -> None:
    if ANALYZE is None or _version() < 252:
        return  # nobody to ask; docs/installing.md says so
    shutil.copytree(PACKAGING / "systemd", tmp_path / "etc/systemd/system")
    command = tmp_path / "opt/policywire/.venv/bin/policywire"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    for target in ("sysinit", "basic", "shutdown", "network-online"):  # what every system has
        unit = tmp_path / f"usr/lib/systemd/system/{target}.target"
        unit.parent.mkdir(parents=True, exist_ok=True)
        unit.write_text("[Unit]\nDescription=of the system\n")
    names = [unit.name.replace("@.", "@1.") for unit in UNITS]
    verified = _asked("verify", f"--root={tmp_path}", *names)
    assert verified.returncode == 0, verified.stderr
    assert "policywire" not in verified.stderr
    for name in names:
        found = _asked("security", "--offline=true", "--no-pager", f"--root={tmp_path}", name)
        exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", found.stdout)
        assert exposure, found.stderr
        assert float(exposure[1]) < MOST_OPEN


def _version() -> int:
    found = re.search(r"systemd (\d+)", _asked("--version").stdout)
    return int(found[1]) if found else 0


def _asked(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ANALYZE), *arguments], capture_output=True, text=True, timeout=30, check=False)
