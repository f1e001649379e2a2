"""Frames to files: pictures, films, folders of pictures."""

from hud.recorder.exr import save_exr
from hud.recorder.picture import encode_png, notes_of, save_luminance, save_picture
from hud.recorder.recording import RECORDING_SUFFIXES, record

__all__ = ["RECORDING_SUFFIXES", "encode_png", "notes_of", "record", "save_exr", "save_luminance", "save_picture"]
