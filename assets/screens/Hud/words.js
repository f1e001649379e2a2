.pragma library
// What the glasses say by themselves, in every language that guidance has and the bundled fonts can write. JSON between
// the braces: tests read it too.
const WORDS = {
    "ar": {"lost": "لا اتصال", "late": "اتصال بطيء", "weak": "GPS ضعيف", "off": "خارج المسار", "back": "{0} إلى المسار"},
    "ca": {"lost": "Sense connexió", "late": "Connexió lenta", "weak": "GPS feble", "off": "Fora de ruta", "back": "{0} fins a la ruta"},
    "cs": {"lost": "Bez spojení", "late": "Pomalé spojení", "weak": "Slabá GPS", "off": "Mimo trasu", "back": "{0} k trase"},
    "da": {"lost": "Ingen forbindelse", "late": "Langsom forbindelse", "weak": "Svag GPS", "off": "Uden for ruten", "back": "{0} til ruten"},
    "de": {"lost": "Keine Verbindung", "late": "Verbindung langsam", "weak": "GPS schwach", "off": "Abseits der Route", "back": "{0} bis zur Route"},
    "el": {"lost": "Χωρίς σύνδεση", "late": "Αργή σύνδεση", "weak": "Ασθενές GPS", "off": "Εκτός διαδρομής", "back": "{0} έως τη διαδρομή"},
    "en": {"lost": "No link", "late": "Slow link", "weak": "Weak GPS", "off": "Off route", "back": "{0} to the route"},
    "eo": {"lost": "Sen konekto", "late": "Malrapida konekto", "weak": "Malforta GPS", "off": "Ekster la itinero", "back": "{0} ĝis la itinero"},
    "es": {"lost": "Sin conexión", "late": "Conexión lenta", "weak": "GPS débil", "off": "Fuera de ruta", "back": "{0} hasta la ruta"},
    "fa": {"lost": "بدون اتصال", "late": "اتصال کند", "weak": "GPS ضعیف", "off": "خارج از مسیر", "back": "{0} تا مسیر"},
    "fi": {"lost": "Ei yhteyttä", "late": "Hidas yhteys", "weak": "Heikko GPS", "off": "Poissa reitiltä", "back": "{0} reitille"},
    "fr": {"lost": "Pas de connexion", "late": "Connexion lente", "weak": "GPS faible", "off": "Hors itinéraire", "back": "{0} jusqu’à l’itinéraire"},
    "he": {"lost": "אין חיבור", "late": "חיבור איטי", "weak": "GPS חלש", "off": "מחוץ למסלול", "back": "{0} עד המסלול"},
    "hi": {"lost": "कनेक्शन नहीं", "late": "धीमा कनेक्शन", "weak": "कमज़ोर GPS", "off": "मार्ग से बाहर", "back": "मार्ग तक {0}"},
    "hu": {"lost": "Nincs kapcsolat", "late": "Lassú kapcsolat", "weak": "Gyenge GPS", "off": "Letért az útvonalról", "back": "{0} az útvonalig"},
    "id": {"lost": "Tidak ada koneksi", "late": "Koneksi lambat", "weak": "GPS lemah", "off": "Keluar dari rute", "back": "{0} ke rute"},
    "it": {"lost": "Senza connessione", "late": "Connessione lenta", "weak": "GPS debole", "off": "Fuori percorso", "back": "{0} al percorso"},
    "ja": {"lost": "接続なし", "late": "接続が遅い", "weak": "GPSが弱い", "off": "ルート外", "back": "ルートまで{0}"},
    "ko": {"lost": "연결 끊김", "late": "연결 느림", "weak": "GPS 약함", "off": "경로 이탈", "back": "경로까지 {0}"},
    "nl": {"lost": "Geen verbinding", "late": "Trage verbinding", "weak": "Zwakke gps", "off": "Van de route af", "back": "{0} tot de route"},
    "no": {"lost": "Ingen forbindelse", "late": "Treg forbindelse", "weak": "Svak GPS", "off": "Utenfor ruten", "back": "{0} til ruten"},
    "pl": {"lost": "Brak połączenia", "late": "Wolne połączenie", "weak": "Słaby GPS", "off": "Poza trasą", "back": "{0} do trasy"},
    "pt": {"lost": "Sem conexão", "late": "Conexão lenta", "weak": "GPS fraco", "off": "Fora da rota", "back": "{0} até a rota"},
    "pt-PT": {"lost": "Sem ligação", "late": "Ligação lenta", "weak": "GPS fraco", "off": "Fora da rota", "back": "{0} até à rota"},
    "ro": {"lost": "Fără conexiune", "late": "Conexiune lentă", "weak": "GPS slab", "off": "În afara traseului", "back": "{0} până la traseu"},
    "ru": {"lost": "Нет связи", "late": "Медленная связь", "weak": "Слабый GPS", "off": "Вне маршрута", "back": "{0} до маршрута"},
    "sl": {"lost": "Ni povezave", "late": "Počasna povezava", "weak": "Šibek GPS", "off": "Zunaj poti", "back": "{0} do poti"},
    "sv": {"lost": "Ingen anslutning", "late": "Långsam anslutning", "weak": "Svag GPS", "off": "Utanför rutten", "back": "{0} till rutten"},
    "th": {"lost": "ไม่มีการเชื่อมต่อ", "late": "เชื่อมต่อช้า", "weak": "GPS อ่อน", "off": "ออกนอกเส้นทาง", "back": "อีก {0} ถึงเส้นทาง"},
    "tr": {"lost": "Bağlantı yok", "late": "Yavaş bağlantı", "weak": "Zayıf GPS", "off": "Rota dışı", "back": "Rotaya {0}"},
    "uk": {"lost": "Немає зв’язку", "late": "Повільний зв’язок", "weak": "Слабкий GPS", "off": "Поза маршрутом", "back": "{0} до маршруту"},
    "vi": {"lost": "Mất kết nối", "late": "Kết nối chậm", "weak": "GPS yếu", "off": "Lệch lộ trình", "back": "Cách lộ trình {0}"},
    "yo": {"lost": "Kò sí ìsopọ̀", "late": "Ìsopọ̀ lọ́ra", "weak": "GPS kò lágbára", "off": "Kúrò lójú ọ̀nà", "back": "{0} sí ojú ọ̀nà"},
    "zh": {"lost": "未连接", "late": "连接缓慢", "weak": "GPS信号弱", "off": "偏离路线", "back": "距路线{0}"},
    "zh-Hant": {"lost": "未連線", "late": "連線緩慢", "weak": "GPS訊號弱", "off": "偏離路線", "back": "距路線{0}"}
};

// Tags of one language by two names, and those whose readers are better served by another script's words.
const SAME = {
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "mo": "ro",
    "cmn": "zh",
    "yue": "zh-Hant",
    "zh-TW": "zh-Hant",
    "zh-HK": "zh-Hant",
    "zh-MO": "zh-Hant"
};

// The words' own tag for a reader's (BCP 47): the tag, its script or region, its language, else English.
function served(language) {
    const parts = language.replace(/_/g, "-").split("-");
    const base = parts[0].toLowerCase();
    const rest = parts.slice(1).map(part => part.length === 4 ? part[0].toUpperCase() + part.slice(1).toLowerCase()
                                                              : part.toUpperCase());
    for (const wanted of [...rest.map(part => base + "-" + part), base]) {
        const tag = SAME[wanted] || wanted;
        if (tag in WORDS)
            return tag;
    }
    return "en";
}

// One of them: "lost", "late" (the link), "weak" (GPS), "off" (the route), "back" (to it; `figure` is how far). A figure
// keeps its own order among words that are read from the right.
function say(word, language, figure) {
    const tag = served(language);
    const apart = /^(ar|fa|he)$/.test(tag) ? "\u2066" + figure + "\u2069" : figure;
    return WORDS[tag][word].replace("{0}", apart);
}
