"""A rolling upgrade: an earlier version goes on with its work after this one has migrated, alone and beside it.

Where the history of this checkout is missing there is no earlier version to try; tests/storage/test_migrating.py stays.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from storage.engine import Database
from storage.migrate import current, head
from tests.app.conftest import bare_environment
from tests.rolling.earlier import ROOT, checked_out, earlier_commit

pytestmark = [pytest.mark.rolling, pytest.mark.timeout(500)]

# They are about the tables' own shape and versions, which are meant to differ.
OF_THE_SHAPE = ("test_engine", "test_migrating", "test_backup", "test_transfer", "test_isolation")
SENT = "SELECT title FROM delivery JOIN item ON item.key = delivery.item_key WHERE state = 'sent'"
# Each of a story of its own, on a topic that a new installation follows.
NEWS = {
    "Chile taxes lithium": "Santiago levies a royalty of 12 percent on lithium, a critical mineral, from 1 March.",
    "Cobalt quota of Kinshasa": "The Congo caps exports of cobalt at 96,600 tonnes a year. Buyers of critical minerals must register.",
    "Seoul and Beijing reopen the Korea-China FTA": "Both ministers meet in October about services and investment under the Korea-China FTA.",
    "Graphite plant in Quebec": "Ottawa lends 40 million dollars to a mill near Montreal that refines graphite. It counts as one of the critical minerals of Canada.",
}
START = "from app.__main__ import main; main()"


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | None]:
    """The earlier version's files, None where there are none."""
    commit = earlier_commit()
    if commit is None:
        yield None
        return
    with checked_out(commit, tmp_path_factory.mktemp("earlier") / "code") as folder:
        yield folder


def _tests(code: Path, names: list[str], *, on_newer_tables: bool) -> list[str]:
    """Run some of a version's own tests; the names of those that failed."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(code), str(Path(__file__).parent)]), "NEWER_CODE": str(ROOT)}
    plugin = ["-p", "newer_tables"] if on_newer_tables else []
    command = [sys.executable, "-m", "pytest", *plugin, "-q", "-n", "auto", "-rf", "-p", "no:cacheprovider", *names]
    ran = subprocess.run(command, cwd=code, env=env, capture_output=True, text=True, timeout=450, check=False)
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return re.findall(r"^FAILED (\S+)", ran.stdout, re.MULTILINE)


def test_whatever_the_earlier_version_asks_of_its_tables_these_answer(earlier: Path | None) -> None:
    if earlier is None:
        return
    files = [
        str(p.relative_to(earlier))
        for p in sorted((earlier / "tests/storage").glob("test_*.py"))
        if p.stem not in OF_THE_SHAPE
    ]
    assert len(files) > 5
    failed = _tests(earlier, files, on_newer_tables=True)
    # One that also fails on its own tables is none of ours.
    assert failed == [] or set(failed) <= set(_tests(earlier, failed, on_newer_tables=False)), failed


@dataclass
class Site:
    """An installation and its processes, each of one version or the other."""

    folder: Path
    url: str
    free_port: Callable[[], int]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def process(self, code: Path, *command: str) -> subprocess.Popen[bytes]:
        settings = {
            "HOME": str(self.folder), "DATABASE_URL": self.url, "POLICYWIRE_SEED_CORPUS": "false", "PYTHONPATH": str(code),
            "POLICYWIRE_CORPUS_DIRS": str(self.folder / "inbox"),
            "POLICYWIRE_CONSOLE_PORT": str(self.free_port()), "POLICYWIRE_CHAT_PORT": str(self.free_port()),
        }  # fmt: skip
        with (self.folder / f"{len(self.started)}-{command[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", START, *command],
                cwd=self.folder,
                env=bare_environment(**settings),
                stdout=log,
                stderr=log,
            )
        self.started.append(process)
        return process

    def publish(self, title: str) -> None:
        (self.folder / "inbox" / f"{len(NEWS[title])}.md").write_text(f"# {title}\n\n{NEWS[title]}\n")

    def sent(self) -> Counter[str]:
        """How often each item went out."""
        database = Database(self.url)
        try:
            if current(database) is None:
                return Counter()
            with database.read() as session:  # by hand: the tables are of either version
                titles = session.connection().exec_driver_sql(SENT).scalars()
                return Counter(titles)
        finally:
            database.close()

    def logs(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))

    def until(self, reached: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 150
        while not reached():
            assert time.monotonic() < deadline, self.logs()
            assert not any(process.returncode for process in self.started if process.poll()), self.logs()
            time.sleep(0.2)


@pytest.fixture(params=["sqlite", "postgres"])
def site(request: pytest.FixtureRequest, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Site]:
    url = (
        f"sqlite:///{tmp_path}/policywire.db"
        if request.param == "sqlite"
        else request.getfixturevalue("empty_postgres")
    )
    (tmp_path / "inbox").mkdir()
    made = Site(tmp_path, url, free_port)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_an_earlier_process_works_on_while_a_newer_one_migrates_and_joins(earlier: Path | None, site: Site) -> None:
    if earlier is None:
        return
    one, two, three, four = NEWS
    old = site.process(earlier, "run")
    site.publish(one)
    site.until(lambda: site.sent() == {one: 1})
    assert site.process(ROOT, "migrate").wait(120) == 0, site.logs()
    database = Database(site.url)
    assert current(database) == head()
    database.close()
    site.publish(two)
    site.until(lambda: site.sent() == {one: 1, two: 1})
    if site.url.startswith("sqlite"):  # one process at a time
        old.send_signal(signal.SIGTERM)
        assert old.wait(60) == 0
    new = site.process(ROOT, "run")
    site.until(lambda: site.logs().count("open the console") == 2)
    for title in (three, four):
        site.publish(title)
        site.until(lambda title=title: site.sent()[title] == 1)
    for process in {old, new}:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(60) for process in (old, new)] == [0, 0]
    assert site.sent() == dict.fromkeys(NEWS, 1)
    assert not re.search("Traceback| ERROR ", site.logs())
