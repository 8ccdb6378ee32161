"""Settings that all tests share."""

import pytest
from hypothesis import settings

# The first example may compile the rules, so no example is timed.
settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """A Dask cluster of two workers that no test may harm."""
    from clusters import cluster as started

    with started(tmp_path_factory.mktemp("cluster")) as given:
        yield given
