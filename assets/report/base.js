// What every part uses: the run's data, elements made without markup, icons, and pictures by reference.

const run = JSON.parse(document.getElementById("run").textContent);
const live = run.live;

const KINDS = {
  error: { word: "Error", glyph: "M8 2.2 14.4 13.4H1.6Z M8 6.4v3.4 M8 11.4v.4", tone: "bad" },
  different: { word: "Different", glyph: "M3.5 3.5l9 9 M12.5 3.5l-9 9", tone: "bad" },
  size: { word: "Size", glyph: "M2.5 6V2.5H6 M10 13.5h3.5V10 M2.5 2.5l4 4 M13.5 13.5l-4-4", tone: "bad" },
  unstable: { word: "Unstable", glyph: "M1.5 8h2.5l2-5 4 10 2-5h2.5", tone: "bad" },
  missing: { word: "Missing", glyph: "M2.5 6V2.5H6 M10 2.5h3.5V6 M13.5 10v3.5H10 M6 13.5H2.5V10", tone: "warn" },
  expectations: { word: "Expectation", glyph: "M4 14V2.5 M4 3h8l-2 2.75L12 8.5H4", tone: "bad" },
  tolerated: { word: "Tolerated", glyph: "M2 6.2c2-2.4 4-2.4 6 0s4 2.4 6 0 M2 10.8c2-2.4 4-2.4 6 0s4 2.4 6 0", tone: "warn" },
  updated: { word: "Updated", glyph: "M8 13.5V3 M3.8 7.2 8 3l4.2 4.2", tone: "calm" },
  identical: { word: "Identical", glyph: "M2.5 8.5l3.6 3.6 7.4-8", tone: "calm" },
};

/** An element: h("button.primary", {onclick, "aria-label"}, "text", child). Text is never read as markup. */
function h(what, props, ...children) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(props || {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function svg(tag, props, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A sign that differs by its shape, beside or instead of a word. */
function sign(kind, size = 16) {
  const path = svg("path", { d: KINDS[kind].glyph, fill: "none", stroke: "currentColor", "stroke-width": 1.8,
    "stroke-linecap": "round", "stroke-linejoin": "round" });
  const made = svg("svg", { viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" }, path);
  made.classList.add("sign", KINDS[kind].tone);
  return made;
}

function fill(where, ...children) {
  where.replaceChildren(...children.flat().filter(Boolean));
}

/** Where a picture comes from: a number is inside this file, a text is a path from it. */
function source(ref) {
  if (ref === null || ref === undefined) return "";
  if (typeof ref === "number") return document.getElementById(`picture-${ref}`).textContent;
  return ref.split("/").map((part) => (part === ".." ? part : encodeURIComponent(part))).join("/");
}

/** Our words write arrows as every terminal shows them. */
const arrows = (text) => text.replaceAll(" -> ", " \u2192 ");
const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const seconds = (t) => `${Number(t.toFixed(3))} s`;
const light = (job) => (job.lux === null ? "" : `${job.lux.toLocaleString("en")} lx`);
const moment = (job) => (job.name ? `${job.name}, ${seconds(job.t_s)}` : seconds(job.t_s));
const plain = (value) => (typeof value === "number" ? String(Number(value.toPrecision(6)))
  : Array.isArray(value) ? value.map(plain).join(", ") : String(value));

/** The state of the page. What changes it calls `draw` after. */
const state = {
  shown: new Set(run.kinds.map((one) => one.kind).filter((kind) => kind !== "identical")),
  job: -1,
  mode: "side",
  what: "layer",
  turned: false,   // to what the eye sees, by itself
  eye: "both",
};
const pressed = (on) => ({ "aria-pressed": on ? "true" : "false" });
const visibleCauses = () => run.causes.map((_, i) => i).filter((i) => state.shown.has(run.causes[i].kind));
/** The panel is as approved, and what the eye sees is not. */
const lightOnly = (one) => (one.kind === "different" || one.kind === "tolerated") && one.unequal === null;
const job = () => run.jobs[state.job] || null;
