"""`python -m tests.fuzz TARGET [FILE]`: fuzz a target under libFuzzer (atheris), or try the one input that a file holds.

`--seconds` is how long, `--seed` makes two runs alike. What it learns stays in build/fuzz/TARGET; an input that breaks something is
written beside it and named. It begins from inputs that the targets' own tests use.
"""

import argparse
import sys
from pathlib import Path

try:
    import atheris
except ImportError:
    print("NOT FUZZED: atheris has no build for this machine and this Python, so nothing was tried")
    sys.exit(0)

with atheris.instrument_imports(include=["core", "jobs"], enable_loader_override=False):
    from tests.fuzz.seeds import SEEDS
    from tests.fuzz.targets import ROOT, TARGETS

# What is longer finds nothing that is not in the first part; a hang is what takes longer on a slow machine.
LONGEST, HANG, MEMORY = 20_000, 30, 2_048


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("file", nargs="?", type=Path, help="try this input only")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--quiet", action="store_true", help="only the end, and what breaks")
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time")
    given = parser.parse_args()
    target = TARGETS[given.target]
    if given.file:
        target(given.file.read_bytes())
        return
    folder = ROOT / "build" / "fuzz" / given.target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[given.target]):
        (folder / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={given.seconds}", f"-seed={given.seed}", f"-max_len={LONGEST}", f"-timeout={HANG}",
        f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={folder.parent}/{given.target}-", f"-verbosity={0 if given.quiet else 1}",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(folder)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
