"""Recipes of docs/extending.md, followed in a copy of the product: what they had to touch is counted.

A recipe is a folder of tests/recipes: `new/` holds the files it adds, as they would stand in the repository;
`lines.toml` the lines it inserts into files that are there, or puts in the place of one; `proof.py` is run by the
product thus extended.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

ROOT = Path(__file__).resolve().parents[2]
RECIPES = ROOT / "tests" / "recipes"
_ROOMS = ("domain", "application", "adapters")


@attrs.frozen
class Touched:
    """What a recipe did: files that were there, with how many lines changed in each; files that are new."""

    changed: Mapping[str, int]
    added: tuple[str, ...]


def follow(recipe: str, workshop: Path) -> Touched:
    """Follow a recipe in a copy of the product under the empty folder `workshop`, and run its proof there.

    AssertionError with the output of the proof where it fails.
    """
    for room in _ROOMS:
        shutil.copytree(ROOT / room, workshop / room, copy_function=_link)
    folder = RECIPES / recipe
    for source in _files(folder / "new"):
        target = workshop / source.relative_to(folder / "new")
        assert not target.exists(), f"{recipe}: {target} is there already"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    lines = folder / "lines.toml"
    for edit in tomllib.loads(lines.read_text("utf-8"))["edit"] if lines.exists() else ():
        _edit(workshop / edit["file"], edit)
    _prove(recipe, workshop)
    return _touched(workshop)


def _link(source: str, target: str) -> None:
    """The same file under another name, which costs no time; a copy where the folders are of two disks."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _edit(file: Path, edit: Mapping[str, str]) -> None:
    """Put `text` after the one line `after`, or in the place of the one line `instead_of`."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    wanted = edit.get("after") or edit["instead_of"]
    (place,) = (number for number, line in enumerate(lines) if line.rstrip("\n") == wanted)
    lines[place : place + 1] = [*([lines[place]] if "after" in edit else []), f"{edit['text']}\n"]
    file.unlink()  # the file is one with that of the repository
    file.write_text("".join(lines), "utf-8")


def _prove(recipe: str, workshop: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{workshop}{os.pathsep}{ROOT}", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.recipes.{recipe}.proof"],
        cwd=workshop,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _touched(workshop: Path) -> Touched:
    changed, added = {}, []
    for room in _ROOMS:
        for file in _files(workshop / room):
            name = str(file.relative_to(workshop))
            original = ROOT / name
            if not original.exists():
                added.append(name)
            elif not file.samefile(original) and (count := _lines_changed(original, file)):
                changed[name] = count
    return Touched(changed, tuple(added))


def _files(folder: Path) -> Iterator[Path]:
    if folder.exists():
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def _lines_changed(before: Path, after: Path) -> int:
    """How many lines were added, removed, or are another."""
    old, new = (path.read_bytes().decode("utf-8", "replace").splitlines() for path in (before, after))
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if old != new else ()
    return sum(max(i2 - i1, j2 - j1) for step, i1, i2, j1, j2 in steps if step != "equal")
