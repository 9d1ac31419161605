// One view of a space: two canvases, the points and what lies above them.

import { fit, toMap, toScreen, zoomed } from "./camera.mjs";
import { drawingOn, h } from "../dom.mjs";
import { findNearest, inOrder, inPolygon, rowsInBox, runsIn } from "./grid.mjs";
import { KEYS_HELP, listenToKeys } from "./keys.mjs";
import { PALETTES } from "./levels.mjs";
import {
  drawAxes, drawMarks, drawOutline, FONT, INKS, LABEL_LETTERS, landmarksOf, marksOf, placeMarks, YOU,
} from "./overlay.mjs";
import { listenToPointer } from "./pointer.mjs";
import { drawDensity, drawPoints, packColor } from "./raster.mjs";

const MOVE_MS = 450;
const MOST_TIP_LETTERS = 1000;
const MOST_MOVED = 200_000;  // more points jump from one layout to another
const CROWDED = 1 / 6;  // points a pixel: if there are more, their density is drawn

/**
 * @param {"left" | "right"} side which part of the state this pane shows
 * @param {ee.App} app
 * @returns {ee.Pane}
 */
export function createPane(side, app) {
  const { data, store, layouts } = app;
  const base = h("canvas", { "aria-hidden": "true", class: "ee-base" });
  const top = h("canvas", {
    class: "ee-top", tabindex: "0", role: "application", "aria-roledescription": "map of points",
    "aria-describedby": app.captionId,
  });
  const [name, score] = [h("bdi", {}), h("span", { class: "ee-score" })];
  const title = h("figcaption", {}, name, score);
  const tip = h("div", { class: "ee-tip", "aria-hidden": "true", hidden: true });
  const stage = h("div", { class: "ee-stage" }, base, top, tip);
  const element = h("figure", { class: "ee-pane", "data-side": side }, title, stage);
  const contexts = [base, top].map(drawingOn);
  let frame = 0;
  let dirty = new Set();
  /** @type {{from: Float32Array, to: Float32Array, start: number} | null} */
  let move = null;  // {from: Float32Array, to: Float32Array, start: ms}
  /** @type {Float32Array} */
  let shown;
  /** @type {{by: ee.Grid | null, of: Uint32Array | null, colors: Uint32Array}} */
  let ordered = { by: null, of: null, colors: new Uint32Array(0) };  // the colors, in the order of a grid
  /** @type {import("./overlay.mjs").Mark[]} */
  let landmarks = [];

  /** @type {ee.Pane} */
  const pane = {
    element, top, side,
    /** @type {[number, number][]} */
    outline: [],
    size: { width: 0, height: 0 },
    ratio: 1,
    get view() { return /** @type {ee.View} */ (store.state[side]); },
    get camera() { return pane.view.camera ?? pane.whole(); },
    get layout() { return layouts(pane.view.space, pane.view.layout, store.state.axis); },
    whole() { return fit(pane.size.width, pane.size.height, pane.layout.half); },
    setCamera(camera) { store.set({ [side]: { ...pane.view, camera } }); },
    zoom(factor, ...place) {
      pane.setCamera(zoomed(pane.camera, pane.size.width, pane.size.height, factor, ...place));
    },
    screenOf(row) {
      const { xy } = pane.layout;
      return toScreen(pane.camera, pane.size.width, pane.size.height, xy[2 * row], xy[2 * row + 1]);
    },
    rowAt(x, y, reach) {
      const place = toMap(pane.camera, pane.size.width, pane.size.height, x, y);
      return findNearest(pane.layout.grid, place[0], place[1], reach / pane.camera.scale,
        (row) => app.visible[row] === 1);
    },
    /** What is marked, and where, as it is drawn now. */
    marks() {
      const you = app.placeOfYou(pane.view);
      const asked = marksOf(data, store.state, app.answerFor(pane.view));
      const marks = [...(you ? [YOU] : []), ...asked, ...landmarks];
      const { width, height } = pane.size;
      const pointOf = (/** @type {number} */ row) =>
        (you && row === YOU.row ? toScreen(pane.camera, width, height, ...you) : pane.screenOf(row));
      return placeMarks(marks, pointOf, pane.size, pane.radius(), pane.widthOf);
    },
    /** Width of a text on the map, in pixels. */
    widthOf(text) {
      contexts[1].font = FONT;
      return contexts[1].measureText(text).width;
    },
    /** Visible rows inside an outline in pixels. */
    rowsIn(outline) {
      const { width, height } = pane.size;
      const polygon = outline.map(([x, y]) => toMap(pane.camera, width, height, x, y));
      const [xs, ys] = [0, 1].map((axis) => polygon.map((corner) => corner[axis]));
      return rowsInBox(pane.layout.grid, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys),
        (row, x, y) => app.visible[row] === 1 && inPolygon(polygon, x, y));
    },
    request(...what) {
      what.forEach((part) => dirty.add(part));
      if (!frame) frame = requestAnimationFrame(draw);
    },
    /** The names above the canvas, and the move from one layout to another. */
    update(changed) {
      if (!pane.view) return;
      const { xy } = pane.layout;
      if (xy !== shown) {
        const moves = shown && !app.calm() && changed.has(side) && data.n <= MOST_MOVED;
        move = moves ? { from: shown, to: xy, start: performance.now() } : null;
        shown = xy;
      }
      name.textContent = app.titleOf(pane.view);
      top.setAttribute("aria-label", `${app.titleOf(pane.view)}. ${KEYS_HELP}`);
      pane.request("base", "top");
    },
    get said() { return score.textContent ?? ""; },
    say(text) { score.textContent = text && ` · ${text}`; },
    resize() {
      const box = stage.getBoundingClientRect();
      const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
      pane.size = { width: box.width, height: box.height };
      for (const canvas of [base, top]) {
        canvas.width = Math.max(1, Math.round(box.width * ratio));
        canvas.height = Math.max(1, Math.round(box.height * ratio));
      }
      pane.ratio = ratio;
      pane.request("base", "top");
    },
    radius() {
      const grown = Math.sqrt(pane.camera.scale / pane.whole().scale);
      const room = Math.sqrt(pane.size.width * pane.size.height / Math.max(1, data.n)) / 4;
      return Math.max(1, Math.min(7, room * grown, 4.5 * grown));
    },
    get moving() { return move !== null; },
    stop() { cancelAnimationFrame(frame); },
  };

  function draw() {
    frame = 0;
    if (!pane.view || !pane.size.width) return;
    const wanted = dirty;
    dirty = new Set();
    if (wanted.has("base")) drawBase(contexts[0], pane.ratio);
    drawTop(contexts[1], pane.ratio);
    if (move) pane.request("base", "top");
    element.dataset.drawn = String(Number(element.dataset.drawn || 0) + 1);
  }

  function positions() {
    if (!move) return shown;
    const t = Math.min(1, (performance.now() - move.start) / MOVE_MS);
    const s = t * t * (3 - 2 * t);
    const { from, to } = move;
    if (t === 1) move = null;
    return t === 1 ? to : to.map((value, i) => from[i] + s * (value - from[i]));
  }

  /** Cell by cell, those that the view may hold; all, while they move. */
  function pointsInView() {
    if (move) return { places: positions(), colors: app.colors, runs: [[0, data.n]] };
    const { width, height } = pane.size;
    const [left, top] = toMap(pane.camera, width, height, 0, 0);
    const [right, bottom] = toMap(pane.camera, width, height, width, height);
    const { grid } = pane.layout;
    if (ordered.by !== grid || ordered.of !== app.colors) {
      ordered = { by: grid, of: app.colors, colors: inOrder(grid, app.colors) };
    }
    return { places: grid.places, colors: ordered.colors, runs: runsIn(grid, left, bottom, right, top) };
  }

  /** @param {CanvasRenderingContext2D} context @param {number} ratio */
  function drawBase(context, ratio) {
    const { width, height } = context.canvas;
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer).fill(packColor(PALETTES[app.theme()].background));
    const { x, y, scale } = pane.camera;
    const raster = { data: pixels, width, height };
    const camera = { x, y, scale: scale * ratio };
    const points = pointsInView();
    const count = points.runs.reduce((sum, [from, to]) => sum + to - from, 0);
    if (!move && count > CROWDED * pane.size.width * pane.size.height) drawDensity(raster, points, camera);
    else drawPoints(raster, points, camera, pane.radius() * ratio, data.n > 1500 ? 0.8 : 0.95);
    context.putImageData(image, 0, 0);
    landmarks = move ? [] : landmarksInView();
  }

  /** Names to find one's way by, where the points lie still. */
  function landmarksInView() {
    const [{ xy }, { camera, size: { width, height } }] = [pane.layout, pane];
    return landmarksOf(data, app.landmarkOrder, (row) => {
      if (!app.visible[row]) return null;
      const [x, y] = toScreen(camera, width, height, xy[2 * row], xy[2 * row + 1]);
      return x >= 0 && y >= 0 && x <= width && y <= height ? [x, y] : null;
    });
  }

  /** The whole of a label that is too long for the map, under the point that the mouse is on. */
  function showTip() {
    const { hover } = store.state;
    const text = hover >= 0 && top.matches(":hover") ? data.titles.at(hover) : "";
    tip.hidden = text.length <= LABEL_LETTERS;
    if (tip.hidden) return;
    tip.textContent = text.slice(0, MOST_TIP_LETTERS);
    const [x, y] = pane.screenOf(hover);
    const { width, height } = pane.size;
    tip.style.left = `${Math.max(0, Math.min(x, width - tip.offsetWidth))}px`;
    tip.style.top = `${y + 14 + tip.offsetHeight < height ? y + 14 : Math.max(0, y - 14 - tip.offsetHeight)}px`;
  }

  /** @param {CanvasRenderingContext2D} context @param {number} ratio */
  function drawTop(context, ratio) {
    const ink = INKS[app.theme()];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, pane.size.width, pane.size.height);
    drawMarks(context, pane.marks(), pane.radius(), ink);
    showTip();
    if (pane.outline.length) drawOutline(context, pane.outline, ink);
    drawAxes(context, pane.layout.labels, pane.size, ink);
  }

  listenToKeys(pane, app, listenToPointer(pane, app));
  return pane;
}
