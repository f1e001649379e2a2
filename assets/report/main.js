// The page around it: header, what is told of a moment, tools, keys, and the first picture.

const KEYS = [
  ["j  k", "next, previous cause"], ["← →", "earlier, later moment of the strip"],
  ["1 2 3 4", "side by side, slider, blink, difference"], ["Space", "hold the blinking, then change by hand"],
  ["v", "HUD layer, or what the eye sees"], ["e", "both eyes, left, right"],
  ["+  -  0", "zoom in, out, fit; also the wheel, and drag to move"], ["n", "zoom to the next region that differs"],
  ["l", "loupe; Shift and arrows move it by a pixel"], ["a", "approve this picture"], ["A", "approve every picture of this cause"],
  ["r", "reject this picture"], ["u", "undo, for this picture"], ["i", "what the picture rests on"], ["?", "these keys"],
];

function build() {
  fill(document.getElementById("app"),
    h("header.bar", {}, h("h1", {}, "HUD screenshots"), h("nav", { id: "filters", "aria-label": "Show" }),
      h("span.grow", {}), h("span.muted", { id: "progress" }), h("span.row", { id: "decided" }),
      h("button.icon", { onclick: help, "aria-label": "Keys", title: "Keys (?)" }, "?")),
    h("div", { id: "notes" }),
    h("main", {},
      h("aside", { id: "causes", "aria-label": "What differs" }),
      h("section.work", {},
        h("div", { id: "about" }), h("div", { id: "tools" }),
        h("div", { id: "stage" }), h("div", { id: "strip" }))),
    h("div.told", { id: "told", role: "status", hidden: true }),
    h("div", { id: "loupe", hidden: true, role: "status" }),
    h("dialog", { id: "dialog" }));
  const notes = [...(run.alarm && !run.alarm.rang ? [`The alarm did not ring: ${run.alarm.words}`] : []), ...run.notes];
  fill(document.getElementById("notes"), notes.map((note) => h("p.note", {}, note)));
  addEventListener("keydown", onKey);
  new ResizeObserver(placeAll).observe(document.getElementById("stage"));
  const first = visibleCauses()[0];
  state.job = first === undefined ? -1 : run.causes[first].jobs[0];
  look();
  draw();
}

function draw() {
  const current = job();
  if (current && !state.shown.has(current.kind)) state.job = -1;
  if (!job()) {
    const first = visibleCauses()[0];
    state.job = first === undefined ? -1 : run.causes[first].jobs[0];
  }
  if (job()) seen.add(job().cause);
  const focused = focusedByKeyboard();
  drawFilters();
  drawProgress();
  drawCauses();
  drawAbout();
  drawTools();
  if (drawnFor !== signature()) {
    drawnFor = signature();
    drawStage();
    if (loupe.on) centreLoupe();
  }
  drawStrip();
  if (focused) document.querySelector(focused)?.focus();
}

/** What the keyboard is on, to be found again when it was drawn anew. */
function focusedByKeyboard() {
  const now = document.activeElement;
  if (!now || now === document.body || !now.matches(":focus-visible")) return "";
  if (now.id) return `#${now.id}`;
  const [name, value] = Object.entries(now.dataset)[0] || [];
  return name ? `${now.tagName}[data-${name}="${value}"]` : "";
}

let drawnFor = "";
const signature = () => [state.job, state.mode, state.what, state.eye].join(" ");

function choose(i) {
  state.job = i;
  state.shown.add(run.jobs[i].kind);
  boxAt = -1;
  look();
  draw();
}

/** Where the panel has nothing to show, what the eye sees is looked at; and the panel again where it has. */
function look() {
  const one = job();
  const views = one ? eyesOf(one) : [];
  const dark = views.length > 0 && views.every((eye) => Object.values(one.eyes[eye].layer).every((ref) => ref === null));
  const wanted = dark || (one && lightOnly(one) && views.some((eye) => one.eyes[eye].view.actual !== null));
  if (wanted) {
    state.turned = state.turned || state.what === "layer";
    state.what = "view";
  } else if (state.turned) {
    state.turned = false;
    state.what = "layer";
  }
}

function drawProgress() {
  const all = run.jobs.filter((one) => one.approvable).length;
  const done = run.jobs.filter((one) => one.approvable && decisions.has(one.key)).length;
  const approved = [...decisions.values()].filter((value) => value === "approved").length;
  document.getElementById("progress").textContent = all ? `${done} of ${all} decided` : "";
  fill(document.getElementById("decided"),
    !live && decisions.size > 0 && h("button", { id: "save", onclick: saveDecisions }, "Save decisions"),
    !live && approved > 0 && h("button.primary", { id: "copy", onclick: copyCommand }, "Copy hud approve"),
    all > done && h("button", { id: "approve-all", onclick: approveAll }, `Approve all ${all - done}`));
}

function drawAbout() {
  const place = document.getElementById("about");
  const one = job();
  place.hidden = !one;
  if (!one) return;
  const cause = run.causes[one.cause];
  const left = open(cause.jobs);
  const decision = decisions.get(one.key) || "";
  const facts = [one.device, light(one), moment(one)].filter(Boolean).join(" · ");
  const words = one.kind === "missing" ? ["No baseline yet: look at it, and approve it if it is right"] : one.words;
  const lines = [...words, ...one.expectations.map((line) =>
    `${line.message}${line.seen ? `; ${line.seen}` : ""}${line.file ? ` (${line.file}${line.line ? `:${line.line}` : ""})` : ""}`)];
  if (lightOnly(one) && !run.against) {
    lines.push("A baseline keeps no picture of what the eye sees, only its digest: hud test --against REVISION draws it then and now");
  }
  if (one.variant) lines.push("Approving keeps the baseline and lets this environment's picture pass as well");
  fill(place,
    h("div.what", {}, h("h2", {}, sign(one.kind, 18), h("span", {}, KINDS[one.kind].word), h("span.muted", {}, facts)),
      h("p.muted.place", {}, one.title === one.scenario ? one.key : `${one.title} · ${one.key}`),
      lines.length > 0 && h("ul.words", {}, lines.slice(0, lines.length > MOST_LINES ? MOST_LINES - 1 : MOST_LINES).map((line) => h("li", {}, arrows(line))),
        lines.length > MOST_LINES && h("li", {}, h("button.link", { id: "more-words", onclick: () => allWords(one, lines) }, `and ${lines.length - MOST_LINES + 1} more`)))),
    h("div.decide", {},
      one.approvable && h("div.row", {},
        h("button", { id: "reject", onclick: () => decide([state.job], "reject"), ...pressed(decision === "rejected"), title: "r" }, "Reject"),
        h("button.primary", { id: "approve", onclick: () => decide([state.job], "approve"), ...pressed(decision === "approved"), title: "a" },
          decision === "approved" ? "Approved" : "Approve")),
      one.approvable && h("div.row", {},
        decision && h("button.quiet", { id: "undo", onclick: () => decide([state.job], "undo"), title: "u" }, "Undo"),
        cause.jobs.length > 1 && left.length > 0 && h("button.quiet", { id: "approve-group", title: "A",
          onclick: () => decide(left, "approve") }, `Approve all ${left.length} of this cause`)),
      !one.approvable && h("p.muted.why", {}, run.against && one.kind !== "identical" ? `Compared with ${run.against}: there is no baseline to change` : {
        error: "Nothing to approve: mend it, and run the test again", identical: "", updated: "",
        expectations: "The picture is as approved; the scenario expects something else",
        tolerated: "Passes; nothing to decide", unstable: "Drawn twice, it is not the same: nothing to approve",
      }[one.kind] ?? "Its picture was not kept")));
}

const MOST_LINES = 3;

function allWords(one, lines) {
  ask(one.key, h("ul.words.all", {}, lines.map((line) => h("li", {}, arrows(line)))), null);
}

function drawTools() {
  const place = document.getElementById("tools");
  const one = job();
  place.hidden = !one;
  if (!one) return;
  const choice = (name, values, now, set) => h("div.choice", { role: "group", "aria-label": name },
    values.map(([value, word, key]) => h("button", { ...pressed(value === now), title: key || "", "data-value": value,
      onclick: () => { set(value); draw(); } }, word)));
  const eyes = eyesOf(one);
  fill(place,
    choice("How", Object.entries(MODES).map(([value, [word, key]]) => [value, word, key]), state.mode, (value) => { state.mode = value; }),
    choice("What", [["layer", "HUD layer", "v"], ["view", "Eye's view", "v"]], state.what, (value) => { state.turned = false; state.what = value; }),
    eyes.length > 1 && !alike(one)
      && choice("Eyes", [["both", "Both eyes", "e"], ["left", "Left", "e"], ["right", "Right", "e"]], state.eye, (value) => { state.eye = value; }),
    h("span.grow", {}),
    h("div.choice", {}, h("button", { onclick: () => zoomBy(0.8), "aria-label": "Zoom out", title: "-" }, "−"),
      h("button", { id: "zoom", onclick: fit, title: "0: fit" }, camera.zoom ? `${Math.round(camera.zoom * 100)} %` : "Fit"),
      h("button", { onclick: () => zoomBy(1.25), "aria-label": "Zoom in", title: "+" }, "+")),
    h("button", { id: "loupe-button", ...pressed(loupe.on), onclick: toggleLoupe, title: "l" }, "Loupe"),
    h("button", { onclick: details, title: "i" }, "Details"));
}

function emptyState() {
  if (!run.jobs.length) return h("div.empty", {}, h("h2", {}, "No screenshots were taken"),
    h("p", {}, "Name the moments to be tested in a scenario, under stills: or expect:, and run hud test."));
  const rest = run.kinds.filter((one) => !run.passing.includes(one.kind));
  if (rest.length) return h("div.empty", {}, h("h2", {}, "Nothing is chosen"), h("p", {}, "Choose above what to look at."));
  const identical = run.kinds.every((one) => one.kind === "identical");
  const mark = sign("identical", 64);
  const parts = [count(new Set(run.jobs.map((one) => one.scenario)).size, "scenario"),
    count(new Set(run.jobs.map((one) => one.device)).size, "device"), `${run.seconds.toFixed(1)} s`];
  return h("div.empty", {}, mark, h("h2", {}, identical ? `All identical: ${count(run.jobs.length, "picture")}` : `All well: ${count(run.jobs.length, "picture")}`),
    h("p", {}, parts.join(" · ")),
    h("p.muted", {}, run.alarm ? `Checked with one pixel changed: ${run.alarm.words}` : "Choose “Identical” above to look at them."));
}

function details() {
  const one = job();
  if (!one) return;
  const rows = (entries) => h("table", {}, h("tbody", {}, entries.map(([key, value]) => h("tr", {}, h("th", {}, key.replaceAll("_", " ")), h("td", {}, plain(value))))));
  const differences = eyesOf(one).filter((eye) => one.eyes[eye].difference).map((eye) => {
    const found = one.eyes[eye].difference;
    return [`${eye} panel`, `${found.different} differ, ${found.antialiased} by anti-aliasing, ${found.tolerated} within the threshold; ${found.largest_step} codes at most`];
  });
  const parts = [differences.length && ["Pixels", rows(differences)],
    Object.keys(one.metadata).length && ["What the picture rests on", rows(Object.entries(one.metadata))],
    run.environments[one.fingerprint] && ["Drawn with", rows(Object.entries(run.environments[one.fingerprint]))],
    ["The run", rows([["hud", run.hud], ["started", run.started], ["took", `${run.seconds.toFixed(1)} s`],
      ...(run.against ? [["compared with", run.against]] : []), ...(run.shard ? [["part", run.shard]] : [])])]].filter(Boolean);
  ask(one.key, h("div.details", {}, parts.map(([title, table]) => h("section", {}, h("h3", {}, title), table))), null, "", "i");
}

function help() {
  ask("Keys", h("table.keys", {}, h("tbody", {}, KEYS.map(([keys, does]) => h("tr", {},
    h("th", {}, keys.split(/\s+/).map((key) => h("kbd", {}, key))), h("td", {}, does))))), null, "", "?");
}

function onKey(event) {
  const dialog = document.getElementById("dialog");
  if (dialog.open && dialog.dataset.key === event.key) dialog.close();
  else if (dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  else press(event);
}

function press(event) {
  const nudge = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (loupe.on && event.shiftKey && nudge) {
    event.preventDefault();
    moveLoupe(loupe.x + nudge[0], loupe.y + nudge[1]);
    return;
  }
  const modes = Object.keys(MODES);
  const turn = (values, now) => values[(values.indexOf(now) + 1) % values.length];
  const act = {
    j: () => stepCause(1), k: () => stepCause(-1),
    ArrowRight: () => stepMoment(1), ArrowLeft: () => stepMoment(-1),
    v: () => { state.turned = false; state.what = turn(["layer", "view"], state.what); draw(); },
    e: () => { state.eye = turn(["both", "left", "right"], state.eye); draw(); },
    "+": () => zoomBy(1.25), "=": () => zoomBy(1.25), "-": () => zoomBy(0.8), 0: fit, n: nextBox, l: toggleLoupe, i: details,
    a: () => job() && decide([state.job], "approve"),
    A: () => job() && decide(open(run.causes[job().cause].jobs), "approve"),
    r: () => job() && decide([state.job], "reject"), u: () => job() && decide([state.job], "undo"), "?": help,
    Escape: () => loupe.on && toggleLoupe(),
  }[event.key] || (modes[event.key - 1] && (() => { state.mode = modes[event.key - 1]; draw(); }));
  if (event.key === " " && state.mode === "blink" && document.activeElement.tagName !== "BUTTON") {
    event.preventDefault();
    turnBlink();
  } else if (act) {
    event.preventDefault();
    act();
  }
}

build();
