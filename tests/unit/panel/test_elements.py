import dataclasses

import pytest

from hud.panel.spec import PanelSpec


def elements(screen, empty, body, panel=None):
    renderer = screen("import QtQuick\n" + body, **({"panel": panel} if panel else {}))
    return {element.id: element for element in renderer.render(empty).elements}


def test_ids_are_paths_of_object_names_or_qml_ids(screen, empty):
    found = elements(
        screen,
        empty,
        """
        Item {
            id: root
            Item {
                objectName: "nav"
                Text { id: distance; text: "180 m" }
                Item { Text { objectName: "unit"; text: "m" } }
                Text { text: "a" }
                Text { text: "b" }
            }
            Repeater { model: 2; Rectangle { objectName: "dot"; width: 2; height: 2 } }
        }""",
    )
    assert list(found) == ["nav", "nav.distance", "nav.unit", "nav.text", "nav.text#2", "dot", "dot#2"]
    assert found["nav"].kind == "group"


def test_what_cannot_be_seen_is_not_there(screen, empty):
    found = elements(
        screen,
        empty,
        """
        Item {
            Text { objectName: "a"; text: "a"; visible: false }
            Item { opacity: 0; Text { objectName: "b"; text: "b" } }
            Text { objectName: "c"; text: "" }
            Item { opacity: 0.5; Text { objectName: "d"; text: "d"; opacity: 0.5; color: "#80ff0000" } }
        }""",
    )
    assert list(found) == ["d"]
    assert found["d"].opacity == 0.25
    assert found["d"].colour == "#ff0000"


def test_a_box_is_where_the_text_is_painted(screen, empty):
    body = """
        Item {
            Text { objectName: "l"; x: 10; y: 5; width: 200; text: "wide"; font.pixelSize: 20 }
            Text { objectName: "r"; width: 200; height: 60; text: "wide"; font.pixelSize: 20
                   horizontalAlignment: Text.AlignRight; verticalAlignment: Text.AlignBottom }
            Text { objectName: "c"; width: 200; text: "wide"; font.pixelSize: 20
                   horizontalAlignment: Text.AlignHCenter }
        }"""
    found = elements(screen, empty, body)
    left, right, centre = found["l"], found["r"], found["c"]
    width, height = left.painted
    assert 30 < width < 60
    assert left.box[:2] == (10, 5)
    assert left.room == (10, 5, 200, height)
    assert right.box == pytest.approx((200 - width, 60 - height, width, height), abs=0.01)
    assert centre.box[0] == pytest.approx((200 - width) / 2, abs=0.01)
    assert left.font_px == 20


def test_text_that_does_not_fit_says_so(screen, empty):
    body = """
        Item {
            Text { objectName: "elided"; width: 60; elide: Text.ElideRight; text: "far too long for this" }
            Text { objectName: "whole"; text: "fits" }
            Text { objectName: "out"; x: 90; text: "leaves the panel" }
            Item { clip: true; width: 20; height: 40; Text { objectName: "cut"; text: "cut by a parent" } }
            Rectangle { objectName: "edge"; x: -5; width: 10; height: 4 }
        }"""
    found = elements(screen, empty, body, PanelSpec(100, 50, 20.0))
    assert {name for name, element in found.items() if element.truncated} == {"elided"}
    assert found["elided"].text == "far too long for this"
    assert {name for name, element in found.items() if element.clipped} == {"out", "cut", "edge"}


def test_painting_order_and_transformed_boxes(screen, empty):
    found = elements(
        screen,
        empty,
        """
        Item {
            Rectangle { objectName: "front"; z: 2; width: 4; height: 4 }
            Rectangle { objectName: "back"; x: 10; y: 20; width: 10; height: 10; scale: 2 }
        }""",
    )
    assert list(found) == ["back", "front"]
    assert found["back"].box == (5, 15, 20, 20)


def test_markup_is_read_as_the_words_it_shows(screen, empty):
    body = "Item { Text { objectName: 'a'; textFormat: Text.StyledText; text: 'turn <b>left</b>' } }"
    assert elements(screen, empty, body)["a"].text == "turn left"


def test_the_shell_names_what_it_shows(shell, full):
    frame = shell().render(dataclasses.replace(full, notice=None))
    names = {element.id for element in frame.elements}
    assert {"nav.distance", "nav.instruction", "captions.lines", "captions.source", "status.clock"} <= names
    assert frame.element("nav.distance").text == "180 m"
    assert frame.element("nothing") is None
