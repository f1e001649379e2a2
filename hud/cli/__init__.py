"""The command line: one module per command. A command chooses a time and shows a frame; it computes nothing."""
