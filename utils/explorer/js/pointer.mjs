// What mouse, pen, touch and keyboard do to a pane.

import { panned, zoomed } from "./camera.mjs";
import { findToward } from "./grid.mjs";

const CLICK = 4;
const STEP = 60;
const DIRECTIONS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
};

/** @param {any} pane from createPane @param {any} app */
export function listen(pane, app) {
  const { store } = app;
  let drag = null;

  const at = (event) => {
    const box = pane.top.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const hover = (row) => { if (row !== store.state.hover) store.set({ hover: row }); };

  function down(event) {
    if (event.button !== 0) return;
    const [x, y] = at(event);
    const tool = event.shiftKey ? "box" : store.state.tool;
    drag = { x, y, tool, camera: pane.camera, moved: false, path: [[x, y]] };
    pane.top.setPointerCapture(event.pointerId);
  }

  function moved(event) {
    const [x, y] = at(event);
    if (!drag) return hover(pane.rowAt(x, y));
    drag.moved ||= Math.hypot(x - drag.x, y - drag.y) > CLICK;
    if (!drag.moved) return;
    if (drag.tool === "pan") return pane.setCamera(panned(drag.camera, x - drag.x, y - drag.y));
    if (drag.tool === "lasso") drag.path.push([x, y]);
    else drag.path = [[drag.x, drag.y], [x, drag.y], [x, y], [drag.x, y]];
    pane.outline = drag.path;
    pane.request("top");
  }

  function up(event) {
    if (!drag) return;
    const { moved: far, tool, path } = drag;
    drag = null;
    pane.outline = [];
    if (far && tool !== "pan") return store.set({ selection: pane.rowsIn(path) });
    const row = pane.rowAt(...at(event));
    if (!far && row >= 0) app.pick(row);
  }

  function cancel() {
    drag = null;
    pane.outline = [];
    pane.request("top");
  }

  function wheel(event) {
    // A page is scrolled through with the wheel: the map takes it only when it has the focus.
    if (!event.ctrlKey && pane.top.getRootNode().activeElement !== pane.top) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), ...at(event));
  }

  function zoom(factor, ...place) {
    pane.setCamera(zoomed(pane.camera, pane.size.width, pane.size.height, factor, ...place));
  }

  function go(direction) {
    const allowed = (row) => app.visible[row] === 1;
    const { hover: from, picked } = store.state;
    const start = from >= 0 ? from : picked;
    const { width, height } = pane.size;
    const found = start >= 0
      ? findToward(pane.layout.xy, start, direction, allowed)
      : closest(width / 2, height / 2, allowed);
    if (found < 0) return;
    hover(found);
    bringIntoView(found);
    app.announce(found);
  }

  function closest(x, y, allowed) {
    const distance = (row) => Math.hypot(pane.screenOf(row)[0] - x, pane.screenOf(row)[1] - y);
    return Array.from(app.visible.keys()).filter(allowed)
      .reduce((best, row) => (best < 0 || distance(row) < distance(best) ? row : best), -1);
  }

  function bringIntoView(row) {
    const [x, y] = pane.screenOf(row);
    const { width, height } = pane.size;
    if (x >= 0 && y >= 0 && x <= width && y <= height) return;
    pane.setCamera(panned(pane.camera, width / 2 - x, height / 2 - y));
  }

  function key(event) {
    const { hover: row, selection } = store.state;
    const direction = DIRECTIONS[event.key];
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (direction && event.shiftKey) {
      pane.setCamera(panned(pane.camera, -direction[0] * STEP, direction[1] * STEP));
    } else if (direction) go(direction);
    else if (event.key === "Enter" && row >= 0) app.pick(row);
    else if (event.key === " " && row >= 0) {
      const without = selection.filter((one) => one !== row);
      store.set({ selection: without.length < selection.length ? without : [...selection, row] });
    } else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") pane.setCamera(null);
    else if (event.key === "Escape") { cancel(); hover(-1); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const handlers = { pointerdown: down, pointermove: moved, pointerup: up, pointercancel: cancel,
    pointerleave: () => hover(-1), wheel, keydown: key };
  for (const [name, handler] of Object.entries(handlers)) {
    pane.top.addEventListener(name, handler, { passive: false });
  }
  pane.zoom = zoom;
}
