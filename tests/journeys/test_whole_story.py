"""From an invitation to a verified commitment, on each engine."""

import pytest
from litestar import Litestar

from tests.journeys.stage import a_stage
from tests.journeys.story import the_whole_story
from tests.server.conftest import Clock

pytestmark = pytest.mark.both


async def test_from_an_invitation_to_a_verified_commitment(app: Litestar, clock: Clock) -> None:
    async with a_stage(app) as stage:
        await the_whole_story(stage, clock)
