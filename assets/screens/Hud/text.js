.pragma library
// Texts that must fit: what is least important is shortened first, never the verb and never a digit.

function isWide(character) {
    const code = character.codePointAt(0);
    return code >= 0x2e80 && code <= 0xd7ff || code >= 0xf900 && code <= 0xfaff || code >= 0xff00 && code <= 0xffef;
}

// A text as one line of bearable length: two lines of a panel hold a third of it.
const MOST = 300;

function oneLine(text) {
    const line = text.replace(/\s+/g, " ").trim();
    return line.length > MOST ? line.slice(0, MOST).replace(/[\ud800-\udbff]$/, "") + "…" : line;
}

// A hyphen that stands where a word is broken and nowhere else: no keyboard has it.
const HYPHEN = "\u2010";

// Two lines of one text as one: a space between, but not between ideographs and the parts of a word.
function joined(lines) {
    return lines.filter(line => line !== "").reduce((whole, line) => {
        if (whole === "")
            return line;
        if (whole.endsWith(HYPHEN))
            return whole.slice(0, -1) + line;
        return isWide(whole[whole.length - 1]) && isWide(line[0]) ? whole + line : whole + " " + line;
    }, "");
}

// The lines as a text to be broken anew, whose speakers still begin lines of their own.
function turns(lines) {
    const found = [];
    for (const line of lines) {
        if (found.length && !/^[-\u2010-\u2015]\s*\S/.test(line))
            found[found.length - 1].push(line);
        else
            found.push([line]);
    }
    return found.map(joined).join("\n");
}

// A text whose words have hyphens where the width will break them: only letters that have a case take one.
function hyphenated(text, width, measure) {
    return text.replace(/[^\s\u2e80-\uffef]+/g, word => {
        let done = "";
        while (word.length > 3 && word.length < MOST && measure(word) > width) {
            // Two letters alone on a line are no part of a word.
            const here = Math.max(2, Math.min(cutAt(word, width, measure), word.length - 3));
            if (!hasCase(word[here - 1]) || !hasCase(word[here]))
                break;
            done += word.slice(0, here) + HYPHEN + "\n";
            word = word.slice(here);
        }
        return done + word;
    });
}

function hasCase(letter) {
    return letter.toLowerCase() !== letter.toUpperCase();
}

const RIGHT_LANGUAGE = /^(ar|he|fa|ur|yi|ps|sd|ug|dv|ckb)\b/i;

// Whether a text is read from the right: in such a language by any letter of its script, else by its first letter, where
// it has none by its language.
function fromRight(text, language) {
    return RIGHT_LANGUAGE.test(language) && /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(text)
            || beginsRight(text, language);
}

// Whether its first letter is read from the right; where it has none, whether its language is.
function beginsRight(text, language) {
    const first = text.match(/[A-Za-z\u00c0-\u024f\u0370-\u08ff\u0900-\u1fff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufeff]/);
    if (first)
        return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(first[0]);
    return RIGHT_LANGUAGE.test(language);
}

// The face that a text's line is laid out by. It is given first where a script has a face of its own, so that a line of
// figures alone stands as high as one of letters.
function face(text, language) {
    if (/[\u0600-\u06ff\u0750-\u08ff]/.test(text) || /^(ar|fa|ur|ps|sd|ug|ckb)\b/i.test(language))
        return "Noto Sans Arabic";
    if (/[\u0590-\u05ff]/.test(text) || /^(he|yi)\b/i.test(language))
        return "Noto Sans Hebrew";
    if (/[\u0e00-\u0e7f]/.test(text) || /^th\b/i.test(language))
        return "Noto Sans Thai";
    if (/[\u0900-\u097f]/.test(text) || /^(hi|mr|ne|sa)\b/i.test(language))
        return "Noto Sans Devanagari";
    return "IBM Plex Sans";
}

// Pieces a line may break between.
function pieces(text) {
    return text.match(/[⺀-퟿豈-﫿＀-￯][，。、；：？！”’）」』]*|[^\s⺀-퟿豈-﫿＀-￯]+|\s+/g) || [];
}

// The lines a text takes in a width, greedily, as Qt breaks it; null where one piece is wider.
function wrapped(text, width, measure) {
    const lines = [];
    let line = "";
    for (const piece of pieces(text)) {
        if (measure(line + piece.replace(/\s+$/, "")) <= width) {
            line += piece;
            continue;
        }
        if (measure(piece.trim()) > width)
            return null;
        lines.push(line.trim());
        line = piece.replace(/^\s+/, "");
    }
    lines.push(line.trim());
    return lines;
}

// A map for the widths of one text's parts in one font: a new one where either is another.
function measured(text, font) {
    return new Map();
}

// The same measure, which shapes no text twice: what was measured is kept in such a map.
function once(known, measure) {
    if (!known)
        return measure;
    return text => {
        let width = known.get(text);
        if (width === undefined) {
            width = measure(text);
            known.set(text, width);
        }
        return width;
    };
}

function lineCount(text, width, measure) {
    const lines = wrapped(text, width, measure);
    return lines ? lines.length : Infinity;
}

// The text with breaks that make its lines about equally wide, no more of them than it takes anyway; as it is where
// those are more than `most`.
function balanced(text, width, measure, most) {
    const count = lineCount(text, width, measure);
    if (count < 2 || count > most)
        return text;
    let low = width / count / 2;
    let high = width;
    while (high - low > 1) {
        const middle = (low + high) / 2;
        if (lineCount(text, middle, measure) <= count)
            high = middle;
        else
            low = middle;
    }
    return wrapped(text, high, measure).join("\n");
}

// The instruction with its least important words gone, as many as it takes to fit in so many lines: first what
// comes after the street ("towards ..."), then the street's own end. What stands before the street has the verb.
function fitted(instruction, street, width, lines, measure) {
    const fits = text => lineCount(text, width, measure) <= lines;
    if (fits(instruction))
        return instruction;
    const where = street === "" ? -1 : instruction.lastIndexOf(street);
    if (where < 0)
        return cut(instruction, fits, 2);
    const before = instruction.slice(0, where);
    let after = instruction.slice(where + street.length);
    // A language that names the street first has its verb at the end.
    if (before.length >= 6 && /^\s/.test(after) && !/\d/.test(after)) {
        if (fits(before + street + "…")) {
            const known = words(street).length;
            const all = cut(street + after, text => fits(before + text), known);
            // A lone "towards" says nothing.
            return before + (words(all).length > known + 1 ? all : street + "…");
        }
        after = "";
    }
    return before + cut(street, name => fits(before + name + after), 0) + after;
}

// The same text in lines, no more than it takes anyway. Two are parted before the street or before the word that leads to
// it ("onto", "auf", "dans"), whichever makes them more even; what has no such place is balanced.
function phrased(text, instruction, street, width, measure, most) {
    if (measure(text) <= width)
        return text;
    const where = street === "" ? -1 : instruction.lastIndexOf(street);
    let best = null;
    let place = where;
    for (let k = 0; k < 2 && place > 0; k++) {
        // "l’allée" is one word.
        while (place > 0 && !/\s/.test(text[place - 1] || "") && !isWide(text[place - 1] || ""))
            place -= 1;
        const before = text.slice(0, place).trim();
        const rest = text.slice(place).trim();
        if (before === "" || rest === "" || !instruction.startsWith(before))
            break;
        const longer = Math.max(measure(before), measure(rest));
        if (longer <= width && (best === null || longer < best.longer))
            best = { longer: longer, text: before + "\n" + rest };
        if (isWide(text[place - 1]))
            break;
        place = before.length - 1;
    }
    return best !== null ? best.text : balanced(text, width, measure, most);
}

function words(text) {
    return text.split(/\s+/).filter(word => word !== "");
}

// A text without its last words; words with a digit stay, and so do the first `keep` words. Where one word is
// left to give, it loses its end.
function cut(text, fits, keep) {
    const all = words(text);
    const gone = all.map(() => false);
    const said = () => {
        const out = [];
        for (let i = 0; i < all.length; i++) {
            if (!gone[i])
                out.push(all[i]);
            else if (!out.length || !out[out.length - 1].endsWith("…"))
                out.push("…");
        }
        return out.join(" ").replace(/([^\d.]) …/g, "$1…");
    };
    const firstFree = all.findIndex(word => !/\d/.test(word));
    for (let i = all.length - 1; i >= Math.max(keep, firstFree + 1) && !fits(said()); i--)
        gone[i] = !/\d/.test(all[i]);
    for (let i = all.length - 1; i >= 0 && !fits(said()); i--) {
        if (!gone[i] && i >= keep)
            shorten(all, i, () => fits(said()));
    }
    return said();
}

// One word loses characters from its end, down to three; of a word with digits only a run without them does.
function shorten(all, i, done) {
    const runs = all[i].match(/\d+|\D+/g) || [];
    for (let j = runs.length - 1; j >= 0; j--) {
        if (/\d/.test(runs[j]))
            continue;
        const letters = Array.from(runs[j]);
        while (letters.length > 3 && !done()) {
            letters.pop();
            runs[j] = letters.join("") + "…";
            all[i] = runs.join("");
        }
    }
}

// Words wider than a line, cut to it: a break inside a word would read as two.
function clippedWords(text, width, measure) {
    return text.split(/(\s+)/).map(word => {
        if (isWide(word[0] || " ") || measure(word) <= width)
            return word;
        const letters = Array.from(word);
        while (letters.length > 3 && measure(letters.join("") + "…") > width)
            letters.pop();
        return letters.join("") + "…";
    }).join("");
}

// The last `most` lines of words that are still coming, each line as many pieces as fit. What counts is the room a
// piece will take: what it shows now may be shorter. No line before the one of the piece `anchor`, if that is not -1.
function rolled(pieces, rooms, width, measure, most, anchor) {
    const shown = pieces.slice();
    const whole = rooms.slice();
    const fits = (from, to) => measure(whole.slice(from, to).join("").replace(/\s+$/, "")) <= width;
    const lines = [];
    let first = 0;
    for (let from = 0, to = 0; from < whole.length; from = to) {
        if (!fits(from, from + 1) && cutUp(shown, whole, from, width, measure) && from < anchor)
            anchor += 1;
        const forced = whole.findIndex((room, k) => k >= from && room.endsWith("\n"));
        to = forced < 0 ? whole.length : forced + 1;
        if (to > from + 1 && !fits(from, to)) {
            let low = from + 1;
            while (to - low > 1) {
                const middle = (low + to) >> 1;
                if (fits(from, middle))
                    low = middle;
                else
                    to = middle;
            }
            to = low;
        }
        if (from <= anchor && anchor < to)
            first = lines.length;
        const line = shown.slice(from, to).join("").replace(/\s+$/, "");
        const broken = to < whole.length && parts(whole[to - 1], whole[to]);
        if (line !== "")
            lines.push(broken ? line + HYPHEN : line);
    }
    const top = Math.max(lines.length - most, first);
    const kept = lines.slice(top);
    // What is left of a word whose beginning has rolled away.
    if (top > 0 && kept.length > 0 && lines[top - 1].endsWith(HYPHEN) && measure("…" + kept[0]) <= width)
        kept[0] = "…" + kept[0];
    return kept;
}

// Cuts a piece wider than a line in two, unless what it shows so far is as short as its first part.
function cutUp(shown, whole, at, width, measure) {
    const here = cutAt(whole[at], width, measure);
    if (shown[at].length <= here)
        return false;
    shown.splice(at, 1, shown[at].slice(0, here), shown[at].slice(here));
    whole.splice(at, 1, whole[at].slice(0, here), whole[at].slice(here));
    return true;
}

// Whether a break between two stretches parts a word that takes a hyphen.
function parts(left, right) {
    return hasCase(left[left.length - 1]) && hasCase(right[0]);
}

// Where a word wider than a line is cut: as late as it fits with its hyphen, where letters allow before a consonant
// that a vowel follows, which is where most languages part their syllables.
function cutAt(word, width, measure) {
    let most = 1;
    while (most < word.length - 1 && measure(word.slice(0, most + 1) + HYPHEN) <= width)
        most += 1;
    for (let here = most; here > most / 2; here--) {
        if (/[aeiouyäöüáéíóúàèìòùâêîôûæøåаеёиоуыэюяіїє]/i.test(word[here + 1] || "") && hasCase(word[here])
                && !/[aeiouyäöüáéíóúàèìòùâêîôûæøåаеёиоуыэюяіїє]/i.test(word[here])
                && !/^(?:[cpst]h|ck|[bcdfgkptv][lr])$/i.test(word[here - 1] + word[here]))
            return here;
    }
    return most;
}

// Lines as one text, each with the direction of the whole where its own first letter has another: an Arabic line may
// begin with a Latin name.
function directed(lines, rightToLeft) {
    return lines.map(line => line !== "" && beginsRight(line, rightToLeft ? "ar" : "") !== rightToLeft
                             ? (rightToLeft ? "\u061c" : "\u200e") + line : line).join("\n");
}
