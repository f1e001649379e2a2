import io

from rich.console import Console

from tests.benchmarks.__main__ import machine, main


def table(folder, *names):
    out = io.StringIO()
    code = main(list(names), folder=folder, console=Console(file=out, width=200))
    return code, out.getvalue()


def test_one_table_of_all_that_are_there_with_the_machine(tmp_path):
    (tmp_path / "bench_one.py").write_text("print('drawn: 3 frames/s')\nprint('ratio: 2.0')\n")
    (tmp_path / "bench_two.py").write_text("import tests, hud\nprint('opened: 1 s')\n")
    code, said = table(tmp_path)
    assert code == 0
    for word in ("one", "3 frames/s", "ratio", "two", "opened", machine().partition(";")[0]):
        assert word in said
    assert "drawn" not in table(tmp_path, "two")[1]


def test_one_that_fails_is_named_and_the_others_are_measured(tmp_path):
    (tmp_path / "bench_one.py").write_text("raise SystemExit('no codec')\n")
    (tmp_path / "bench_two.py").write_text("print('opened: 1 s')\n")
    code, said = table(tmp_path)
    assert code == 1
    assert "FAILED" in said
    assert "no codec" in said
    assert "opened" in said


def test_an_unknown_name_lists_the_known(tmp_path):
    (tmp_path / "bench_one.py").write_text("")
    code, said = table(tmp_path, "three")
    assert code == 1
    assert "there are: one" in said
