// The pictures: side by side, under a slider, blinking, or what differs alone; one zoom and place for all of them.

const MODES = { side: ["Side by side", "1"], slider: ["Slider", "2"], blink: ["Blink", "3"], diff: ["Difference", "4"] };
const BLINK_MS = 700;
const ROLES = { expected: "Expected", actual: "Actual", diff: "Difference" };
const camera = { zoom: 0, x: 0, y: 0, split: 0.5 };   // zoom 0 fits; x and y: the picture's pixel in the middle
const blink = { on: false, running: !matchMedia("(prefers-reduced-motion: reduce)").matches, timer: 0 };
let panes = [];
let boxAt = -1;

const eyesOf = (one) => ["left", "right"].filter((eye) => one.eyes[eye]);
const refs = (one, eye) => one.eyes[eye][state.what];
const same = (a, b) => a.expected === b.expected && a.actual === b.actual && a.diff === b.diff;

/** One array of pixels serves both eyes where nothing has a depth: shown once then. */
function alike(one) {
  const eyes = eyesOf(one);
  if (eyes.length < 2) return true;
  const [a, b] = eyes.map((eye) => refs(one, eye));
  return same(a, b);
}

function drawStage() {
  clearInterval(blink.timer);
  panes = [];
  const place = document.getElementById("stage");
  const one = job();
  if (!one) {
    fill(place, emptyState());
    return;
  }
  const eyes = eyesOf(one).filter((eye) => Object.values(refs(one, eye)).some((ref) => ref !== null));
  const chosen = alike(one) ? eyes.slice(0, 1) : eyes.filter((eye) => state.eye === "both" || state.eye === eye);
  if (!chosen.length) {
    const why = one.kind === "error" ? "It could not be drawn."
      : one.spoken ? `These glasses have no display. They say: “${one.spoken}”`
        : state.what === "view" ? "What the eye sees was not kept of this moment." : "There is no picture of this moment.";
    fill(place, h("p.nothing", {}, why));
    return;
  }
  const sets = chosen.map((eye) => {
    const label = alike(one) && eyes.length > 1 ? "Both eyes" : `${eye === "left" ? "Left" : "Right"} eye`;
    return paneSet(refs(one, eye), label, one);
  });
  // a row for each eye; where an eye needs one pane only, the eyes lie beside each other as they do in a head
  const rows = sets.every((set) => set.length === 1) ? [sets.flat()] : sets;
  const grid = h("div.grid", { "data-mode": state.mode }, rows.map((row) => h("div.eyes", {}, row)));
  fill(place, grid);
  if (state.mode === "blink") startBlinking();
}

function paneSet(found, label, one) {
  const both = found.expected !== null && found.actual !== null;
  const absent = { expected: one.kind === "missing" ? "No baseline yet"
    : state.what === "view" ? "Of what the eye sees a baseline keeps a digest, no picture" : "None",
  actual: "None", diff: one.kind === "size" ? "Of another size: nothing to compare" : "Nothing was compared" };
  if (one.kind === "identical") return [pane(["expected"], found, label, "Identical, as approved")];
  if (state.mode === "diff") return [pane(["diff"], found, label, absent.diff)];
  if (state.mode === "slider" && both) return [pane(["expected", "actual"], found, label, "", "slider")];
  if (state.mode === "blink" && both) return [pane(["expected", "actual"], found, label, "", "blink")];
  const roles = state.what === "view" && found.expected === null ? ["actual"]
    : Object.keys(ROLES).filter((role) => found[role] !== null || role === "expected" || role === "actual");
  return roles.map((role) => pane([role], found, label, absent[role]));
}

/** One window on one picture, or on two that lie upon each other. */
function pane(roles, found, label, note, how = "") {
  const images = roles.filter((role) => found[role] !== null).map((role) => {
    const image = h("img", { alt: `${ROLES[role]}, ${label.toLowerCase()}`, draggable: "false", decoding: "async", "data-role": role });
    image.addEventListener("load", () => { if (panes.includes(made)) { size.textContent = `${image.naturalWidth} × ${image.naturalHeight}`; place(made); } });
    image.addEventListener("error", () => { image.remove(); view.append(h("p.nothing", {}, "This picture lies beside the report and is not there.")); });
    image.src = source(found[role]);
    return image;
  });
  const size = h("span.size", {});
  const view = h("div.view", { "data-how": how }, images);
  if (!images.length) view.append(h("p.nothing", {}, note));
  const name = h("span.role", {}, how === "slider" ? "Expected | Actual" : how === "blink" ? "Expected" : roleOf(roles, note));
  const made = { view, images, name, found, how, label };
  panes.push(made);
  if (how === "slider" && images.length === 2) view.append(divider(made));
  view.addEventListener("pointerdown", (event) => startPan(event, made));
  view.addEventListener("wheel", (event) => { event.preventDefault(); zoomBy(event.deltaY < 0 ? 1.25 : 0.8, made, event); }, { passive: false });
  view.addEventListener("pointermove", (event) => aimLoupe(event, made));
  requestAnimationFrame(() => place(made));
  return h("figure.pane", { "data-roles": roles.join(" ") }, h("figcaption", {}, name,
    roles[0] === "diff" && images.length > 0 ? h("span.legend", {}, h("i.came", {}), "brighter", h("i.gone", {}), "darker")
      : h("span.eye", {}, label), roles[0] !== "diff" && size), view);
}

const roleOf = (roles, note) => (note.startsWith("Identical") ? note : ROLES[roles[0]]);

/** How a pane shows its picture: pixels on the screen for a pixel of the picture, and where its corner lies. */
function geometry(made) {
  const image = made.images.find((img) => img.naturalWidth);
  if (!image) return null;
  const { clientWidth: width, clientHeight: height } = made.view;
  const fit = Math.min(width / image.naturalWidth, height / image.naturalHeight);
  const k = camera.zoom || fit;
  const x = camera.zoom ? camera.x : image.naturalWidth / 2;
  const y = camera.zoom ? camera.y : image.naturalHeight / 2;
  return { k, left: width / 2 - x * k, top: height / 2 - y * k, image, fit, width, height };
}

function place(made) {
  const at = geometry(made);
  if (!at) return;
  for (const image of made.images) {
    image.style.transform = `translate(${at.left}px, ${at.top}px) scale(${at.k})`;
    image.style.imageRendering = at.k >= 2 ? "pixelated" : "auto";
  }
  if (made.how === "slider") {
    const x = camera.split * at.width;
    made.images[1].style.clipPath = `inset(0 0 0 ${(x - at.left) / at.k}px)`;
    made.view.querySelector(".divider").style.left = `${x}px`;
  }
  document.getElementById("zoom").textContent = camera.zoom ? `${Math.round(camera.zoom * 100)} %` : "Fit";
}

const placeAll = () => panes.forEach(place);

function divider(made) {
  const made2 = h("div.divider", { role: "slider", tabindex: 0, "aria-label": "Expected on the left, actual on the right",
    "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(camera.split * 100) }, h("span.handle", {}));
  const move = (split) => {
    camera.split = Math.min(Math.max(split, 0), 1);
    made2.setAttribute("aria-valuenow", Math.round(camera.split * 100));
    placeAll();
  };
  made2.addEventListener("pointerdown", (event) => {
    event.stopPropagation();
    made2.setPointerCapture(event.pointerId);
    const box = made.view.getBoundingClientRect();
    made2.onpointermove = (moved) => move((moved.clientX - box.left) / box.width);
    made2.onpointerup = () => { made2.onpointermove = null; };
  });
  made2.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    move(camera.split + step);
  });
  return made2;
}

function startBlinking() {
  const show = () => {
    for (const made of panes) {
      if (made.how !== "blink" || made.images.length < 2) continue;
      made.images[0].style.visibility = blink.on ? "hidden" : "visible";
      made.images[1].style.visibility = blink.on ? "visible" : "hidden";
      made.name.textContent = `${blink.on ? "Actual" : "Expected"}${blink.running ? "" : " (held; Space changes)"}`;
    }
  };
  blink.show = show;
  show();
  if (blink.running) blink.timer = setInterval(() => { blink.on = !blink.on; show(); }, BLINK_MS);
}

/** Space: hold the blinking, then change by hand. */
function turnBlink() {
  clearInterval(blink.timer);
  if (!blink.running) blink.on = !blink.on;
  blink.running = false;
  blink.show();
}

function hold(made) {
  const at = geometry(made || panes[0]);
  if (!at || camera.zoom) return at;
  camera.zoom = at.k;
  camera.x = at.image.naturalWidth / 2;
  camera.y = at.image.naturalHeight / 2;
  return at;
}

function zoomBy(factor, made, event) {
  const target = made || panes.find((one) => one.images.length);
  if (!target) return;
  const at = hold(target);
  if (!at) return;
  const zoom = Math.min(Math.max(camera.zoom * factor, Math.min(at.fit, 0.25)), 32);
  if (event) {
    // what is under the pointer stays there
    const box = target.view.getBoundingClientRect();
    const dx = event.clientX - box.left - box.width / 2;
    const dy = event.clientY - box.top - box.height / 2;
    camera.x += dx / camera.zoom - dx / zoom;
    camera.y += dy / camera.zoom - dy / zoom;
  }
  camera.zoom = zoom;
  placeAll();
}

function fit() {
  camera.zoom = 0;
  boxAt = -1;
  placeAll();
}

function startPan(event, made) {
  if (event.button !== 0 || !made.images.length) return;
  const from = { x: event.clientX, y: event.clientY };
  let moved = false;
  const move = (now) => {
    if (!moved && Math.hypot(now.clientX - from.x, now.clientY - from.y) < 3) return;
    moved = true;
    hold(made);
    camera.x -= (now.clientX - from.x) / camera.zoom;
    camera.y -= (now.clientY - from.y) / camera.zoom;
    from.x = now.clientX;
    from.y = now.clientY;
    placeAll();
  };
  const end = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", end); };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
}

const boxesOf = (one) => eyesOf(one).map((eye) => one.eyes[eye].difference).filter(Boolean).flatMap((found) => found.boxes);

/** The next region that differs, filling a third of a pane. */
function nextBox() {
  const boxes = job() ? boxesOf(job()) : [];
  const at = panes.length ? geometry(panes.find((made) => made.images.length) || panes[0]) : null;
  if (!boxes.length || !at || state.what !== "layer") return;
  boxAt = (boxAt + 1) % boxes.length;
  const [x, y, w, height] = boxes[boxAt];
  camera.x = x + w / 2;
  camera.y = y + height / 2;
  camera.zoom = Math.min(Math.max(Math.floor(Math.min(at.width / (w + 24), at.height / (height + 24))), 1), 16);
  placeAll();
  if (loupe.on) centreLoupe();
}
