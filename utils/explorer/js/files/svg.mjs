// A sheet as SVG, which can be drawn at any size and edited.

import { cornersOf } from "../drawing/levels.mjs";
import { diamond, inkOf, linesOf } from "../drawing/overlay.mjs";
import { DOT } from "./sheet.mjs";

/**
 * @typedef {{x: number, y: number, color: string, shape: number}} Spot shape: a place in SHAPES
 * @typedef {{size: ee.Size, radius: number, labels: {x: string, y: string},
 *   points: Spot[], marks: import("../drawing/overlay.mjs").Placed[]}} Drawn
 */

const MIDDLE = 4;  // from half the height of a line to its base

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** @param {string | number} text */
const escapeXml = (text) => String(text).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "")
  .replace(/[&<>"]/g, (letter) => ENTITIES[letter]);

/**
 * An element; numbers get one decimal.
 * @param {string} name @param {Record<string, string | number>} attributes
 * @param {string} content XML, escaped already
 */
function tag(name, attributes, content = "") {
  const written = Object.entries(attributes).map(([key, value]) =>
    ` ${key}="${typeof value === "number" ? Number(value.toFixed(1)) : escapeXml(value)}"`);
  return `<${name}${written.join("")}>${content}</${name}>`;
}

/** @param {number} x @param {number} y @param {string} text @param {string} fill @param {string} [halo] */
const textTag = (x, y, text, fill, halo) => tag("text", { x, y: y + MIDDLE, fill,
  ...(halo ? { stroke: halo, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" } : {}) },
escapeXml(text));

/**
 * @param {ReturnType<typeof import("./sheet.mjs").layOut>} sheet
 * @param {Drawn[]} views @param {ee.Ink} ink
 * @param {string} description what a screen reader says
 */
export function toSvg(sheet, views, ink, description) {
  const { width, height } = sheet;
  return tag("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`,
    role: "img", "font-family": "system-ui, sans-serif", "font-size": 12 }, [
    tag("title", {}, escapeXml(description)),
    tag("rect", { width: "100%", height: "100%", fill: ink.halo }),
    ...views.map((view, i) => viewTag(view, sheet.views[i], ink)),
    ...sheet.dots.map((dot) => shapeTag(dot, DOT)),
    ...sheet.texts.map(({ x, y, text }) => textTag(x, y, text, ink.text)),
    "",
  ].join("\n")) + "\n";
}

/** @param {Spot} spot @param {number} r */
function shapeTag({ x, y, color, shape }, r) {
  if (shape === 0) return tag("circle", { cx: x, cy: y, r, fill: color });
  const points = cornersOf(shape, r).map(([dx, dy]) => `${(x + dx).toFixed(1)},${(y + dy).toFixed(1)}`);
  return tag("polygon", { points: points.join(" "), fill: color });
}

/**
 * One view: an svg of its own, so that nothing reaches beyond its frame.
 * @param {Drawn} view @param {{x: number, y: number}} corner @param {ee.Ink} ink
 */
function viewTag({ size: { width, height }, radius, labels, points, marks }, { x, y }, ink) {
  const lines = linesOf(marks).map(({ from, to }) =>
    tag("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: ink.soft, "stroke-opacity": 0.6 }));
  return tag("svg", { x, y, width, height }, [
    tag("g", { class: "points" }, points.map((point) =>
      shapeTag(point, radius)).join("\n")),
    ...lines,
    ...marks.filter(({ kind }) => kind !== "landmark").map((mark) => ringTag(mark, radius, ink)),
    ...marks.flatMap(({ kind, label }) =>
      (label ? [textTag(label.x, label.y, label.text, inkOf(kind, ink), ink.halo)] : [])),
    ...axisTags(labels, width, height, ink),
    tag("rect", { width, height, fill: "none", stroke: ink.soft }),
  ].join("\n"));
}

/** @param {import("../drawing/overlay.mjs").Placed} mark @param {number} radius @param {ee.Ink} ink */
function ringTag({ x, y, kind }, radius, ink) {
  const style = { fill: "none", "stroke-width": 2, stroke: inkOf(kind, ink) };
  const half = radius + 4;
  if (kind === "you") {
    const points = diamond(x, y, radius + 7).map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`);
    return tag("polygon", { points: points.join(" "), ...style });
  }
  return kind === "query"
    ? tag("rect", { x: x - half, y: y - half, width: 2 * half, height: 2 * half, ...style })
    : tag("circle", { cx: x, cy: y, r: radius + 3, ...style });
}

/**
 * @param {{x: string, y: string}} labels @param {number} width @param {number} height
 * @param {ee.Ink} ink
 */
function axisTags(labels, width, height, ink) {
  const style = { fill: ink.text, stroke: ink.halo, "stroke-width": 3, "paint-order": "stroke",
    "text-anchor": "end" };
  /** @param {string} text @param {Record<string, string | number>} place */
  const along = (text, place) => (text ? [tag("text", { ...place, ...style }, escapeXml(`${text} →`))] : []);
  return [...along(labels.x, { x: width - 8, y: height - 8 }),
    ...along(labels.y, { transform: "translate(16 8) rotate(-90)" })];
}
