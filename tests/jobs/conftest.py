"""What the tests of the readers share: their child processes end with them."""

from collections.abc import Iterator

import pytest

from jobs import apart, read_apart


@pytest.fixture(scope="package", autouse=True)
def _no_child_stays() -> Iterator[None]:
    yield
    apart.close()
    read_apart.close()
