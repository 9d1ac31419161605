// Elements made of text and attributes: nothing that comes from data is ever parsed as HTML.

let idsGiven = 0;

/** A name for an element that no other explorer on the page uses. @param {string} name */
export function newId(name) {
  return `ee-${name}-${Date.now().toString(36)}-${idsGiven++}`;
}

/**
 * An element. Attributes beginning with "on" are listeners; false and null leave one out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null)} children strings become text
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** What draws on a canvas. @param {HTMLCanvasElement} canvas */
export function drawingOn(canvas) {
  const options = { willReadFrequently: true };
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", options));
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of 16 by 16 in the color of the text around it. @param {string} path as of an SVG */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", width: 16, height: 16, fill: "none",
    stroke: "currentColor", "stroke-width": 1.5, "stroke-linejoin": "round", "aria-hidden": "true" })) {
    svg.setAttribute(name, String(value));
  }
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Text from data, in its own direction. @param {string} text */
export function bidi(text) {
  return h("bdi", {}, text);
}

/**
 * A select with its label.
 * @param {string} label @param {string[][]} options value and text @param {string} value
 * @param {(value: string) => void} onchange
 */
export function selectBox(label, options, value, onchange) {
  const select = h("select", { onchange: () => onchange(select.value) });
  fillSelect(select, options, value);
  return { element: h("label", { class: "ee-field" }, h("span", {}, label), select), select };
}

/**
 * Put options into a select, if they are others than before, and choose one.
 * @param {HTMLSelectElement} select @param {string[][]} options @param {string} value
 */
export function fillSelect(select, options, value) {
  const signature = JSON.stringify(options);
  if (select.dataset.options !== signature) {
    select.dataset.options = signature;
    select.replaceChildren(...options.map(([key, text]) => h("option", { value: key }, text)));
  }
  select.value = value;
}

/**
 * A button that says what it does.
 * @param {Node | string} text @param {() => void} onclick @param {Record<string, any>} [attributes]
 */
export function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}
