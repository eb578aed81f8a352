"""Permisos: no route without a policy, and what each role may do."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from litestar import Router, get
from litestar.exceptions import ImproperlyConfiguredException, NotFoundException

from game.rules import RuleBroken
from server.app import create_app
from server.people import Person, Role
from server.policy import ANY_SEAT, POLICIES, PUBLIC, Policy, check_own, own_participant
from server.routes import ROUTERS, UPLOADS
from server.settings import Settings
from server.templating import Appearance


@get("/secreto", name="secret")
async def show_secret() -> str:
    return "nadie dijo quién puede verlo"


@get("/anónimo")
async def show_unnamed() -> str:
    return "ni siquiera tiene nombre"


def somebody(role: Role, participant: str | None = None) -> Person:
    return Person(1, "Ana", "ana@oaxaca.gob.mx", 1, role, participant, None)


def test_every_route_has_a_policy_and_every_policy_a_route(
    settings: Settings, appearance: Appearance
) -> None:
    create_app(settings, appearance=appearance)


@pytest.mark.parametrize(
    ("handler", "told"),
    [(show_secret, "secret /secreto"), (show_unnamed, "/anónimo")],
    ids=["unlisted", "unnamed"],
)
def test_a_route_without_a_policy_keeps_the_server_from_starting(
    settings: Settings, appearance: Appearance, handler: object, told: str
) -> None:
    extra = Router("/", route_handlers=[handler])  # type: ignore[list-item]
    with pytest.raises(ImproperlyConfiguredException, match=told):
        create_app(settings, routers=(*ROUTERS, extra), appearance=appearance)


def test_a_file_route_without_a_policy_does_so_too(
    settings: Settings, appearance: Appearance
) -> None:
    extra = Router("/", route_handlers=[show_secret])
    with pytest.raises(ImproperlyConfiguredException, match="secret /secreto"):
        create_app(settings, uploads=(*UPLOADS, extra), appearance=appearance)


def test_a_policy_without_a_route_keeps_the_server_from_starting(
    settings: Settings, appearance: Appearance
) -> None:
    gone: Mapping[str, Policy] = MappingProxyType(
        {**POLICIES, "retired": Policy(PUBLIC, "a page that was")}
    )
    with pytest.raises(ImproperlyConfiguredException, match="without a route: retired"):
        create_app(settings, policies=gone, appearance=appearance)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_policy_says_what_it_is_for(name: str) -> None:
    policy = POLICIES[name]
    assert policy.what
    assert policy.who is None or policy.who, f"{name}: nobody may use it"


def test_the_public_needs_no_account() -> None:
    assert Policy(PUBLIC, "").allows(None)
    assert Policy(PUBLIC, "").allows(somebody(Role.OBSERVER))


@pytest.mark.parametrize("role", Role)
def test_any_seat_is_any_role_and_never_a_stranger(role: Role) -> None:
    assert Policy(ANY_SEAT, "").allows(somebody(role))
    assert not Policy(ANY_SEAT, "").allows(None)


@pytest.mark.parametrize("role", sorted(ANY_SEAT - {Role.VERIFIER}))
def test_one_role_is_not_another(role: Role) -> None:
    assert not Policy(frozenset({Role.VERIFIER}), "").allows(somebody(role))


def test_whom_a_person_answers_for_comes_from_the_seat() -> None:
    assert own_participant(somebody(Role.LEAD, "20")) == "20"


@pytest.mark.parametrize(
    "person",
    [somebody(Role.LEAD), somebody(Role.ADMIN), somebody(Role.VERIFIER, "20")],
    ids=["a lead of nothing", "an admin", "a verifier"],
)
def test_others_answer_for_nobody(person: Person) -> None:
    with pytest.raises(RuleBroken, match="seat-without-participant"):
        own_participant(person)


@pytest.mark.parametrize("participant", ["31", "", None])
def test_what_belongs_to_another_is_not_there(participant: str | None) -> None:
    with pytest.raises(NotFoundException):
        check_own(somebody(Role.LEAD, "20"), participant)


def test_nothing_belongs_to_who_has_no_participant() -> None:
    with pytest.raises(NotFoundException):
        check_own(somebody(Role.ADMIN), None)


def test_ones_own_is_there() -> None:
    check_own(somebody(Role.LEAD, "20"), "20")
