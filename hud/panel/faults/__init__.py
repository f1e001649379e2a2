"""What Qt says of a screen, made one line that says where and what to do."""
