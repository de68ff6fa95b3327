import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real third-party data sets beside the checkout; CI fails without them, elsewhere tests are skipped."""
    if not SHARED.is_dir():
        reason = f"the real data sets are missing: there is no folder {SHARED}"
        if os.environ.get("VITROLA_REQUIRE_SHARED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED
