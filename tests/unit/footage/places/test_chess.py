"""The board of the room: every piece on its square, moves made in time, what is taken beside it."""

import numpy as np
import pytest

from hud.footage import FootageSpec, open_footage
from hud.footage.places.chess import board_panels, piece_panels

Z = 0.74
PLAIN = (1.0, 1.0, 1.0)
LETTERS = {0.044: "P", 0.05: "R", 0.058: "N", 0.066: "B", 0.078: "Q", 0.088: "K"}


def squares(t_s):
    """What stands on the board, as sets of names such as ``Ne4``, and how many pieces stand beside it."""
    board = board_panels(Z, PLAIN)[0]
    left, far, _ = board.corner
    long = board.texture.wide_m
    side = (long - 0.048) / 8
    on, beside = [], 0
    for panel in piece_panels(t_s, Z, PLAIN):
        x = panel.corner[0] + panel.texture.wide_m / 2
        file, rank = (x - left - 0.024) / side, (panel.corner[1] + 0.006 - (far - long + 0.024)) / side
        kind = min(LETTERS, key=lambda tall: abs(tall * 1.04 - panel.texture.tall_m))
        if 0 < file < 8:
            on.append(f"{LETTERS[kind]}{'abcdefgh'[int(file)]}{int(rank) + 1}")
        else:
            beside += 1
    return on, beside


def test_a_game_begins_with_all_in_place():
    on, beside = squares(0.0)
    back = {f"{kind}{file}{rank}" for file, kind in zip("abcdefgh", "RNBQKBNR", strict=True) for rank in "18"}
    assert (set(on), beside) == (back | {f"P{file}{rank}" for file in "abcdefgh" for rank in "27"}, 0)


@pytest.mark.parametrize(
    ("t_s", "stands", "gone", "beside"),
    [
        (6.0, {"Pe4"}, {"Pe2"}, 0),
        (30.0, {"Pe4", "Pc5", "Nf3", "Pd6"}, {"Pc7", "Ng1", "Pd7"}, 0),
        (46.0, {"Pd4"}, {"Pc5", "Pd2"}, 1),
        (54.0, {"Nd4", "Pe4", "Pd6"}, {"Nf3", "Pd4"}, 2),
        (9000.0, {"Nd4"}, {"Pd4"}, 2),
    ],
)
def test_each_move_is_made_when_it_is_said_to_be(t_s, stands, gone, beside):
    on, off = squares(t_s)
    assert stands <= set(on)
    assert not gone & set(on)
    assert (len(on) + off, len(set(on)), off) == (32, len(on), beside)


def test_far_pieces_are_painted_first_and_any_order_of_calls_gives_the_same_bytes():
    deep = [panel.corner[1] for panel in piece_panels(45.6, Z, PLAIN)]
    assert deep == sorted(deep, reverse=True)
    room = open_footage(FootageSpec("room", size=(320, 180), options={"table": "chess"}))
    tea = open_footage(FootageSpec("room", size=(320, 180)))
    first, later = room.frame_at(5.4).rgb.tobytes(), room.frame_at(45.6).rgb.tobytes()
    assert (room.frame_at(45.6).rgb.tobytes(), room.frame_at(5.4).rgb.tobytes()) == (later, first)
    assert not np.array_equal(room.frame_at(5.4).rgb, tea.frame_at(5.4).rgb)
