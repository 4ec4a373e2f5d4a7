"""The facts in a volume against the seals that lie beside them."""

import json
import re
from collections.abc import Mapping

from quancheng.record.digests import sha256, sm3

FOLDER = "data/办理记录/"
FACTS = f"{FOLDER}facts.jsonl"
SEAL = re.compile(rf"{FOLDER}封存/(\d+)-(sha256|sm3)\.txt")
ALGORITHMS = {"sha256": sha256, "sm3": sm3}


def look_into(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Every fact must stand in a seal's text with the digest of its line, by both algorithms."""
    covered: dict[str, dict[int, str]] = {"sha256": {}, "sm3": {}}
    for name, content in files.items():
        if found := SEAL.fullmatch(name):
            rows = (line.split() for line in content.decode().splitlines()[1:])
            covered[found[2]] |= {int(pk): digest for pk, digest in rows}
    faults = []
    for line in files.get(FACTS, b"").decode().splitlines():
        pk = json.loads(line)["id"]
        for algorithm, digest in ALGORITHMS.items():
            if covered[algorithm].get(pk) != digest(line.encode()):
                faults.append((FACTS, f"第 {pk} 号办理记录与封存的不同，或没有封存"))
                break
    return faults


def seals(files: Mapping[str, bytes]) -> list[tuple[int, int, str]]:
    """(body, number, SHA-256) of every seal in the volume, to be compared with a database that is at hand."""
    found = []
    for name, content in sorted(files.items()):
        if (match := SEAL.fullmatch(name)) and match[2] == "sha256":
            head = json.loads(content.decode().splitlines()[0])
            found.append((head["body"], head["number"], sha256(content)))
    return found
