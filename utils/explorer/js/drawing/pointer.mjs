// What mouse, pen and fingers do to a pane.

import { panned, pinched } from "./camera.mjs";

const CLICK = 4;
const REACH = 14;
const FINGER_REACH = 24;

/**
 * @typedef {{x: number, y: number, tool: string, camera: ee.Camera, moved: boolean, path: ee.Point[]}} Drag
 */

/** @param {ee.Pane} pane @param {ee.App} app @returns {() => void} ends a drag */
export function listenToPointer(pane, app) {
  const { store } = app;
  /** @type {Map<number, ee.Point>} */
  const down = new Map();  // the places where a button or a finger is down, by pointer
  /** @type {Drag | null} */
  let drag = null;   // what one pointer does
  /** @type {{camera: ee.Camera, from: ee.Point[]} | null} */
  let pinch = null;  // what two do, until both are lifted

  /** @param {MouseEvent} event @returns {ee.Point} */
  const at = (event) => {
    const box = pane.top.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** @param {PointerEvent} event */
  const rowUnder = (event) =>
    pane.rowAt(...at(event), event.pointerType === "touch" ? FINGER_REACH : REACH);

  /** @param {PointerEvent} event */
  function onDown(event) {
    if (event.button !== 0 || down.size === 2) return;
    const [x, y] = at(event);
    down.set(event.pointerId, [x, y]);
    pane.top.setPointerCapture(event.pointerId);
    if (down.size === 2) {
      endDrag();
      pinch = { camera: pane.camera, from: [...down.values()] };
    } else {
      const tool = event.shiftKey ? "box" : store.state.tool;
      drag = { x, y, tool, camera: pane.camera, moved: false, path: [[x, y]] };
    }
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    if (!down.has(event.pointerId)) return down.size ? null : app.hover(rowUnder(event));
    down.set(event.pointerId, at(event));
    if (pinch) return spread(pinch);
    if (drag) pull(drag, ...at(event));
  }

  /** @param {NonNullable<typeof pinch>} start */
  function spread({ camera, from }) {
    const { width, height } = pane.size;
    if (down.size === 2) pane.setCamera(pinched(camera, width, height, from, [...down.values()]));
  }

  /** @param {Drag} drag @param {number} x @param {number} y */
  function pull(drag, x, y) {
    drag.moved ||= Math.hypot(x - drag.x, y - drag.y) > CLICK;
    if (!drag.moved) return;
    if (drag.tool === "pan") return pane.setCamera(panned(drag.camera, x - drag.x, y - drag.y));
    if (drag.tool === "lasso") drag.path.push([x, y]);
    else drag.path = [[drag.x, drag.y], [x, drag.y], [x, y], [drag.x, y]];
    pane.outline = drag.path;
    pane.request("top");
  }

  /** @param {PointerEvent} event */
  function onUp(event) {
    if (!down.delete(event.pointerId)) return;
    if (!down.size) pinch = null;
    if (!drag) return;
    const { moved, tool, path } = drag;
    endDrag();
    if (moved && tool !== "pan") app.select(pane.rowsIn(path));
    const row = moved ? -1 : rowUnder(event);
    if (row >= 0) app.pick(row);
  }

  function endDrag() {
    drag = null;
    pane.outline = [];
    pane.request("top");
  }

  function cancel() {
    down.clear();
    pinch = null;
    endDrag();
  }

  /** @param {WheelEvent} event */
  function onWheel(event) {
    // A page is scrolled through with the wheel: the map takes it only when it has the focus.
    if (!event.ctrlKey && !pane.top.matches(":focus")) return;
    event.preventDefault();
    pane.zoom(Math.exp(-event.deltaY / 400), ...at(event));
  }

  /** @type {Record<string, (event: any) => void>} */
  const handlers = { pointerdown: onDown, pointermove: onMove, pointerup: onUp, pointercancel: cancel,
    pointerleave: () => app.hover(-1), wheel: onWheel };
  for (const [name, handler] of Object.entries(handlers)) {
    pane.top.addEventListener(name, handler, { passive: false });
  }
  return cancel;
}
