// The strip below: every moment of one scenario on one device in one light, with the curve of how much differs.

const CELL = 112;
const CURVE = 40;
const lazily = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    lazily.unobserve(entry.target);
    entry.target.src = source(entry.target.hudRef());
  }
}, { rootMargin: "200px" });

let drawnSeries = -1;

function drawStrip() {
  const place = document.getElementById("strip");
  const current = job();
  place.hidden = !current;
  if (!current) return;
  if (drawnSeries !== current.series) {
    drawnSeries = current.series;
    const series = run.series[current.series];
    const cells = h("div.cells", {}, series.jobs.map(cell));
    const most = Math.max(...series.jobs.map((i) => run.jobs[i].unequal || 0));
    fill(place, h("div.striphead", {}, h("span", {}, series.label), h("span.muted", {}, count(series.jobs.length, "moment")),
      h("span.muted", {}, most ? `curve: unequal pixels, at most ${most.toLocaleString("en")} (roots, so that few are seen)` : "no pixel of the panel differs")),
    h("div.film", {}, h("div.track", {}, curve(series.jobs, most), cells)));
  }
  for (const one of place.querySelectorAll(".cell")) {
    const i = Number(one.dataset.job);
    const now = i === state.job;
    one.setAttribute("aria-current", now ? "true" : "false");
    one.dataset.decision = decided(i);
    one.querySelector(".mark").textContent = { approved: "Approved", rejected: "Rejected" }[decided(i)] || "";
    if (now) one.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function thumbnail(one) {
  const eye = one.eyes.left || one.eyes.right;
  if (!eye) return null;
  return eye.layer.actual ?? eye.layer.expected ?? eye.view.actual;
}

function cell(i) {
  const one = run.jobs[i];
  const inside = thumbnail(one) === null ? null : h("img", { alt: "", draggable: "false", onerror: (event) => event.target.remove() });
  if (inside) {
    inside.hudRef = () => thumbnail(one);
    lazily.observe(inside);
  }
  return h("button.cell", { "data-job": i, title: `${moment(one)}: ${KINDS[one.kind].word}`,
    "aria-label": `${moment(one)}: ${KINDS[one.kind].word}`, onclick: () => choose(i) },
  h("span.thumb", {}, inside, h("span.mark", {})),
  h("span.when", {}, sign(one.kind, 12), h("span", {}, one.name || seconds(one.t_s))));
}

/** Square roots: a single pixel is seen beside a thousand. Where nothing could be compared the line has a gap. */
function curve(jobs, most) {
  const height = (i) => 4 + (CURVE - 8) * (1 - Math.sqrt((run.jobs[i].unequal || 0) / Math.max(most, 1)));
  const middle = (n) => n * CELL + CELL / 2;
  let path = "";
  let pen = false;
  const dots = [];
  jobs.forEach((i, n) => {
    const known = run.jobs[i].unequal !== null;
    if (known) {
      path += `${pen ? "L" : "M"}${middle(n)} ${height(i).toFixed(1)}`;
      const dot = svg("circle", { cx: middle(n), cy: height(i).toFixed(1), r: run.jobs[i].unequal ? 3.5 : 2 });
      dot.append(svg("title", {}, `${moment(run.jobs[i])}: ${count(run.jobs[i].unequal, "pixel")}`));
      dots.push(dot);
    }
    pen = known;
  });
  const made = svg("svg", { width: jobs.length * CELL, height: CURVE, role: "img", "aria-label": "unequal pixels over time" },
    svg("path", { d: `M0 ${CURVE - 4}H${jobs.length * CELL}`, class: "ground" }),
    svg("path", { d: path, class: "line" }), ...dots);
  made.classList.add("curve");
  return made;
}

function stepMoment(step) {
  const current = job();
  if (!current) return;
  const jobs = run.series[current.series].jobs;
  const next = jobs[Math.min(Math.max(jobs.indexOf(state.job) + step, 0), jobs.length - 1)];
  if (next !== state.job) choose(next);
}
