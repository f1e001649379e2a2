"""Screens of strangers are drawn in a process of their own, which may end without anybody's harm."""
