// Text as light: the bundled face at medium weight, sized by visual angle, never read as markup.
import QtQuick

Text {
    // Height of the type as the wearer sees it: degrees, or arcminutes, 60 to a degree.
    property real degrees: arcminutes / 60
    property real arcminutes: Theme.bodyDeg * 60
    // Set where the string itself was shortened before it came here; reported as truncated.
    property bool shortened: false
    // The same words without the line breaks of the layout, as they are read back; empty where there are none.
    property string said: ""

    color: Theme.text
    textFormat: Text.PlainText
    font.family: "IBM Plex Sans"
    font.weight: Font.Medium
    font.hintingPreference: Font.PreferNoHinting
    font.pixelSize: Theme.px(degrees)
    horizontalAlignment: Text.AlignLeft
    // The same line for every script, so that a Chinese or Arabic word moves nothing.
    lineHeightMode: Text.FixedHeight
    lineHeight: Math.round(font.pixelSize * 1.25)
}
