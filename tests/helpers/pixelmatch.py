"""pixelmatch 7.2's ``index.js``, line by line in Python: slow, and the measure of the fast one.

Copyright (c) 2025, Mapbox; ISC licence, see tests/data/pixelmatch/LICENSE.
"""


def pixelmatch(img1, img2, width, height, *, threshold=0.1, include_aa=False, checkerboard=True):
    """(different, anti-aliased) of two flat RGBA byte strings."""
    a32 = [img1[pos : pos + 4] for pos in range(0, len(img1), 4)]
    b32 = [img2[pos : pos + 4] for pos in range(0, len(img2), 4)]
    max_delta = 35215 * threshold * threshold
    diff = aa = 0
    for i in range(width * height):
        pos = i * 4
        delta = 0 if a32[i] == b32[i] else color_delta(img1, img2, pos, pos, False, checkerboard)
        if abs(delta) > max_delta:
            x, y = i % width, i // width
            if not include_aa and (
                antialiased(img1, x, y, width, height, a32, b32, checkerboard)
                or antialiased(img2, x, y, width, height, b32, a32, checkerboard)
            ):
                aa += 1
            else:
                diff += 1
    return diff, aa


def antialiased(img, x1, y1, width, height, a32, b32, checkerboard):
    x0, y0 = max(x1 - 1, 0), max(y1 - 1, 0)
    x2, y2 = min(x1 + 1, width - 1), min(y1 + 1, height - 1)
    pos4 = (y1 * width + x1) * 4
    zeroes = 1 if x1 in (x0, x2) or y1 in (y0, y2) else 0
    low = high = 0
    min_x = min_y = max_x = max_y = 0
    for x in range(x0, x2 + 1):
        for y in range(y0, y2 + 1):
            if x == x1 and y == y1:
                continue
            delta = color_delta(img, img, pos4, (y * width + x) * 4, True, checkerboard)
            if delta == 0:
                zeroes += 1
                if zeroes > 2:
                    return False
            elif delta < low:
                low, min_x, min_y = delta, x, y
            elif delta > high:
                high, max_x, max_y = delta, x, y
    if low == 0 or high == 0:
        return False
    return (many(a32, min_x, min_y, width, height) and many(b32, min_x, min_y, width, height)) or (
        many(a32, max_x, max_y, width, height) and many(b32, max_x, max_y, width, height)
    )


def many(img, x1, y1, width, height):
    x0, y0 = max(x1 - 1, 0), max(y1 - 1, 0)
    x2, y2 = min(x1 + 1, width - 1), min(y1 + 1, height - 1)
    zeroes = 1 if x1 in (x0, x2) or y1 in (y0, y2) else 0
    for x in range(x0, x2 + 1):
        for y in range(y0, y2 + 1):
            if (x, y) != (x1, y1):
                zeroes += img[y1 * width + x1] == img[y * width + x]
    return zeroes > 2


def color_delta(img1, img2, k, m, y_only, checkerboard):
    r1, g1, b1, a1 = img1[k : k + 4]
    r2, g2, b2, a2 = img2[m : m + 4]
    dr, dg, db, da = r1 - r2, g1 - g2, b1 - b2, a1 - a2
    if not (dr or dg or db or da):
        return 0
    if a1 < 255 or a2 < 255:
        rb = gb = bb = 255
        if checkerboard:
            rb = 48 + 159 * (k % 2)
            gb = 48 + 159 * (int(k / 1.618033988749895) % 2)
            bb = 48 + 159 * (int(k / 2.618033988749895) % 2)
        dr = (r1 * a1 - r2 * a2 - rb * da) / 255
        dg = (g1 * a1 - g2 * a2 - gb * da) / 255
        db = (b1 * a1 - b2 * a2 - bb * da) / 255
    y = dr * 0.29889531 + dg * 0.58662247 + db * 0.11448223
    if y_only:
        return y
    i = dr * 0.59597799 - dg * 0.27417610 - db * 0.32180189
    q = dr * 0.21147017 - dg * 0.52261711 + db * 0.31114694
    delta = 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q
    return -delta if y > 0 else delta
