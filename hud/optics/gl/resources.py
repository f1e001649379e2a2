"""What one OpenGL context holds: textures, targets and programs, each made when first used and kept under its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hud.errors import FacilityError
from hud.optics.context import HINT, opengl
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    from hud.optics.rects import Rect

gl = opengl()


class Format(NamedTuple):
    """How a texture's texels are stored, and how they come and go."""

    internal: int
    external: int
    component: int
    dtype: type[np.generic]
    channels: int


CODES = Format(gl.GL_RGB8UI, gl.GL_RGB_INTEGER, gl.GL_UNSIGNED_BYTE, np.uint8, 3)
CODE = Format(gl.GL_R8UI, gl.GL_RED_INTEGER, gl.GL_UNSIGNED_BYTE, np.uint8, 1)
WHOLE = Format(gl.GL_R32I, gl.GL_RED_INTEGER, gl.GL_INT, np.int32, 1)
CHANNELS = Format(gl.GL_RGB8UI, gl.GL_RGB_INTEGER, gl.GL_UNSIGNED_BYTE, np.uint8, 3)
PLACE = Format(gl.GL_RG32F, gl.GL_RG, gl.GL_FLOAT, np.float32, 2)
PAIR = Format(gl.GL_RG32I, gl.GL_RG_INTEGER, gl.GL_INT, np.int32, 2)
NUMBER = Format(gl.GL_R32F, gl.GL_RED, gl.GL_FLOAT, np.float32, 1)
PLACE = Format(gl.GL_RG32F, gl.GL_RG, gl.GL_FLOAT, np.float32, 2)
LIGHT = Format(gl.GL_RGB32F, gl.GL_RGB, gl.GL_FLOAT, np.float32, 3)

DRAWN_COLOUR = Format(gl.GL_RGBA8, gl.GL_RGB, gl.GL_UNSIGNED_BYTE, np.uint8, 3)
DRAWN_LIGHT = Format(gl.GL_RGBA32F, gl.GL_RGB, gl.GL_FLOAT, np.float32, 3)


@dataclass(slots=True)
class Texture:
    """A picture on the driver's side."""

    name: int
    format: Format
    size_px: tuple[int, int]
    holds: Hashable = None
    """What was put into it last; None is unknown."""
    turn: int = 0
    """When it was used last."""


@dataclass(slots=True)
class Target:
    """A texture to draw into."""

    framebuffer: int
    texture: Texture


KEPT_TURNS = 32  # pictures for which something is kept unused
SAMPLERS = (gl.GL_SAMPLER_2D, gl.GL_INT_SAMPLER_2D, gl.GL_UNSIGNED_INT_SAMPLER_2D)
Value = Texture | bool | int | float | tuple[float, ...]


class Program:
    """A vertex and a fragment shader, linked, and where its uniforms are."""

    def __init__(self, *fragments: str) -> None:
        """Compile files of ``assets/shaders/``.

        Raises:
            FacilityError: The driver cannot; says what it said.
        """
        self.name = gl.glCreateProgram()
        shaders = [_compile(gl.GL_VERTEX_SHADER, "whole.vert")]
        shaders += [_compile(gl.GL_FRAGMENT_SHADER, fragment) for fragment in fragments]
        for shader in shaders:
            gl.glAttachShader(self.name, shader)
        gl.glLinkProgram(self.name)
        if gl.glGetProgramiv(self.name, gl.GL_LINK_STATUS) != gl.GL_TRUE:
            raise FacilityError(
                f"the OpenGL driver cannot link {fragments[-1]}: {_words(gl.glGetProgramInfoLog(self.name))}"
            )
        for shader in shaders:
            gl.glDetachShader(self.name, shader)
            gl.glDeleteShader(shader)
        self._places: dict[str, int] = {}
        self._units: dict[str, int] = {}
        gl.glUseProgram(self.name)
        for number in range(gl.glGetProgramiv(self.name, gl.GL_ACTIVE_UNIFORMS)):
            name, _, kind = gl.glGetActiveUniform(self.name, number)
            key = name.decode() if isinstance(name, bytes) else str(name)
            self._places[key] = gl.glGetUniformLocation(self.name, key)
            if kind in SAMPLERS:
                # a unit for each: two kinds of sampler must not share one, not even where neither is read
                self._units[key] = len(self._units)
                gl.glUniform1i(self._places[key], self._units[key])

    def set(self, **values: Value) -> None:
        """Choose the program and give its uniforms values: textures, whole numbers, numbers, and tuples of them.

        Samplers that are left out sample nothing.
        """
        gl.glUseProgram(self.name)
        for key, unit in self._units.items():
            texture = values.get(key)
            gl.glActiveTexture(gl.GL_TEXTURE0 + unit)
            gl.glBindTexture(gl.GL_TEXTURE_2D, texture.name if isinstance(texture, Texture) else 0)
        for key, value in values.items():
            place = self._places.get(key, -1)
            if place < 0 or isinstance(value, Texture):
                continue  # a driver leaves out what a shader does not need
            if isinstance(value, bool | int):
                gl.glUniform1i(place, int(value))
            elif isinstance(value, float):
                gl.glUniform1f(place, value)
            elif all(isinstance(part, int) for part in value):
                (gl.glUniform2i if len(value) == 2 else gl.glUniform4i)(place, *value)
            else:
                gl.glUniform3f(place, *map(float, value))


class Resources:
    """Everything of one context. Its methods want that context current."""

    def __init__(self) -> None:
        """Begin with nothing.

        Raises:
            FacilityError: The context is older than OpenGL 3.3.
        """
        version = (int(gl.glGetIntegerv(gl.GL_MAJOR_VERSION)), int(gl.glGetIntegerv(gl.GL_MINOR_VERSION)))
        if version < (3, 3):
            raise FacilityError(f"OpenGL 3.3 is needed, and this driver has {version[0]}.{version[1]}", hint=HINT)
        self.most_px = int(gl.glGetIntegerv(gl.GL_MAX_TEXTURE_SIZE))
        """The longest side of a texture."""
        self._textures: dict[str, Texture] = {}
        self._targets: dict[str, Target] = {}
        self._programs: dict[tuple[str, ...], Program] = {}
        self._turn = 0
        self._vertices = gl.glGenVertexArrays(1)
        gl.glDisable(gl.GL_DITHER)
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_BLEND)
        gl.glPixelStorei(gl.GL_UNPACK_ALIGNMENT, 1)
        gl.glPixelStorei(gl.GL_PACK_ALIGNMENT, 1)

    def begin(self) -> None:
        """Begin a picture: what the last `KEPT_TURNS` did not use, for another size or device, is given back."""
        self._turn += 1
        last = self._turn - KEPT_TURNS
        for name in [name for name, texture in self._textures.items() if texture.turn < last]:
            gl.glDeleteTextures([self._textures.pop(name).name])
        for name in [name for name, target in self._targets.items() if target.texture.turn < last]:
            _delete(self._targets.pop(name))

    def picture(self, name: str, form: Format, make: Callable[[], NDArray[Any]], holds: Hashable = None) -> Texture:
        """The texture of this name, filled.

        Args:
            name: Under which it is kept.
            form: How it is stored.
            make: Its texels, (h, w) or (h, w, channels).
            holds: What they are; where the texture holds that already, nothing is made or sent. None is always new.
        """
        texture = self._textures.get(name)
        if texture is not None:
            texture.turn = self._turn
            if holds is not None and texture.holds == holds:
                return texture
        texels = np.ascontiguousarray(make(), form.dtype)
        size = (texels.shape[1], texels.shape[0])
        if texture is None or texture.size_px != size or texture.format != form:
            if texture is not None:
                gl.glDeleteTextures([texture.name])
            texture = self._textures[name] = _new_texture(form, size, self._turn)
        gl.glBindTexture(gl.GL_TEXTURE_2D, texture.name)
        gl.glTexSubImage2D(gl.GL_TEXTURE_2D, 0, 0, 0, *size, form.external, form.component, texels)
        texture.holds = holds
        return texture

    def target(self, name: str, form: Format, size_px: tuple[int, int]) -> Target:
        """The target of this name; what it holds is left over from before, or nothing."""
        target = self._targets.get(name)
        if target is not None and target.texture.size_px == size_px and target.texture.format == form:
            target.texture.turn = self._turn
            return target
        if target is not None:
            _delete(self._targets.pop(name))
        texture = _new_texture(form, size_px, self._turn)
        framebuffer = int(gl.glGenFramebuffers(1))
        gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, framebuffer)
        gl.glFramebufferTexture2D(gl.GL_FRAMEBUFFER, gl.GL_COLOR_ATTACHMENT0, gl.GL_TEXTURE_2D, texture.name, 0)
        if gl.glCheckFramebufferStatus(gl.GL_FRAMEBUFFER) != gl.GL_FRAMEBUFFER_COMPLETE:
            raise FacilityError(f"this OpenGL driver cannot draw into the picture '{name}'", hint=HINT)
        target = self._targets[name] = Target(framebuffer, texture)
        return target

    def program(self, *fragments: str) -> Program:
        """The program of these shaders."""
        found = self._programs.get(fragments)
        if found is None:
            found = self._programs[fragments] = Program(*fragments)
        return found

    def draw(self, target: Target, rect: Rect) -> None:
        """Run the chosen program for each pixel of a rectangle of a target."""
        if rect.empty:
            return
        gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, target.framebuffer)
        gl.glViewport(rect.x0, rect.y0, rect.x1 - rect.x0, rect.y1 - rect.y0)
        gl.glBindVertexArray(self._vertices)
        gl.glDrawArrays(gl.GL_TRIANGLES, 0, 3)

    def read(self, target: Target) -> NDArray[Any]:
        """A target's pixels, (height, width, 3), the top row first."""
        form = target.texture.format
        width, height = target.texture.size_px
        texels = np.empty((height, width, form.channels), form.dtype)
        gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, target.framebuffer)
        gl.glReadPixels(0, 0, width, height, form.external, form.component, array=texels)
        return texels

    def close(self) -> None:
        """Delete everything."""
        for texture in self._textures.values():
            gl.glDeleteTextures([texture.name])
        for target in self._targets.values():
            _delete(target)
        for program in self._programs.values():
            gl.glDeleteProgram(program.name)
        gl.glDeleteVertexArrays(1, [self._vertices])
        self._textures.clear()
        self._targets.clear()
        self._programs.clear()


def _delete(target: Target) -> None:
    gl.glDeleteFramebuffers(1, [target.framebuffer])
    gl.glDeleteTextures([target.texture.name])


def _new_texture(form: Format, size_px: tuple[int, int], turn: int) -> Texture:
    name = int(gl.glGenTextures(1))
    gl.glBindTexture(gl.GL_TEXTURE_2D, name)
    # integer and float textures are complete without mipmaps only when nothing asks for them
    gl.glTexParameteri(gl.GL_TEXTURE_2D, gl.GL_TEXTURE_MIN_FILTER, gl.GL_NEAREST)
    gl.glTexParameteri(gl.GL_TEXTURE_2D, gl.GL_TEXTURE_MAG_FILTER, gl.GL_NEAREST)
    gl.glTexParameteri(gl.GL_TEXTURE_2D, gl.GL_TEXTURE_MAX_LEVEL, 0)
    gl.glTexImage2D(gl.GL_TEXTURE_2D, 0, form.internal, *size_px, 0, form.external, form.component, None)
    return Texture(name, form, size_px, turn=turn)


def _compile(kind: int, file: str) -> int:
    shader = gl.glCreateShader(kind)
    gl.glShaderSource(shader, asset_path(f"shaders/{file}").read_text(encoding="utf-8"))
    gl.glCompileShader(shader)
    if gl.glGetShaderiv(shader, gl.GL_COMPILE_STATUS) != gl.GL_TRUE:
        raise FacilityError(f"the OpenGL driver cannot compile {file}: {_words(gl.glGetShaderInfoLog(shader))}")
    return int(shader)


def _words(log: bytes | str) -> str:
    text = log.decode("utf-8", "replace") if isinstance(log, bytes) else log
    return " ".join(text.split())[:300]
