"""All that is wrong with a screen, found at once: what cannot be compiled is mended in a copy."""
