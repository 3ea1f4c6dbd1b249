"""Editions: what was published on an edition's day stays as it was, below editions/ and its day."""

import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

FOLDER, ENDING = "editions", ".tar.gz"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def keep(site: Path, kept: Path, day: str) -> Iterator[str]:
    """Packs a site into the folder of the editions kept, unless its day is there already, and puts every one of them
    below the site; yields their days."""
    archive = kept / f"{day}{ENDING}"
    if not archive.exists():
        kept.mkdir(parents=True, exist_ok=True)
        half = archive.with_suffix(".part")
        with tarfile.open(half, "w:gz") as packed:
            for path in sorted(set(site.iterdir()) - {site / FOLDER}):
                packed.add(path, path.name)
        half.replace(archive)
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    for each in sorted(kept.glob(f"*{ENDING}")):
        if _DAY.fullmatch(name := each.name.removesuffix(ENDING)):
            with tarfile.open(each) as packed:
                packed.extractall(site / FOLDER / name, filter="data")
            yield name
