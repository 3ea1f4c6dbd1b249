"""Editions: what was published on an edition's day stays as it was, below editions/ and its day."""

import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

FOLDER, ENDING, DATA = "editions", ".tar.gz", "api/"
ROOM = 1000  # MB that a host gives a site, the editions kept below it included
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def keep(site: Path, kept: Path, day: str, room: int = ROOM) -> Iterator[tuple[str, bool]]:
    """Packs a site into the folder of the editions kept, unless its day is there already, and puts below the site what
    of them has room (in MB): the newest whole, then the data of those before. Yields each day, and whether it is whole.
    """
    archive = kept / f"{day}{ENDING}"
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    if not archive.exists():
        _pack(site, archive)
    left = room * 1_000_000 - sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    days = (path.name.removesuffix(ENDING) for path in kept.glob(f"*{ENDING}"))
    sizes = {name: _sizes(kept / f"{name}{ENDING}") for name in sorted(days, reverse=True) if _DAY.fullmatch(name)}
    before = sum(data for _, data in sizes.values())
    for name, (whole, data) in sizes.items():
        before -= data
        fits = whole + before <= left
        if fits or data <= left:
            left -= whole if fits else data
            with tarfile.open(kept / f"{name}{ENDING}") as packed:
                members = [each for each in packed if fits or each.name.startswith(DATA)]
                packed.extractall(site / FOLDER / name, members, filter="data")
            yield name, fits


def _pack(site: Path, archive: Path) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    half = archive.with_suffix(".part")
    with tarfile.open(half, "w:gz") as packed:
        for path in sorted(site.iterdir()):
            packed.add(path, path.name)
    half.replace(archive)


def _sizes(archive: Path) -> tuple[int, int]:
    """How large an edition is, whole and its data alone, in bytes."""
    with tarfile.open(archive) as packed:
        sizes = {each.name: each.size for each in packed}
    return sum(sizes.values()), sum(size for name, size in sizes.items() if name.startswith(DATA))
