"""Su grupo: what the groups of a participant say of published results."""

import asyncio
from collections.abc import Mapping

from indicators.groups import Peers, comparison_of
from server.queries.results import Published

# Of the same snapshot its groups say the same: so many are kept, and then forgotten.
KEPT = 4_096
_known: dict[tuple[str, str], Mapping[str, tuple[Peers, ...]]] = {}


async def peers_of(found: Published, participant: str) -> Mapping[str, tuple[Peers, ...]]:
    """The index and its pillars, each with the others of every group that is shown."""
    key = (found.sha256, participant)
    if key not in _known:
        if len(_known) >= KEPT:
            _known.clear()
        _known[key] = await asyncio.to_thread(_peers, found, participant)
    return _known[key]


def _peers(found: Published, participant: str) -> Mapping[str, tuple[Peers, ...]]:
    tree = found.results.scores.tree
    nodes = (tree.code, *(child.code for child in tree.children))
    return {node: comparison_of(found.results, node).peers(participant) for node in nodes}
