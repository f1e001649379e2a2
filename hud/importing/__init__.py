"""Making scenarios from files of others: a route, a recorded journey, captions.

`import_route` and `import_captions` read, decide what is missing, and write a commented folder that plays at once;
what they understood and what they left out is in the `Imported` they return. Nothing is printed here.
"""

from __future__ import annotations

from hud.importing.captions import CaptionWishes, import_captions
from hud.importing.folder import Imported, Understood
from hud.importing.route import RouteWishes, import_route

__all__ = ["CaptionWishes", "Imported", "RouteWishes", "Understood", "import_captions", "import_route"]
