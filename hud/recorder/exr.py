"""Light to OpenEXR, which compositing and colour programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hud.errors import UsageError
from hud.files import replacing, require_writable, write_error

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

BT709_CHROMATICITIES = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290)
"""x and y of red, green, blue and white (ITU-R BT.709)."""


def save_exr(light: NDArray[np.float32], path: Path, *, metadata: Mapping[str, str] | None = None) -> None:
    """Write light as OpenEXR: 32-bit float, linear BT.709, 1.0 being 1 cd/m² (``whiteLuminance`` says so).

    Both eyes make a multi-view file, as the OpenEXR documentation has it: the left eye is the default view (R, G, B),
    the right eye's channels are right.R, right.G and right.B.

    Args:
        light: (H, W, 3) of one picture or (2, H, W, 3) of both eyes, left first, float32, cd/m².
        path: The file.
        metadata: Notes kept as attributes named ``hud.key``.

    Raises:
        UsageError: Not such an array.
        FileError: It cannot be written.
    """
    import OpenEXR

    if light.dtype != np.float32 or light.ndim not in (3, 4) or light.shape[-1] != 3:
        raise UsageError(f"light is (H, W, 3) or (2, H, W, 3) float32, not {light.shape} {light.dtype}")
    views = light[None] if light.ndim == 3 else light
    header: dict[str, Any] = {
        "compression": OpenEXR.ZIP_COMPRESSION,
        "type": OpenEXR.scanlineimage,
        "chromaticities": BT709_CHROMATICITIES,
        "whiteLuminance": 1.0,
    }
    if len(views) == 2:
        header["multiView"] = ["left", "right"]
    header |= {f"hud.{key}": value for key, value in (metadata or {}).items()}
    channels = {
        f"{prefix}{name}": np.ascontiguousarray(view[..., n])
        for prefix, view in zip(("", "right."), views, strict=False)
        for n, name in enumerate("RGB")
    }
    require_writable(path)
    with replacing(path) as part:
        try:
            OpenEXR.File(header, channels).write(str(part))
        except (OSError, RuntimeError) as error:
            raise write_error(path, error) from error
