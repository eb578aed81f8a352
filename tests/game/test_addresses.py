"""Direcciones: what may be cited leads everybody to the same place."""

import unicodedata
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.addresses import LONGEST, checked_address
from game.rules import RuleBroken


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://www.oaxaca.gob.mx/gaceta?n=1#p2", "https://www.oaxaca.gob.mx/gaceta?n=1#p2"),
        (" oaxaca.gob.mx/gaceta ", "https://oaxaca.gob.mx/gaceta"),
        ("oaxaca.gob.mx:8443", "https://oaxaca.gob.mx:8443"),
        ("http://oaxaca.gob.mx.", "http://oaxaca.gob.mx."),
        ("HTTPS://Oaxaca.gob.mx/@alcaldia", "HTTPS://Oaxaca.gob.mx/@alcaldia"),
        ("https://méxico.mx/año", "https://méxico.mx/año"),
        ("https://201.131.20.9/gaceta", "https://201.131.20.9/gaceta"),
        ("https://[2606:4700::1111]/gaceta", "https://[2606:4700::1111]/gaceta"),
    ],
)
def test_what_leads_everybody_somewhere_is_taken(typed: str, address: str) -> None:
    assert checked_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "link-invalid"),
        ("gaceta", "link-invalid"),
        ("//evil.mx", "link-invalid"),
        ("///evil.mx", "link-invalid"),
        ("https:evil.mx", "link-invalid"),
        ("https://", "link-invalid"),
        ("https://evil.mx:0/", "link-invalid"),
        ("https://evil.mx:x/", "link-invalid"),
        ("https://evil.mx:99999/", "link-invalid"),
        ("https://[::1", "link-invalid"),
        ("https://oaxaca..mx/", "link-invalid"),
        ("https://%31%32%37.0.0.1.mx/", "link-invalid"),
        ("https://evil.mx\\@oaxaca.gob.mx", "link-invalid"),
        ("https://oaxaca.gob.mx/\u200bgaceta", "link-invalid"),
        ("https://oaxaca.gob.mx/\u202efdp.exe", "link-invalid"),
        ("https://oaxaca.gob.mx/<b>", "link-invalid"),
        ("javascript:alert(1)", "link-scheme-refused"),
        ("data://oaxaca.gob.mx", "link-scheme-refused"),
        ("ftp://oaxaca.gob.mx/x", "link-scheme-refused"),
        ("https://oaxaca.gob.mx@evil.mx/", "link-with-name"),
        ("https://user:pass@oaxaca.gob.mx/", "link-with-name"),
        ("http://localhost/gaceta", "link-private"),
        ("http://LOCALHOST./", "link-private"),
        ("http://ⓛocalhost/", "link-private"),
        ("http://intranet/", "link-private"),
        ("http://gaceta.local/", "link-private"),
        ("http://x.localhost:8000/", "link-private"),
        ("http://red.home.arpa/", "link-private"),
        ("http://127.0.0.1/", "link-private"),
        ("http://①②⑦.0.0.1/", "link-private"),
        ("http://127。0。0。1/", "link-private"),
        ("http://127.1/", "link-private"),
        ("http://2130706433/", "link-private"),
        ("http://0x7f.0.0.1/", "link-private"),
        ("http://0177.0.0.1/", "link-private"),
        ("http://10.1.2.3/", "link-private"),
        ("http://172.20.0.1/", "link-private"),
        ("http://192.168.1.1:8080/", "link-private"),
        ("http://169.254.169.254/latest", "link-private"),
        ("http://100.64.0.1/", "link-private"),
        ("http://0.0.0.0/", "link-private"),
        ("http://224.0.0.1/", "link-private"),
        ("http://[::1]/", "link-private"),
        ("http://[::ffff:127.0.0.1]/", "link-private"),
        ("http://[fd00::1]/", "link-private"),
        ("http://[fe80::1]/", "link-private"),
        ("http://[2002:7f00:1::]/", "link-private"),
        ("http://[64:ff9b::7f00:1]/", "link-private"),
        (f"https://oaxaca.gob.mx/{'x' * LONGEST}", "link-too-long"),
    ],
)
def test_what_does_not_is_refused(typed: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        checked_address(typed)
    assert refused.value.code == code


PRIVATE = st.one_of(
    st.ip_addresses(v=4, network="10.0.0.0/8"),
    st.ip_addresses(v=4, network="127.0.0.0/8"),
    st.ip_addresses(v=4, network="172.16.0.0/12"),
    st.ip_addresses(v=4, network="192.168.0.0/16"),
    st.ip_addresses(v=4, network="169.254.0.0/16"),
)


@given(number=PRIVATE, way=st.integers(0, 5), path=st.sampled_from(["", "/", "/gaceta?x=1"]))
def test_no_number_of_a_network_of_ones_own_is_taken_however_it_is_written(
    number: IPv4Address, way: int, path: str
) -> None:
    value = int(number)
    first, rest = value >> 24, value & 0xFFFFFF
    host = [
        str(number),
        str(value),
        hex(value),
        f"{first}.{rest}",
        f"[::ffff:{number}]",
        f"[{IPv6Address((0x2002 << 112) | (value << 80))}]",
    ][way]
    with pytest.raises(RuleBroken, match="link-private"):
        checked_address(f"http://{host}{path}")


@given(
    name=st.text(min_size=1, max_size=8),
    host=st.sampled_from(["oaxaca.gob.mx", "evil.mx"]),
)
def test_nobody_stands_before_the_host(name: str, host: str) -> None:
    try:
        address = checked_address(f"https://{name}@{host}/")
    except RuleBroken:
        return
    # What was typed ended the host before the sign came.
    assert "@" not in urlsplit(address).netloc


@given(typed=st.text(max_size=40) | st.from_regex(r"(https?:)?//[^ ]{1,30}", fullmatch=True))
def test_what_is_taken_is_whole_and_of_the_web(typed: str) -> None:
    try:
        address = checked_address(typed)
    except RuleBroken:
        return
    parts = urlsplit(address)
    assert parts.scheme in {"http", "https"}
    assert parts.hostname
    assert "@" not in parts.netloc
    assert not any(each.isspace() or unicodedata.category(each) == "Cf" for each in address)
    assert checked_address(address) == address
