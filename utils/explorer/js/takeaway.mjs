// Buttons that save the view and the data.

import { button, h, part } from "./dom.mjs";
import { download, toCsv, toProjector, toSvg } from "./export.mjs";
import { PALETTES } from "./levels.mjs";
import { INKS, marksOf } from "./overlay.mjs";
import { unpackColor } from "./raster.mjs";
import { toHash, viewOf } from "./state.mjs";

/** @param {any} app */
export function createTakeaway(app) {
  const { data, store } = app;
  const link = h("input", { type: "text", readonly: true, "aria-label": "Link to this view", value: "" });
  const text = (name, type, content) =>
    download(name, new Blob([content], { type: `${type};charset=utf-8` }));

  /** What is selected, else what was found, else all that is shown. */
  function rows() {
    const { selection } = store.state;
    if (selection.length) return selection;
    if (app.answers.length) return app.answers[0].rows;
    return Array.from(app.visible.keys()).filter((row) => app.visible[row]);
  }

  function png() {
    const panes = app.panes.filter((pane) => pane.view);
    const sheet = h("canvas", {});
    const gap = 8;
    sheet.width = panes.reduce((sum, { top }) => sum + top.width, gap * (panes.length - 1));
    sheet.height = Math.max(...panes.map(({ top }) => top.height));
    const context = sheet.getContext("2d");
    let x = 0;
    for (const { element } of panes) {
      for (const canvas of element.querySelectorAll("canvas")) context.drawImage(canvas, x, 0);
      x += element.querySelector("canvas").width + gap;
    }
    sheet.toBlob((blob) => download("explorer.png", blob), "image/png");
  }

  function svg() {
    const [pane] = app.panes;
    const theme = app.theme();
    const inside = (x, y) => x >= 0 && y >= 0 && x <= pane.size.width && y <= pane.size.height;
    const points = Array.from(app.visible.keys()).filter((row) => app.visible[row]).map((row) => {
      const [x, y] = pane.screenOf(row);
      return { x, y, color: unpackColor(app.colors[row]), radius: pane.radius() };
    }).filter(({ x, y }) => inside(x, y));
    const labels = marksOf(data, store.state, app.answerFor(pane.view)).map(({ row, text: name }) => {
      const [x, y] = pane.screenOf(row);
      return { x: x + pane.radius() + 6, y: y + 4, text: name };
    }).filter(({ x, y }) => inside(x, y));
    text("explorer.svg", "image/svg+xml", toSvg(pane.size, PALETTES[theme].background, INKS[theme].text,
      points, labels, app.caption));
  }

  function projector() {
    const all = Array.from({ length: data.n }, (_, row) => row);
    const files = toProjector(data, data.spaces[store.state.left.space], all);
    text("vectors.tsv", "text/tab-separated-values", files.vectors);
    text("metadata.tsv", "text/tab-separated-values", files.metadata);
  }

  function show() {
    const hash = toHash(viewOf(store.state, app.initial));
    if (app.inPage) history.replaceState(null, "", hash);
    link.value = app.inPage ? location.href : hash;
    link.select();
  }

  const element = part("Take away", false,
    h("div", { class: "ee-buttons" },
      button("PNG", png, { "aria-label": "Save the view as PNG" }),
      button("SVG", svg, { "aria-label": "Save the left view as SVG" }),
      button("CSV", () => text("explorer.csv", "text/csv", toCsv(data, rows())),
        { "aria-label": "Save the selection, else what was found, as CSV" }),
      ...(data.remote ? [] : [button("TSV for the Projector", projector)]),
      button("link to this view", show)),
    link);
  return { element, update() {} };
}
