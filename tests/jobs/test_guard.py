"""Which addresses may be connected to."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.guard import Guard, RefusedAddress, heading_for

INSIDE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "168.63.129.16",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "2001::1",
    "64:ff9b:1::1",
    "5f00::1",
    "::10.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:a00:1::",
    "2002:7f00:1::1",
]
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.0.1",
    "223.255.255.254",
    "2606:4700::1111",
    "2a00:1450::1",
    "64:ff9b::8.8.8.8",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_refused(address: str) -> None:
    assert not Guard().permits(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_outside_are_permitted(address: str) -> None:
    assert Guard().permits(address)


@pytest.mark.parametrize("text", ["", "example.com", "1.2.3", "1.2.3.4.5", "[::1]", "0x7f000001"])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not Guard().permits(text)


@pytest.mark.parametrize(
    ("allowed", "address"),
    [
        ("10.1.0.0/16", "10.1.2.3"),
        ("10.1.2.3", "10.1.2.3"),
        ("10.1.2.3/8", "10.200.0.1"),
        ("fd00::/8", "fd12::1"),
        ("[::1]", "::1"),
        ("10.0.0.0/8", "::ffff:10.0.0.1"),
        (" 127.0.0.0/8 ", "127.0.0.1"),
    ],
)
def test_a_network_can_be_allowed(allowed: str, address: str) -> None:
    assert Guard([allowed]).permits(address)
    assert not Guard([allowed]).permits("192.168.0.1")


def test_a_name_can_be_allowed_and_opens_nothing_else() -> None:
    guard = Guard(["Wiki.Corp.Example"])
    assert guard.permits("10.0.0.1", "wiki.corp.example.")
    assert not guard.permits("10.0.0.1", "evil.example")
    assert not guard.permits("10.0.0.1")


def test_sockets_are_made_for_permitted_addresses_only() -> None:
    heading_for("")
    guard = Guard(["10.0.0.0/8"])
    with guard.socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("10.0.0.1", 80))) as made:
        assert made.family == socket.AF_INET
    with pytest.raises(RefusedAddress, match=r"127\.0\.0\.1"):
        guard.socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::1]", "localhost", "a.localhost.", "db.internal"]
)
def test_names_of_the_inside_are_not_asked_of_a_proxy(host: str) -> None:
    assert not Guard().permits_name(host)


@pytest.mark.parametrize("host", ["example.com", "8.8.8.8", "[2606:4700::1111]", "산업부.kr", "xn--3e0b707e"])
def test_other_names_are(host: str) -> None:
    assert Guard().permits_name(host)
    assert Guard(["db.internal"]).permits_name("db.internal")


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_in_every_disguise(address: object) -> None:
    plain = Guard().permits(str(address))
    for disguise in ("::ffff:{}", "64:ff9b::{}", "::ffff:0:{}"):
        assert Guard().permits(disguise.format(address)) == plain
