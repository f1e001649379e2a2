"""Light: from panel codes and footage to what reaches each eye, in cd/m².

`stages` has the equations, one small function each, with their sources; `geometry` says where the display stands in
the view, and `lens` where its points do when the optics are not perfect; `display` sends a panel's light through them;
`cpu` sums what reaches the eye and is the reference that every picture is held to, `fast` its evaluation in 16 bits;
`views` puts both eyes into one picture; `base` is the interface a renderer fills in.
"""

from hud.optics.base import EyeView, Renderer, View
from hud.optics.cpu import CpuRenderer
from hud.optics.geometry import ViewGeometry

__all__ = ["CpuRenderer", "EyeView", "Renderer", "View", "ViewGeometry"]
