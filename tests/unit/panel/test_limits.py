"""What a process that draws screens may take."""

import subprocess
import sys

import pytest

LIMITED = """
import resource
from hud.panel.limits import limit_data
resource.setrlimit(resource.RLIMIT_DATA, (2**29, 2**29))
limit_data({most})
print(*resource.getrlimit(resource.RLIMIT_DATA))
"""


@pytest.mark.parametrize(("most", "limit"), [(2**28, 2**28), (2**30, 2**29)], ids=["less", "more"])
def test_a_limit_of_the_system_is_kept_to(most, limit):
    # Root would be let raise it: that it stays is what everybody can see.
    done = subprocess.run(
        [sys.executable, "-c", LIMITED.format(most=most)], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == [str(limit), str(2**29)], done.stderr
