"""Distances and times as they are said to somebody on the way.

Every figure is a never falling function of the quantity, so that what is shown never counts up while one walks
straight ahead.
"""

from __future__ import annotations

FOOT_M = 0.3048
YARD_M = 0.9144
MILE_M = 1609.344

NOW_M = 10.0
"""Nearer than this a manoeuvre is not measured but said to be now."""

# languages that part decimals with a point; the others have a comma
_POINT = frozenset({"", "ar", "en", "he", "hi", "ja", "ko", "my", "th", "yo", "zh"})
SAME_AS = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "mo": "ro", "cmn": "zh"}
"""Language codes that are written another way where words are looked for: Norwegian's two, and ISO 639's old ones."""
_NOW = {
    "ar": "الآن",
    "ca": "Ara",
    "da": "Nu",
    "de": "Jetzt",
    "eo": "Nun",
    "es": "Ahora",
    "fi": "Nyt",
    "fr": "Maintenant",
    "he": "עכשיו",
    "hu": "Most",
    "id": "Sekarang",
    "it": "Ora",
    "ja": "まもなく",
    "ko": "지금",
    "nl": "Nu",
    "no": "Nå",
    "pl": "Teraz",
    "pt": "Agora",
    "ro": "Acum",
    "ru": "Сейчас",
    "sl": "Zdaj",
    "sv": "Nu",
    "tr": "Şimdi",
    "uk": "Зараз",
    "vi": "Bây giờ",
    "zh": "现在",
}


# signs of hours and minutes where they are not h and min: CLDR's short units, without their full stops
_HOURS_MINUTES = {
    "ar": ("س", "د"),
    "da": ("t", "min"),
    "fi": ("t", "min"),
    "he": ("שע׳", "דק׳"),
    "hu": ("ó", "p"),
    "id": ("jam", "mnt"),
    "ja": ("時間", "分"),
    "ko": ("시간", "분"),
    "nl": ("uur", "min"),
    "no": ("t", "min"),
    "pl": ("godz", "min"),
    "ru": ("ч", "мин"),
    "sv": ("tim", "min"),
    "tr": ("sa", "dk"),
    "uk": ("год", "хв"),
    "vi": ("giờ", "phút"),
    "zh": ("小时", "分钟"),
}


# signs of metres and kilometres where they are not m and km, also from CLDR's short units; in Japanese and Korean they
# are m and km there too
_METRES = {
    "ar": ("م", "كم"),
    "he": ("מ׳", "ק״מ"),
    "ru": ("м", "км"),
    "uk": ("м", "км"),
    "zh": ("米", "公里"),
}


def say_now(language: str) -> str:
    """The word for a manoeuvre that is due, in a language (BCP 47); English for one not known."""
    return _NOW.get(_base(language), "Now")


def say_distance(distance_m: float, units: str, language: str = "") -> str:
    """A distance in sensible steps.

    Metric: 5 m up to 10 m, 10 m up to 250 m, 50 m up to 1 km, 0.1 km up to 10 km, then whole kilometres.
    Imperial: 10 ft up to 100 ft, 50 ft up to 950 ft, 0.1 mi from 0.2 mi up to 10 mi, then whole miles.
    British: 5 yd up to 10 yd, 10 yd up to 100 yd, 50 yd up to a quarter of a mile, then miles as above.
    What is not zero is never said to be nothing.

    Args:
        distance_m: Metres; below zero counts as zero.
        units: ``metric``, ``imperial`` (feet and miles) or ``british`` (yards and miles).
        language: BCP 47; decides between decimal point and comma, and the signs of metres and kilometres.

    Returns:
        Such as ``180 m``, ``1.2 km``, ``180 米``, ``800 ft``, ``0.3 mi``.
    """
    metres = max(distance_m, 0.0)
    if units == "imperial":
        feet = metres / FOOT_M
        if feet < 975:
            step = 10 if feet < 95 else 50
            return f"{_nearest(feet, step, least=10 if feet > 0 else 0)} ft"
        return f"{_decimal(max(metres / MILE_M, 0.2), language)} mi"
    if units == "british":
        yards = metres / YARD_M
        if yards < 440:
            step = 5 if yards < 10 else 10 if yards < 95 else 50
            return f"{_nearest(yards, step, least=5 if yards > 0 else 0)} yd"
        return f"{_decimal(metres / MILE_M, language)} mi"
    short, long = _METRES.get(_base(language), ("m", "km"))
    if metres < 975:
        step = 5 if metres < 10 else 10 if metres < 245 else 50
        return f"{_nearest(metres, step, least=5 if metres > 0 else 0)} {short}"
    return f"{_decimal(metres / 1000, language)} {long}"


def say_approach(distance_m: float, units: str, language: str = "") -> str:
    """The distance to a manoeuvre: as `say_distance`, but now when nearer than 10 m."""
    return say_now(language) if distance_m < NOW_M else say_distance(distance_m, units, language)


def say_time(seconds: float, language: str = "") -> str:
    """A time to go: ``12 min``, ``1 h 5 min``, ``2 h``; under way never less than 1 min.

    Args:
        seconds: To go.
        language: BCP 47; decides the signs: ``1 tim 5 min``, ``1 ч 5 мин``.
    """
    hour, minute = _HOURS_MINUTES.get(_base(language), ("h", "min"))
    minutes = max(round(seconds / 60), 1) if seconds > 0 else 0
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} {minute}"
    return f"{hours} {hour} {rest} {minute}" if rest else f"{hours} {hour}"


def _nearest(value: float, step: int, *, least: int) -> int:
    # halves always up: Python's round to even would make 25 and 35 both lead to an even ten
    return max(int(value / step + 0.5) * step, least)


def _decimal(value: float, language: str) -> str:
    tenths = int(value * 10 + 0.5)
    if tenths >= 100 or tenths % 10 == 0:
        return str(int(value + 0.5))
    point = "." if _base(language) in _POINT else ","
    return f"{tenths // 10}{point}{tenths % 10}"


def _base(language: str) -> str:
    base = language.replace("_", "-").split("-")[0].lower()
    return SAME_AS.get(base, base)
