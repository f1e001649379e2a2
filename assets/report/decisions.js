// What was decided of each picture. A served page approves at once; a file keeps a list and makes a command of it.

const decisions = new Map(Object.entries((live && live.decisions) || {}));
let busy = false;

const decided = (i) => decisions.get(run.jobs[i].key) || "";
const approvable = (cause) => run.causes[cause].jobs.filter((i) => run.jobs[i].approvable);
const open = (jobs) => jobs.filter((i) => run.jobs[i].approvable && !decided(i));

/** approve, reject or undo; returns whether it was done. */
async function decide(jobs, decision) {
  const keys = jobs.filter((i) => run.jobs[i].approvable
    && (decision === "undo" ? decided(i) : decided(i) !== { approve: "approved", reject: "rejected" }[decision]))
    .map((i) => run.jobs[i].key);
  if (!keys.length || busy) return false;
  if (live) {
    busy = true;
    document.body.classList.add("busy");
    try {
      const answer = await fetch("decide", { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ keys, decision }) });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.error);
      decisions.clear();
      for (const [key, value] of Object.entries(said.decisions)) decisions.set(key, value);
    } catch (error) {
      tell(error instanceof TypeError ? "hud review is not running any more; start it again and reload" : error.message, true);
      return false;
    } finally {
      busy = false;
      document.body.classList.remove("busy");
    }
  } else {
    for (const key of keys) {
      if (decision === "undo") decisions.delete(key);
      else decisions.set(key, decision === "approve" ? "approved" : "rejected");
    }
  }
  const done = { approve: "approved", reject: "rejected", undo: "undecided again" }[decision];
  tell(`${count(keys.length, "picture")} ${done}`);
  draw();
  return true;
}

const quoted = (text) => (/^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What to type so that the pictures approved here become baselines. */
function command() {
  const keys = run.jobs.filter((one) => decisions.get(one.key) === "approved").map((one) => one.key);
  const everything = keys.length === run.jobs.filter((one) => one.approvable).length;
  const output = run.output ? ["-o", quoted(run.output)] : [];
  return ["hud", "approve", ...(everything ? ["--all"] : keys.map(quoted)), ...output].join(" ");
}

/** A file for hud approve --from. */
function saveDecisions() {
  const keys = (value) => run.jobs.filter((one) => decisions.get(one.key) === value).map((one) => one.key);
  const text = JSON.stringify({ approve: keys("approved"), reject: keys("rejected") }, null, 2);
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "decisions.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  tell("Saved. Use it with hud approve --from decisions.json, where the tests ran.");
}

async function copyCommand() {
  const text = command();
  try {
    await navigator.clipboard.writeText(text);
    tell("Copied. Paste it into a terminal where the tests ran.");
  } catch {
    // a browser may refuse the clipboard to a file; then it is shown to be copied by hand
    ask("Type this where the tests ran", h("textarea.command", { readonly: true, rows: 5 }, text), null);
  }
}

function approveAll() {
  const jobs = open(run.jobs.map((_, i) => i));
  if (!jobs.length) return;
  const causes = new Set(jobs.map((i) => run.jobs[i].cause)).size;
  const unseen = new Set(jobs.filter((i) => !seen.has(run.jobs[i].cause)).map((i) => run.jobs[i].cause)).size;
  const text = `${count(jobs.length, "picture")} of ${count(causes, "cause")} ${live ? "become baselines" : "are marked as approved"}.`
    + (unseen ? ` ${count(unseen, "cause")} you have not looked at yet.` : "");
  ask(`Approve everything that is undecided?`, h("p", {}, text), () => decide(jobs, "approve"), `Approve ${jobs.length}`);
}

let toldAt = 0;
function tell(text, bad = false) {
  const place = document.getElementById("told");
  place.className = bad ? "told bad" : "told";
  place.textContent = text;
  place.hidden = false;
  clearTimeout(toldAt);
  toldAt = setTimeout(() => { place.hidden = true; }, bad ? 12000 : 4000);
}

function ask(title, body, yes, word = "OK", key = "") {
  const place = document.getElementById("dialog");
  const close = () => place.close();
  place.dataset.key = key;   // what opened it closes it
  fill(place, h("h2", {}, title), body, h("div.row.end", {},
    h("button", { onclick: close, autofocus: true }, yes ? "Cancel" : "Close"),
    yes && h("button.primary", { onclick: () => { close(); yes(); } }, word)));
  place.showModal();
  place.scrollTop = 0;
}
