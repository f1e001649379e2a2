"""Language tags (BCP 47) as people write them: what is a language, and what was meant where it is none."""

from __future__ import annotations

import difflib
import re

# ISO 639-1, ISO 3166-1 and the scripts of ISO 15924 that are in use. Of the thousands of codes of three letters none is
# refused but those of languages that have one of two.
LANGUAGES = frozenset(
    re.findall(
        r"\w+",
        "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
        "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it "
        "iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt "
        "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
        "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt ty ug uk ur uz ve vi vo wa wo xh yi yo za "
        "zh zu ",
    )
)
SCRIPTS = frozenset(
    re.findall(
        r"\w+",
        "Adlm Aghb Ahom Arab Aran Armi Armn Avst Bali Bamu Bass Batk Beng Bhks Bopo Brah Brai Bugi Buhd Cakm Cans "
        "Cari Cham Cher Copt Cprt Cyrl Deva Dsrt Dupl Egyp Elba Ethi Geor Glag Goth Gran Grek Gujr Guru Hanb Hang "
        "Hani Hano Hans Hant Hatr Hebr Hira Hluw Hmng Hung Ital Jamo Java Jpan Kali Kana Khar Khmr Khoj Knda Kore "
        "Kthi Lana Laoo Latf Latn Lepc Limb Lina Linb Lisu Lyci Lydi Mahj Mand Mani Marc Mend Merc Mero Mlym Modi "
        "Mong Mroo Mtei Mult Mymr Narb Nbat Newa Nkoo Ogam Olck Orkh Orya Osge Osma Palm Pauc Perm Phag Phli Phlp "
        "Phnx Plrd Prti Rjng Rohg Runr Samr Sarb Saur Sgnw Shaw Shrd Sidd Sind Sinh Sora Sund Sylo Syrc Tagb Takr "
        "Tale Talu Taml Tang Tavt Telu Tfng Tglg Thaa Thai Tibt Tirh Ugar Vaii Wara Xpeo Xsux Yiii Zsye ",
    )
)
REGIONS = frozenset(
    re.findall(
        r"\w+",
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
        "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
        "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
        "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
        "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
        "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
        "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW ",
    )
)

_MEANT = {
    # countries taken for languages
    "cn": "zh", "jp": "ja", "kr": "ko", "cz": "cs", "dk": "da", "gr": "el", "vn": "vi", "gb": "en", "us": "en",
    "uae": "ar", "ua": "uk", "at": "de", "il": "he", "ir": "fa", "rs": "sr", "ee": "et", "al": "sq",
    # withdrawn
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "sh": "sr", "mo": "ro",
    # ISO 639-2
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "zho": "zh", "chi": "zh", "cmn": "zh",
    "jpn": "ja", "kor": "ko", "ita": "it", "por": "pt", "rus": "ru", "ara": "ar", "heb": "he", "nld": "nl", "dut": "nl",
    "pol": "pl", "tur": "tr", "tha": "th", "vie": "vi", "swe": "sv", "dan": "da", "fin": "fi", "nor": "no", "ces": "cs",
    "cze": "cs", "ell": "el", "gre": "el", "hun": "hu", "ind": "id", "ukr": "uk", "hin": "hi", "cat": "ca", "ron": "ro",
    # names
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "spanish": "es", "chinese": "zh",
    "mandarin": "zh", "cantonese": "yue",
    "japanese": "ja", "korean": "ko", "italian": "it", "portuguese": "pt", "russian": "ru", "arabic": "ar",
    "hebrew": "he", "dutch": "nl", "polish": "pl", "turkish": "tr", "thai": "th", "vietnamese": "vi", "swedish": "sv",
    "danish": "da", "finnish": "fi", "norwegian": "no", "czech": "cs", "greek": "el", "hungarian": "hu", "hindi": "hi",
}  # fmt: skip
_USED = ("en", "zh", "ja", "ar", "de", "es", "fr", "he", "hi", "it", "ko", "nl", "pt", "ru", "th", "tr", "uk", "vi")


def check_language(tag: str) -> str:
    """A language tag, unchanged, if it is one.

    Raises:
        ValueError: It is not of the form, or names no language, script or country; the remedy stands after ``; ``.
    """
    if not re.fullmatch(r"[A-Za-z]+([-_][A-Za-z0-9]+)*", tag, re.ASCII) or len(tag) > 40:
        raise ValueError(f"'{tag[:40]}' is not a language code; write for example en, zh or zh-Hant")
    parts = tag.split("-")
    first = parts[0].lower()
    meant = _MEANT.get(tag.lower().split("_")[0] if "_" in tag else first, "")
    if "_" in tag:
        raise ValueError(f"'{tag}' is not a language code; write {tag.replace('_', '-')}")
    if meant and (first not in LANGUAGES or first in _WITHDRAWN):
        raise ValueError(f"'{tag}' is no language's code; write {'-'.join([meant, *parts[1:]])}")
    if len(first) not in (2, 3) or (len(first) == 2 and first not in LANGUAGES):
        kin = [code for code in (*_USED, *sorted(LANGUAGES)) if code[0] == first[0]]
        near = difflib.get_close_matches(first, kin, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "write for example en, zh or ar"
        raise ValueError(f"'{tag}' names no language that is known (ISO 639); {hint}")
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha() and part.title() not in SCRIPTS:
            raise ValueError(f"'{part}' in '{tag}' is no script that is known (ISO 15924); write for example zh-Hant")
        if len(part) == 2 and part.upper() not in REGIONS:
            hint = "write GB" if part.upper() == "UK" else f"leave it out: {parts[0]}"
            raise ValueError(f"'{part}' in '{tag}' is no country (ISO 3166); {hint}")
        if len(part) == 1:
            break  # extensions have rules of their own
        if len(part) > 8:
            raise ValueError(f"'{tag}' is not a language code; write for example en, zh or zh-Hant")
    return tag


_WITHDRAWN = frozenset({"iw", "in", "ji", "jw", "sh", "mo"})
