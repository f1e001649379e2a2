"""What a route's last words are once one is there."""

from __future__ import annotations

import re

from hud.guidance.text import arrival_words, best_language

# How an instruction or an announcement begins, and how it would once it has come true.
_COME_TRUE = tuple(
    (re.compile(ahead), there)
    for ahead, there in (
        (r"(?:Arrive|You (?:will arrive|arrive)) at (?:your )?destination\b", "You have arrived at your destination"),
        (r"(?:Arrive|You (?:will arrive|arrive)) (?=at |in |on )", "You have arrived "),
        (r"(?:Arrivez|Vous arriverez) ", "Vous êtes arrivé "),
        (r"Sie erreichen Ihr Ziel\b", "Sie haben Ihr Ziel erreicht"),
        (r"Llegarás ", "Has llegado "),
        (r"Llegará ", "Ha llegado "),
        (r"Arriverai ", "Sei arrivato "),
        (r"Você chegará ", "Você chegou "),
        (r"U arriveert(?: straks)? ", "U bent aangekomen "),
        (r"Вы прибудете ", "Вы прибыли "),
        (r"即将(?:到达|抵达)", "您已到达"),
        (r"まもなく目的地に到着します", "目的地に到着しました"),
        (r"곧 목적지에 도착합니다", "목적지에 도착했습니다"),
    )
)


def on_arrival(sentence: str, language: str) -> str:
    """What to say at the destination: "You have arrived at ..." for "Arrive at ..." and "You will arrive at ...".

    Args:
        sentence: The route's own words for its last step.
        language: Of the route, a BCP 47 tag; may be empty.

    Returns:
        The library's sentence for now where these are its words for later; another's words for later put in the past;
        else the sentence as it is, which may say so already ("Ziel erreicht") or say where one is.
    """
    for code in dict.fromkeys((best_language(language), "en")):
        for now, later in arrival_words(code).items():
            if later == sentence.strip().rstrip("."):
                return now
    for ahead, there in _COME_TRUE:
        if ahead.match(sentence):
            return ahead.sub(there, sentence, count=1)
    return sentence
