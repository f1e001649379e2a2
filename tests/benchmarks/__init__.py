"""Speed, as ratios to a named alternative in the same run: machines differ, ratios less so."""
