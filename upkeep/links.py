"""Links: which sources can no longer be read where they were read. Usage: python -m upkeep.links [ROOT]

A link is dead where its host says so (404, 410) and no archived copy answers; a refusal (403, 429), a fault of the
host or a time-out says nothing of the source, and counts as unknown. Never an error: a dead link is work for a person.
"""

import sys
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from allies.facts.model import Source
from allies.facts.read import read

DEAD, PATIENCE, AT_ONCE = (404, 410), 20.0, 16  # statuses, seconds, hosts
AGENT = "are-they-allies link check (weekly)"


def main() -> None:
    """Prints the report for the repository named, or the one that it stands in."""
    facts, problems = read(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    if facts is None:
        sys.exit("\n".join(map(str, problems)))
    print("\n".join(report(facts.sources.values())))


def report(sources: Iterable[Source]) -> Iterator[str]:
    """Markdown: how many links answer, how many are unknown, and each dead one with the file that names it."""
    states = {source.id: state for source, state in checked([each for each in sources if each.link])}
    count = {name: sum(state == name for state in states.values()) for name in ("alive", "archived", "unknown", "dead")}
    yield "## Links"
    yield ", ".join(f"{number} {name}" for name, number in count.items()) + "."
    yield from (f"- [ ] `facts/sources/{id}.yaml`" for id, state in sorted(states.items()) if state == "dead")


def checked(sources: list[Source]) -> Iterator[tuple[Source, str]]:
    """Each source with `alive`, `archived`, `unknown` or `dead`; one request at a time for each host."""
    hosts: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        hosts[urlsplit(source.link or "").netloc].append(source)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in pool.map(lambda group: [(each, _state(each)) for each in group], hosts.values()):
            yield from found


def _state(source: Source) -> str:
    state = _asked(source.link or "")
    if state != "dead" or not source.archived:
        return state
    return "archived" if _asked(source.archived) == "alive" else state


def _asked(link: str) -> str:
    request = urllib.request.Request(link, headers={"User-Agent": AGENT})  # noqa: S310 links are http(s) by the schema
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310
            return "alive"
    except urllib.error.HTTPError as error:
        return "dead" if error.code in DEAD else "unknown"
    except (OSError, ValueError):
        return "unknown"


if __name__ == "__main__":
    main()
