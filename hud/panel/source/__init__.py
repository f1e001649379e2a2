"""The text of QML files: words, places, names, and what a word may have been meant for."""
