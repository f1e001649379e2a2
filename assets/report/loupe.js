// The loupe: the same few pixels of each picture, eight times as large, with their codes.

const LOUPE = { radius: 10, scale: 8 };
const loupe = { on: false, x: 0, y: 0, made: null };

function toggleLoupe() {
  loupe.on = !loupe.on;
  document.getElementById("loupe").hidden = !loupe.on;
  if (loupe.on) centreLoupe();
  drawTools();
}

/** To what differs in the middle of the first region that does, or to the middle of the picture. */
async function centreLoupe() {
  const boxes = job() ? boxesOf(job()) : [];
  const at = panes.map(geometry).find(Boolean);
  loupe.made = panes.find((made) => made.images.length) || null;
  if (boxes.length && state.what === "layer") {
    const made = loupe.made;
    const [x, y] = await unequal(made.found, boxes[Math.max(boxAt, 0)]);
    if (loupe.made === made) moveLoupe(x, y);
  } else if (at) moveLoupe(Math.floor(at.image.naturalWidth / 2), Math.floor(at.image.naturalHeight / 2));
}

function aimLoupe(event, made) {
  if (!loupe.on) return;
  const at = geometry(made);
  if (!at) return;
  const box = made.view.getBoundingClientRect();
  loupe.made = made;
  // never over what is looked at
  document.getElementById("loupe").classList.toggle("away", event.clientX > innerWidth * 0.6);
  moveLoupe(Math.floor((event.clientX - box.left - at.left) / at.k), Math.floor((event.clientY - box.top - at.top) / at.k));
}

async function moveLoupe(x, y) {
  loupe.x = x;
  loupe.y = y;
  const made = loupe.made;
  if (!made) return;
  const parts = await Promise.all(Object.keys(ROLES).filter((role) => made.found[role] !== null).map((role) => closeUp(role, made.found[role], x, y)));
  if (loupe.x !== x || loupe.y !== y) return;
  fill(document.getElementById("loupe"), h("div.row", {}, parts), h("p", {}, `x ${x}, y ${y} · ${made.label}`));
}

/** The pixel of a region nearest to its middle that is not the same. */
async function unequal(found, [x, y, w, height]) {
  const middle = [x + Math.floor(w / 2), y + Math.floor(height / 2)];
  const images = await Promise.all([found.expected, found.actual].map((ref) => (ref === null ? null : decoded(ref))));
  if (!images.every(Boolean)) return middle;
  try {
    const [one, two] = images.map((image) => {
      const pen = h("canvas", { width: w, height }).getContext("2d", { willReadFrequently: true });
      pen.drawImage(image, -x, -y);
      return new Uint32Array(pen.getImageData(0, 0, w, height).data.buffer);
    });
    let best = middle;
    let least = Infinity;
    for (let i = 0; i < one.length; i += 1) {
      if (one[i] === two[i]) continue;
      const at = [x + (i % w), y + Math.floor(i / w)];
      const far = (at[0] - middle[0]) ** 2 + (at[1] - middle[1]) ** 2;
      if (far < least) [best, least] = [at, far];
    }
    return best;
  } catch {
    return middle;   // as below
  }
}

const loaded = new Map();
function decoded(ref) {
  if (!loaded.has(ref)) {
    if (loaded.size > 24) loaded.delete(loaded.keys().next().value);
    const image = new Image();
    image.src = source(ref);
    loaded.set(ref, image.decode().then(() => image, () => null));
  }
  return loaded.get(ref);
}

async function closeUp(role, ref, x, y) {
  const image = await decoded(ref);
  const side = 2 * LOUPE.radius + 1;
  const canvas = h("canvas", { "data-role": role, width: side * LOUPE.scale, height: side * LOUPE.scale });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let code = "";
  if (image) {
    pen.imageSmoothingEnabled = false;
    pen.drawImage(image, x - LOUPE.radius, y - LOUPE.radius, side, side, 0, 0, canvas.width, canvas.height);
    try {
      const [r, g, b, a] = pen.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
      if (a) code = `#${[r, g, b].map((value) => value.toString(16).padStart(2, "0")).join("")}`;
    } catch {
      code = "";   // a file beside the report may be shown and not read
    }
    const at = LOUPE.radius * LOUPE.scale;
    pen.strokeStyle = "#000";
    pen.strokeRect(at - 1.5, at - 1.5, LOUPE.scale + 3, LOUPE.scale + 3);
    pen.strokeStyle = "#fff";
    pen.strokeRect(at - 0.5, at - 0.5, LOUPE.scale + 1, LOUPE.scale + 1);
  }
  return h("figure", {}, h("figcaption", {}, ROLES[role], h("code", {}, role === "diff" ? "" : code)), canvas);
}
