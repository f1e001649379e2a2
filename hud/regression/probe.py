"""What an eye sees of a panel that never changes: whether anything but the panel is not as it was.

Where a panel differs, or an element of it is masked, the eye's view differs too, and its digest says nothing of the
footage and the optics any more. So the same moment is also composed with a panel of a few marks, and that digest is
kept with the baseline. It is made only where it is asked for.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.optics.turning import turned
from hud.regression.comparing import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from hud.pipeline import Replay, StereoFrame

STEP_PX = 48
"""From mark to mark: near enough to meet every part of a distortion or a shade, and far enough to leave it dark."""
MARK_PX = 3


def prober(replay: Replay, frame: StereoFrame) -> Callable[[], Mapping[str, str]]:
    """A function that makes the digests, once.

    Args:
        replay: With its footage open when the function is called.
        frame: The moment.

    Returns:
        Of a call: the digest of what each eye sees; of none where no eye has a display.
    """
    t_s, panels = frame.t_s, {eye: marks(panel.codes.shape) for eye, panel in frame.panels.items()}

    @cache
    def probe() -> Mapping[str, str]:
        if not panels:
            return {}
        backdrop = turned(replay.backdrop_at(t_s), replay.scenario.head.pose_at(t_s))
        views = replay.renderer.compose(
            panels, backdrop, device=replay.device, environment=replay.environment_at(t_s), view=replay.view
        )
        return {str(eye): digest(view.rgb) for eye, view in views.items()}

    return probe


def marks(shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """A panel with a white mark every `STEP_PX`, (h, w, 3) uint8."""
    height, width = shape[:2]
    down, across = (np.arange(length) % STEP_PX < MARK_PX for length in (height, width))
    codes = np.zeros((height, width, 3), np.uint8)
    codes[down[:, None] & across[None, :]] = 255
    return codes
