.pragma library
// Manoeuvres as strokes on a field of 100 by 100: one comes from the bottom, the junction is in the middle.
// Angles count from straight on, positive to the right.

const NOMINAL = {
    "uturn": 180, "sharp right": 135, "right": 90, "slight right": 42, "straight": 0,
    "slight left": -42, "left": -90, "sharp left": -135
};
const ARM = 40;
const SIDE_ARM = 32;

function way(angle) {
    const radians = angle * Math.PI / 180;
    return { x: Math.sin(radians), y: -Math.cos(radians) };
}

function n(value) {
    return (Math.round(value * 100) / 100).toString();
}

function at(x, y) {
    return n(x) + " " + n(y);
}

function circle(x, y, r) {
    return `M${at(x - r, y)} A${n(r)} ${n(r)} 0 1 1 ${at(x + r, y)} A${n(r)} ${n(r)} 0 1 1 ${at(x - r, y)} `;
}

// The open head of an arrow that ends at (x, y) going towards `angle`.
function head(x, y, angle, size) {
    const a = way(angle + 141);
    const b = way(angle - 141);
    return `M${at(x + a.x * size, y + a.y * size)} L${at(x, y)} L${at(x + b.x * size, y + b.y * size)} `;
}

// What is taken: the modifier's own direction, leaning towards the true angle where that is known.
function takenAngle(modifier, trueAngle) {
    const nominal = modifier in NOMINAL ? NOMINAL[modifier] : 0;
    if (!trueAngle || Math.abs(nominal) === 180)
        return nominal;
    let off = trueAngle - nominal;
    while (off > 180)
        off -= 360;
    while (off < -180)
        off += 360;
    const lean = Math.max(-18, Math.min(18, off));
    return nominal + (Math.abs(off) > 60 ? 0 : lean);
}

// From the bottom through the junction at (x, y), round the corner, along `angle`.
function bend(x, y, angle, arm) {
    const d = way(angle);
    const turn = Math.abs(angle);
    const radius = turn < 8 ? 0 : turn > 110 ? 9 : 14;
    const endX = x + d.x * arm;
    const endY = y + d.y * arm;
    const corner = radius ? `L${at(x, y + radius)} Q${at(x, y)} ${at(x + d.x * radius, y + d.y * radius)} ` : "";
    return { path: `M${at(x, 95)} ${corner}L${at(endX, endY)} ${head(endX, endY, angle, 17)}`, x: endX, y: endY };
}

function others(x, y, ways, taken, arm) {
    return ways.filter(angle => apart(angle, taken) > 24 && apart(angle, 180) > 14).map(angle => {
        const d = way(angle);
        return `M${at(x, y)} L${at(x + d.x * arm, y + d.y * arm)} `;
    }).join("");
}

function apart(a, b) {
    const off = Math.abs(a - b) % 360;
    return off > 180 ? 360 - off : off;
}

function uturn(leftHand) {
    const k = leftHand ? 1 : -1;
    const stem = 50 - 17 * k;
    const back = 50 + 17 * k;
    const sweep = leftHand ? 1 : 0;
    return {
        bright: `M${at(stem, 95)} L${at(stem, 34)} A17 17 0 0 ${sweep} ${at(back, 34)} L${at(back, 74)} `
            + head(back, 74, 180, 17),
        dim: "", number: null
    };
}

function roundabout(m, leaving) {
    const known = m.modifier in NOMINAL;
    const raw = m.angle || (known ? NOMINAL[m.modifier] : 0);
    const angle = Math.max(-170, Math.min(170, raw === 180 || raw === -180 ? (m.leftHand ? 150 : -150) : raw));
    const x = 50;
    const y = 49;
    const r = 21;
    const out = way(angle);
    const end = 43;
    // Traffic on the right goes round anticlockwise as seen from above.
    const sweep = m.leftHand ? 1 : 0;
    const travelled = m.leftHand ? (180 + angle + 360) % 360 : (180 - angle + 360) % 360;
    const large = travelled > 180 ? 1 : 0;
    const edge = at(x + out.x * r, y + out.y * r);
    const tip = { x: x + out.x * end, y: y + out.y * end };
    let bright = `L${at(tip.x, tip.y)} ` + head(tip.x, tip.y, angle, 15);
    if (leaving) {
        const start = way(angle + (m.leftHand ? -70 : 70));
        bright = `M${at(x + start.x * r, y + start.y * r)} A${r} ${r} 0 0 ${sweep} ${edge} ` + bright;
    } else {
        bright = `M${at(x, 95)} L${at(x, y + r)} A${r} ${r} 0 ${large} ${sweep} ${edge} ` + bright;
    }
    const arms = m.ways.filter(a => apart(a, angle) > 24 && apart(a, 180) > 20).map(a => {
        const d = way(a);
        return `M${at(x + d.x * r, y + d.y * r)} L${at(x + d.x * 40, y + d.y * 40)} `;
    }).join("");
    return { bright: bright, dim: circle(x, y, r) + arms, ring: true, number: m.exit };
}

function arrival(m) {
    const side = m.modifier.endsWith("left") ? -1 : m.modifier.endsWith("right") ? 1 : 0;
    if (!side)
        return { bright: `M50 95 L50 62 `, dim: "", good: circle(50, 38, 24) + circle(50, 38, 3), number: null };
    const x = 50 + side * 21;
    const stem = 50 - side * 24;
    return {
        bright: `M${at(stem, 95)} L${at(stem, 54)} Q${at(stem, 42)} ${at(stem + side * 12, 42)} L${at(x - side * 22, 42)} `,
        dim: `M${at(stem, 42)} L${at(stem, 8)} `,
        good: circle(x, 42, 20) + circle(x, 42, 2.5), number: null
    };
}

function merge(m, angle) {
    // Keeping left means coming in from the right.
    const from = angle < 0 ? 1 : angle > 0 ? -1 : 0;
    const top = `L50 9 ` + head(50, 9, 0, 17);
    if (!from)
        return { bright: `M50 95 ` + top, dim: "M24 95 Q24 66 50 52 M76 95 Q76 66 50 52 ", number: null };
    return {
        bright: `M${at(50 + from * 27, 95)} C${at(50 + from * 27, 70)} ${at(50, 66)} ${at(50, 42)} ` + top,
        dim: "M50 95 L50 48 ", number: null
    };
}

function branch(m, angle) {
    const lean = Math.sign(angle) * Math.min(Math.abs(angle), 60);
    const made = bend(50, 60, lean, 50);
    const main = lean === 0 ? "" : "M50 60 L50 10 ";
    return { bright: made.path, dim: main + others(50, 60, m.ways, lean, 40), number: null };
}

function fork(m, angle) {
    const lean = Math.sign(angle) * Math.max(30, Math.min(Math.abs(angle), 60));
    const made = bend(50, 62, angle === 0 ? 0 : lean, 52);
    const known = m.ways.filter(way => apart(way, lean) > 24 && apart(way, 180) > 60);
    const rest = known.length ? known : lean === 0 ? [-38, 38] : [-lean];
    return { bright: made.path, dim: others(50, 62, rest, angle === 0 ? 0 : lean, 44), number: null };
}

// m: {type, modifier, angle, ways, leftHand, exit, mode}. Returns SVG paths on the field: `bright` the way taken,
// `dim` what else is there, `good` a destination, and the number of a roundabout's exit.
function strokes(m) {
    if (m.mode === "ferry")
        return { bright: GLYPHS.ferry, dim: GLYPHS.waves, number: null };
    if (m.mode === "stairs" || m.mode === "steps")
        return { bright: GLYPHS.stairs, dim: "", number: null };
    if (m.mode === "lift" || m.mode === "elevator")
        return { bright: GLYPHS.lift, dim: "", number: null };
    if (m.type === "arrive")
        return arrival(m);
    if (m.modifier === "uturn" && !m.type.includes("roundabout") && !m.type.includes("rotary"))
        return uturn(m.leftHand);
    const angle = takenAngle(m.modifier, m.angle);
    switch (m.type) {
    case "roundabout":
    case "rotary":
    case "roundabout turn":
        return roundabout(m, false);
    case "exit roundabout":
    case "exit rotary":
        return roundabout(m, true);
    case "merge":
        return merge(m, angle);
    case "on ramp":
    case "off ramp":
        return branch(m, angle);
    case "fork":
        return fork(m, angle);
    }
    // A way back down needs the room below the junction.
    const y = Math.abs(angle) > 110 ? 33 : 50;
    const made = bend(50, y, angle, ARM + (y < 50 ? 6 : 0));
    const up = y < 50 ? 24 : SIDE_ARM;
    let dim = others(50, y, m.ways, angle, up);
    if (m.type === "end of road")
        dim = `M14 ${y} L86 ${y} `;
    else if (m.type === "use lane")
        dim += "M22 95 L22 84 M22 73 L22 62 M78 95 L78 84 M78 73 L78 62 ";
    if (m.type === "depart")
        return { bright: made.path.replace("M50 95", "M50 76"), dim: dim, good: circle(50, 86, 9), number: null };
    if (m.type === "notification")
        return { bright: made.path, dim: dim + circle(50, y, 11), number: null };
    return { bright: made.path, dim: dim, number: null };
}

const GLYPHS = {
    ferry: "M14 58 L86 58 L76 78 Q74 81 70 81 L30 81 Q26 81 24 78 Z M28 58 L28 42 L72 42 L72 58 M42 42 L42 26 L58 26 L58 42 ",
    waves: "M8 93 Q19 85 30 93 T52 93 T74 93 T92 91 ",
    stairs: "M10 86 L30 86 L30 67 L50 67 L50 48 L70 48 L70 29 L90 29 M18 52 L44 26 " + "M44 43 L44 26 L27 26 ",
    lift: "M18 10 L82 10 L82 92 L18 92 Z M36 44 L50 28 L64 44 M36 60 L50 76 L64 60 ",
    check: circle(50, 50, 38) + "M32 51 L45 64 L69 38 ",
    warning: "M50 14 L90 84 Q91 87 88 87 L12 87 Q9 87 10 84 Z M50 40 L50 60 M50 73 L50 73.5 ",
    lost: "M22 62 A14 14 0 0 1 22 38 L34 38 M66 38 L78 38 A14 14 0 0 1 78 62 L66 62 M34 62 L28 62 M22 84 L78 16 ",
    late: circle(50, 50, 36) + "M50 28 L50 52 L66 60 ",
    heart: "M50 86 L19 54 Q6 38 17 24 Q33 9 50 31 Q67 9 83 24 Q94 38 81 54 Z ",
    timer: circle(50, 56, 33) + "M50 56 L50 36 M38 10 L62 10 M50 10 L50 22 ",
    speed: "M17 78 A40 40 0 1 1 83 78 M50 58 L70 36 ",
    bolt: "M58 8 L22 56 L47 56 L42 92 L78 42 L53 42 Z ",
    height: "M6 82 L38 30 L54 56 L65 42 L94 82 Z ",
    pin: "M50 92 C28 64 20 52 20 38 A30 30 0 0 1 80 38 C80 52 72 64 50 92 Z " + circle(50, 38, 10),
    microphone: "M37 22 A13 13 0 0 1 63 22 L63 46 A13 13 0 0 1 37 46 Z M22 45 A28 28 0 0 0 78 45 M50 73 L50 90 M34 90 L66 90 ",
    phone: "M30 8 L70 8 L70 92 L30 92 Z M45 80 L55 80 ",
    calendar: "M14 22 L86 22 L86 88 L14 88 Z M14 43 L86 43 M34 10 L34 30 M66 10 L66 30 ",
    sun: circle(50, 50, 18) + "M50 8 L50 18 M50 82 L50 92 M8 50 L18 50 M82 50 L92 50 M20 20 L27 27 M73 73 L80 80 M80 20 L73 27 M27 73 L20 80 ",
    message: "M14 20 L86 20 L86 70 L46 70 L28 86 L28 70 L14 70 Z ",
    speaker: "M50 14 A18 18 0 0 1 50 50 A18 18 0 0 1 50 14 M18 88 Q18 62 50 62 Q82 62 82 88 "
};

// The strokes of an icon by name.
function icon(name) {
    if (!(name in GLYPHS))
        throw new Error(`there is no icon "${name}"; there are ${Object.keys(GLYPHS).sort().join(", ")}`);
    return GLYPHS[name];
}

// A path of the field at another size, numbers rounded to a hundredth of a pixel.
function scaled(path, factor) {
    return path.replace(/([MLQCTZA])([^MLQCTZA]*)/g, (whole, letter, rest) => {
        const numbers = rest.trim() ? rest.trim().split(/[\s,]+/).map(Number) : [];
        const out = letter === "A" ? arcs(numbers, factor) : numbers.map(value => n(value * factor));
        return letter + out.join(" ") + " ";
    });
}

// An arc's third, fourth and fifth numbers are an angle and two flags, not lengths.
function arcs(numbers, factor) {
    return numbers.map((value, i) => i % 7 >= 2 && i % 7 <= 4 ? value : n(value * factor));
}
