// What the keyboard does to a pane.

import { panned } from "./camera.mjs";
import { findToward } from "./grid.mjs";

const STEP = 60;
const [NEAR, FAR] = [16, 1e6];  // pixels
/** @type {Record<string, ee.Point>} */
const DIRECTIONS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
};

/** What the keys do, for whoever has the focus on a map. */
export const KEYS_HELP = "Arrow keys go from point to point, Enter picks one, Space selects it, "
  + "plus and minus zoom, 0 shows all, Shift with an arrow key moves the map.";

/** @param {ee.Pane} pane @param {ee.App} app @param {() => void} cancel ends a drag */
export function listenToKeys(pane, app, cancel) {
  const { store } = app;

  /** @param {ee.Point} direction */
  function go(direction) {
    /** @param {number} row */
    const allowed = (row) => app.visible[row] === 1;
    const { hover, picked } = store.state;
    const start = hover >= 0 ? hover : picked;
    const found = start >= 0 ? findToward(pane.layout.xy, start, direction, allowed) : middlemost();
    if (found < 0) return;
    app.hover(found);
    bringIntoView(found);
    app.announce(found);
  }

  /** The row nearest to the middle of the map; −1 if none is shown. */
  function middlemost() {
    const { width, height } = pane.size;
    let found = -1;
    for (let reach = NEAR; found < 0 && reach < FAR; reach *= 4) {
      found = pane.rowAt(width / 2, height / 2, reach);
    }
    return found;
  }

  /** @param {number} row */
  function bringIntoView(row) {
    const [x, y] = pane.screenOf(row);
    const { width, height } = pane.size;
    if (x >= 0 && y >= 0 && x <= width && y <= height) return;
    pane.setCamera(panned(pane.camera, width / 2 - x, height / 2 - y));
  }

  /** @param {number} row */
  function toggle(row) {
    const { selection } = store.state;
    const without = selection.filter((one) => one !== row);
    store.set({ selection: without.length < selection.length ? without : [...selection, row] });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const { hover: row } = store.state;
    const direction = DIRECTIONS[event.key];
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (direction && event.shiftKey) {
      pane.setCamera(panned(pane.camera, -direction[0] * STEP, direction[1] * STEP));
    } else if (direction) go(direction);
    else if (event.key === "Enter" && row >= 0) app.pick(row);
    else if (event.key === " " && row >= 0) toggle(row);
    else if (event.key === "+" || event.key === "=") pane.zoom(1.5);
    else if (event.key === "-") pane.zoom(1 / 1.5);
    else if (event.key === "0") pane.setCamera(null);
    else if (event.key === "Escape") { cancel(); app.hover(-1); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pane.top.addEventListener("keydown", onKey);
}
