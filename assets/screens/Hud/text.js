.pragma library
// Texts that must fit: what is least important is shortened first, never the verb and never a digit.

function isWide(character) {
    const code = character.codePointAt(0);
    return code >= 0x2e80 && code <= 0xd7ff || code >= 0xf900 && code <= 0xfaff || code >= 0xff00 && code <= 0xffef;
}

// Two lines of one text as one: a space between, but not between ideographs.
function joined(lines) {
    return lines.filter(line => line !== "").reduce((whole, line) => {
        if (whole === "")
            return line;
        return isWide(whole[whole.length - 1]) && isWide(line[0]) ? whole + line : whole + " " + line;
    }, "");
}

// Pieces a line may break between.
function pieces(text) {
    return text.match(/[⺀-퟿豈-﫿＀-￯][，。、；：？！”’）」』]*|[^\s⺀-퟿豈-﫿＀-￯]+|\s+/g) || [];
}

// How many lines a text takes in a width, greedily, as Qt breaks it; Infinity where one piece is wider.
function lineCount(text, width, measure) {
    let lines = 1;
    let line = "";
    for (const piece of pieces(text)) {
        if (measure(line + piece.replace(/\s+$/, "")) <= width) {
            line += piece;
            continue;
        }
        if (measure(piece.trim()) > width)
            return Infinity;
        lines += 1;
        line = piece.replace(/^\s+/, "");
    }
    return lines;
}

// The instruction with its street cut as much as it takes to fit in so many lines.
function fitted(instruction, street, width, lines, measure) {
    const fits = text => lineCount(text, width, measure) <= lines;
    if (fits(instruction))
        return instruction;
    const where = street === "" ? -1 : instruction.lastIndexOf(street);
    if (where < 0)
        return shortened(instruction, fits, 1);
    const before = instruction.slice(0, where);
    const after = instruction.slice(where + street.length);
    return before + shortened(street, name => fits(before + name + after), 0) + after;
}

// The longest digit-free run loses its end, again and again, until the text fits. The first `keep` runs stay whole.
function shortened(text, fits, keep) {
    const runs = text.match(/\d+|[^\d\s]+|\s+/g) || [];
    const stems = runs.slice();
    for (let step = 0; step < 400 && !fits(runs.join("")); step++) {
        let longest = -1;
        for (let i = keep; i < runs.length; i++) {
            if (!/[\d\s]/.test(stems[i]) && Array.from(stems[i]).length > 2
                    && (longest < 0 || stems[i].length > stems[longest].length))
                longest = i;
        }
        if (longest < 0)
            break;
        stems[longest] = Array.from(stems[longest]).slice(0, -1).join("");
        runs[longest] = stems[longest] + "…";
    }
    return runs.join("");
}
