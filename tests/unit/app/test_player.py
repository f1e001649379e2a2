import pytest

from hud.app.player import FRAME_S, MAX_TICK_S, Player


class Clock:
    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def player(clock):
    return Player(10.0, clock=clock)


def pass_time(player, clock, seconds, ticks=10):
    for _ in range(ticks):
        clock.now_s += seconds / ticks
        player.tick()


def test_stands_at_the_start(player, clock):
    pass_time(player, clock, 3)
    assert (player.t_s, player.playing, player.loop) == (0.0, False, False)


def test_plays_as_fast_as_the_clock(player, clock):
    player.play()
    pass_time(player, clock, 2.5)
    assert player.t_s == pytest.approx(2.5)
    player.pause()
    pass_time(player, clock, 2.5)
    assert player.t_s == pytest.approx(2.5)
    player.toggle()
    pass_time(player, clock, 0.5)
    assert player.t_s == pytest.approx(3.0)


def test_a_pause_before_the_first_tick_is_not_played(player, clock):
    clock.now_s += 5
    player.play()
    player.tick()
    assert player.t_s == 0.0


def test_stops_at_the_end_and_begins_again(player, clock):
    told = []
    player.playing_changed.connect(told.append)
    player.seek(9.9)
    player.play()
    pass_time(player, clock, 0.5)
    assert (player.t_s, player.playing) == (10.0, False)
    assert told == [True, False]
    player.play()
    assert player.t_s == 0.0


def test_loops(player, clock):
    player.set_loop(True)
    player.seek(9.9)
    player.play()
    pass_time(player, clock, 0.5)
    assert player.playing
    assert player.t_s == pytest.approx(0.4)


def test_sleep_of_the_machine_is_not_played(player, clock):
    player.play()
    clock.now_s += 3600
    player.tick()
    assert player.t_s == MAX_TICK_S


def test_a_clock_that_stands_or_falls_moves_nothing(player, clock):
    player.play()
    player.tick()
    clock.now_s -= 5
    player.tick()
    assert player.t_s == 0.0


@pytest.mark.parametrize(
    ("wish", "t_s"), [(3.25, 3.25), (-4, 0.0), (11, 10.0), (float("nan"), 2.0), (float("inf"), 2.0)]
)
def test_seek_stays_inside(player, wish, t_s):
    player.seek(2.0)
    player.seek(wish)
    assert player.t_s == t_s


def test_seek_while_playing_goes_on_from_there(player, clock):
    player.play()
    clock.now_s += 0.4
    player.seek(5.0)
    player.tick()
    assert player.t_s == 5.0
    pass_time(player, clock, 1.0)
    assert player.t_s == pytest.approx(6.0)


def test_held_it_stands_and_then_goes_on(player, clock):
    player.play()
    player.hold(True)
    pass_time(player, clock, 2.0)
    player.seek(4.0)
    assert (player.t_s, player.playing) == (4.0, True)
    player.hold(False)
    player.tick()
    assert player.t_s == 4.0
    pass_time(player, clock, 0.5)
    assert player.t_s == pytest.approx(4.5)


@pytest.mark.parametrize(("start", "frames", "lands"), [(0, 1, 1), (7, -1, 6), (7.4, 1, 8), (7.4, -1, 7), (0, -1, 0)])
def test_steps_along_the_frames(player, start, frames, lands):
    player.seek(start * FRAME_S)
    player.step(frames)
    assert player.t_s == pytest.approx(lands * FRAME_S)


def test_a_step_pauses(player):
    player.play()
    player.step(1)
    assert not player.playing


def test_thirty_steps_are_a_second(player):
    for _ in range(30):
        player.step(1)
    assert player.t_s == pytest.approx(1.0, abs=1e-12)


def test_tells_each_move_once(player):
    moves = []
    player.moved.connect(moves.append)
    player.seek(2.0)
    player.seek(2.0)
    player.skip(-0.5)
    assert moves == [2.0, 1.5]


def test_restart_takes_another_length(player, clock):
    player.seek(8.0)
    player.play()
    player.restart(3.0)
    assert (player.t_s, player.duration_s, player.playing) == (0.0, 3.0, True)
    pass_time(player, clock, 4.0)
    assert player.t_s == 3.0
