// The list on the left: what differs, once for each cause, most urgent first; and the filters above it.

const seen = new Set();

function drawFilters() {
  const place = document.getElementById("filters");
  fill(place, run.kinds.map(({ kind, count: n }) => {
    const on = state.shown.has(kind);
    return h("button.chip", { ...pressed(on), "data-kind": kind, title: `${on ? "Hide" : "Show"} ${KINDS[kind].word.toLowerCase()}`,
      onclick: () => { on ? state.shown.delete(kind) : state.shown.add(kind); draw(); } },
    sign(kind), h("span", {}, KINDS[kind].word), h("b", {}, (n - approvedOf(kind)).toLocaleString("en")));
  }));
}

/** How many of a kind are approved, and so need nobody any more. */
const approvedOf = (kind) => run.jobs.filter((one) => one.kind === kind && decisions.get(one.key) === "approved").length;

function drawCauses() {
  const place = document.getElementById("causes");
  const visible = visibleCauses();
  const current = job() ? job().cause : -1;
  if (!visible.length) {
    fill(place, h("p.hint", {}, run.kinds.some((one) => !run.passing.includes(one.kind)) ? "Nothing is chosen above." : ""));
    return;
  }
  const had = place.querySelector("[aria-current]") === null ? null : place.scrollTop;
  fill(place, visible.map((number) => causeCard(number, number === current)));
  if (had !== null) place.scrollTop = had;
  const chosen = place.querySelector("[aria-current]");
  if (chosen) chosen.scrollIntoView({ block: "nearest" });
}

const headline = (one) => arrows(one.headline || KINDS[one.kind].word);

function causeCard(number, current) {
  const cause = run.causes[number];
  const first = run.jobs[cause.jobs[0]];
  const kind = KINDS[cause.kind];
  const devices = [...new Set(cause.jobs.map((i) => run.jobs[i].device))];
  const where = devices.length > 2 ? `${devices.length} devices` : devices.join(", ");
  const moments = cause.jobs.length === 1 ? `${moment(first)}${light(first) ? `, ${light(first)}` : ""}` : count(cause.jobs.length, "moment");
  const approved = cause.jobs.filter((i) => decided(i) === "approved").length;
  const rejected = cause.jobs.filter((i) => decided(i) === "rejected").length;
  const all = approvable(number).length;
  const badge = !all || !(approved || rejected) ? null
    : h(`span.badge`, { "data-decision": approved ? "approved" : "rejected" },
      approved === all ? "Approved" : rejected === all ? "Rejected" : `${approved + rejected} of ${all} decided`);
  return h("button.cause", { "data-cause": number, "aria-current": current ? "true" : null,
    "aria-label": `${kind.word}: ${headline(first)}. ${moments}, ${where}`,
    onclick: () => choose(cause.jobs[0]) },
  sign(all && approved === all ? "identical" : cause.kind),
  h("span.headline", {}, headline(first)),
  h("span.where", {}, h("span", {}, `${first.title} · ${where}`)),
  h("span.where", {}, h("span", {}, `${kind.word} · ${moments}`), badge));
}

/** The next cause that is shown, `step` further. */
function stepCause(step) {
  const visible = visibleCauses();
  if (!visible.length) return;
  const at = job() ? visible.indexOf(job().cause) : -1;
  const next = visible[Math.min(Math.max(at + step, 0), visible.length - 1)];
  choose(run.causes[next].jobs[0]);
}
