// A sheet to take away: the views, and beside them what one needs to read them.

import { drawingOn } from "../dom.mjs";
import { FONT, INKS } from "../drawing/overlay.mjs";
import { cornersOf, PALETTES } from "../drawing/levels.mjs";

const EDGE_OF_SHEET = 12;
const LINE = 18;
export const DOT = 5;
const NARROWEST = 320;

/**
 * Words of a text in lines that are no wider than `width`; a longer word is cut.
 * @param {string} text @param {number} width @param {(text: string) => number} widthOf
 */
export function wrapped(text, width, widthOf) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(...cut(word, width, widthOf));
  }
  return lines.filter(Boolean);
}

/** @param {string} word @param {number} width @param {(text: string) => number} widthOf */
function cut(word, width, widthOf) {
  const pieces = [""];
  for (const letter of word) {
    if (widthOf(pieces.at(-1) + letter) <= width) pieces[pieces.length - 1] += letter;
    else pieces.push(letter);
  }
  return pieces;
}

/**
 * Where everything goes: the views side by side under their titles, then the legend, then the words.
 * @param {{title: string, size: {width: number, height: number}}[]} views
 * @param {{label: string, color: string, shape: number}[]} legend
 * @param {string[]} paragraphs
 * @param {(text: string) => number} widthOf
 * @returns {{width: number, height: number, views: {x: number, y: number}[],
 *   dots: import("./svg.mjs").Spot[], texts: {x: number, y: number, text: string}[]}}
 *   views: their corners; dots: their middles; texts: the left ends, at half the height of a line
 */
export function layOut(views, legend, paragraphs, widthOf) {
  const wide = views.reduce((sum, { size }) => sum + size.width + EDGE_OF_SHEET, -EDGE_OF_SHEET);
  const inner = Math.max(NARROWEST, wide);
  /** @type {ReturnType<typeof layOut>} */
  const sheet = { width: inner + 2 * EDGE_OF_SHEET, height: 0, views: [], dots: [], texts: [] };
  let x = EDGE_OF_SHEET;
  let y = EDGE_OF_SHEET + LINE / 2;
  for (const { title, size } of views) {
    sheet.texts.push({ x, y, text: title });
    sheet.views.push({ x, y: y + LINE / 2 + 2 });
    x += size.width + EDGE_OF_SHEET;
  }
  y += LINE + Math.max(...views.map(({ size }) => size.height)) + EDGE_OF_SHEET;
  x = EDGE_OF_SHEET;
  for (const { label, color, shape } of legend) {
    const needed = 2 * DOT + 4 + widthOf(label) + EDGE_OF_SHEET;
    if (x > EDGE_OF_SHEET && x + needed > inner) [x, y] = [EDGE_OF_SHEET, y + LINE];
    sheet.dots.push({ x: x + DOT, y, color, shape });
    sheet.texts.push({ x: x + 2 * DOT + 4, y, text: label });
    x += needed;
  }
  for (const text of paragraphs.flatMap((paragraph) => wrapped(paragraph, inner, widthOf))) {
    y += LINE;
    sheet.texts.push({ x: EDGE_OF_SHEET, y, text });
  }
  return { ...sheet, height: y + LINE / 2 + EDGE_OF_SHEET };
}

/**
 * Draw a sheet in pixels.
 * @param {ReturnType<typeof layOut>} sheet
 * @param {ee.Pane[]} panes of which the canvases are copied
 * @param {ee.Theme} theme @param {number} ratio pixels of the canvases for one of the sheet
 * @returns {HTMLCanvasElement}
 */
export function drawSheet(sheet, panes, theme, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(sheet.width * ratio);
  canvas.height = Math.round(sheet.height * ratio);
  const context = drawingOn(canvas);
  context.fillStyle = PALETTES[theme].background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  panes.forEach(({ element }, i) => {
    for (const layer of element.querySelectorAll("canvas")) {
      context.drawImage(layer, sheet.views[i].x * ratio, sheet.views[i].y * ratio);
    }
  });
  context.scale(ratio, ratio);
  context.font = FONT;
  context.textBaseline = "middle";
  context.fillStyle = INKS[theme].text;
  for (const { x, y, text } of sheet.texts) context.fillText(text, x, y);
  for (const { x, y, color, shape } of sheet.dots) {
    context.fillStyle = color;
    context.beginPath();
    if (shape) cornersOf(shape, DOT).forEach(([dx, dy]) => context.lineTo(x + dx, y + dy));
    else context.arc(x, y, DOT, 0, 7);
    context.fill();
  }
  return canvas;
}
