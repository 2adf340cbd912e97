"""Which addresses may be connected to. Checked on the address itself at the moment of connecting, so that neither a
redirect nor a name that changes its answer (DNS rebinding) leads inside. Not a filter of URLs by their spelling.
"""

import socket
from collections.abc import Sequence
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Prefixes whose addresses are IPv4 in disguise, with the bit at which the IPv4 address begins (counted from the right).
_TRANSLATED = (
    (IPv6Network("::/96"), 0),
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("::ffff:0:0:0/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)
# Never the way to a publisher, though some count as global: local-use NAT64, Teredo, ORCHID, site-local, documentation,
# and the address under which one cloud's machines find their secrets.
_NEVER: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "64:ff9b:1::/48",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
        "100::/64",
        "168.63.129.16/32",
        "192.88.99.0/24",
        "192.0.0.0/24",
        "100.64.0.0/10",
    )
)


class RefusedAddress(OSError):
    """A connection to an address inside was refused; the message names the address."""


class Guard:
    """Says yes or no to addresses. `allowed` holds networks (10.1.0.0/16), addresses and host names of an intranet."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._networks: list[Network] = []
        self._hosts: set[str] = set()
        for text in allowed:
            try:
                self._networks.append(ip_network(text.strip().strip("[]"), strict=False))
            except ValueError:
                self._hosts.add(text.strip().lower().rstrip("."))

    def permits(self, address: str, host: str = "") -> bool:
        """Whether `address`, reached under the name `host`, may be connected to. What is no address may not."""
        try:
            ip = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if host.lower().rstrip(".") in self._hosts:
            return True
        forms = (ip, *_inner(ip))
        if any(form in network for form in forms for network in self._networks):
            return True
        return all(_is_public(form) for form in forms)

    def permits_name(self, host: str) -> bool:
        """Whether a proxy may be asked for `host`: all that can be said where the proxy looks the name up itself."""
        bare = host.lower().strip("[]").rstrip(".")
        if bare in self._hosts:
            return True
        if bare == "localhost" or bare.endswith((".localhost", ".local", ".internal")):
            return False
        return self.permits(literal, bare) if (literal := _literal(bare)) else True

    def socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for the connection `info` (as getaddrinfo gives it). Raises RefusedAddress. For aiohttp's connector."""
        family, kind, protocol, _, target = info
        if not self.permits(str(target[0]), _HOST.get()):
            raise RefusedAddress(f"{target[0]} is an address inside; refused")
        return socket.socket(family, kind, protocol)


_HOST: ContextVar[str] = ContextVar("host", default="")


def heading_for(host: str) -> None:
    """Notes the name that the current task is about to connect to, for the allow-list of names."""
    _HOST.set(host)


def _literal(host: str) -> str | None:
    """The address that `host` spells, also in the old forms (127.1, 2130706433), or None for a name."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _inner(ip: Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address may be translated to on its way."""
    if isinstance(ip, IPv4Address):
        return []
    return [IPv4Address((int(ip) >> shift) & 0xFFFFFFFF) for network, shift in _TRANSLATED if ip in network]


def _is_public(ip: Address) -> bool:
    if isinstance(ip, IPv6Address) and any(ip in network for network, _ in _TRANSLATED):
        # Judged by the IPv4 address inside; the unspecified address and loopback are no translations.
        return int(ip) > 1
    if any(ip in network for network in _NEVER):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
