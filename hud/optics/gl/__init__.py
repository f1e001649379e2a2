"""The renderer on OpenGL 3.3: the reference's stages in shaders (``assets/shaders/``), held to it by a parity test.

`renderer` orders the passes, `passes` has what each of them reads, `resources` the textures, targets and programs of
one context. Importing any of them loads OpenGL; `hud.optics.choice` does so only where it is wanted.
"""
