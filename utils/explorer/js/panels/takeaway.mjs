// Buttons that save the view and the data.

import { button, h } from "../dom.mjs";
import { download, toCsv, toProjector } from "../files/export.mjs";
import { levelLooks } from "../drawing/levels.mjs";
import { INKS } from "../drawing/overlay.mjs";
import { shapeOf, unpackColor } from "../drawing/raster.mjs";
import { drawSheet, layOut } from "../files/sheet.mjs";
import { toHash, viewOf } from "../state/state.mjs";
import { toSvg } from "../files/svg.mjs";

/** @param {ee.App} app @returns {ee.Panel} */
export function createTakeaway(app) {
  const { data, store } = app;
  const link = h("input", { type: "text", readonly: true, "aria-label": "Link to this view", value: "" });
  /** @param {string} name @param {string} type @param {string} content */
  const text = (name, type, content) =>
    download(name, new Blob([content], { type: `${type};charset=utf-8` }));

  /** What is selected, else what was found, else all that is shown. */
  function rows() {
    const { selection } = store.state;
    if (selection.length) return selection;
    if (app.answers.length) return app.answers[0].rows;
    return Array.from(app.visible.keys()).filter((row) => app.visible[row]);
  }

  /** Of what was found its rank and score, if it is that which is written. */
  function ranking() {
    if (store.state.selection.length || !app.answers.length) return [];
    const { scores, measure } = app.answers[0];
    return [{ name: "rank", cell: (/** @type {number} */ at) => String(at + 1) },
      { name: measure, cell: (/** @type {number} */ at) => String(scores[at]) }];
  }

  /** The views, the legend and the caption, laid out. */
  function sheet() {
    const { state } = store;
    const { labels, counts } = app.model.levels(state);
    const looks = levelLooks(app.model.levels(state), app.theme());
    const legend = labels.map((label, i) => ({ label: `${label.slice(0, 40)} ${counts[i]}`, ...looks[i] }))
      .filter((_, i) => !state.hidden.includes(labels[i]));
    const views = app.shownPanes().map(({ view, size }) => ({ title: app.fullTitleOf(view), size }));
    return layOut(views, legend, [app.caption, `Measure: ${state.measure}.`], app.panes[0].widthOf);
  }

  function png() {
    drawSheet(sheet(), app.shownPanes(), app.theme(), app.panes[0].ratio)
      .toBlob((blob) => { if (blob) download("explorer.png", blob); }, "image/png");
  }

  function svg() {
    const rows = Array.from(app.visible.keys()).filter((row) => app.visible[row]);
    const views = app.shownPanes().map((pane) => ({
      size: pane.size, radius: pane.radius(), labels: pane.layout.labels, marks: pane.marks(),
      points: rows.flatMap((row) => {
        const [x, y] = pane.screenOf(row);
        const inside = x >= 0 && y >= 0 && x <= pane.size.width && y <= pane.size.height;
        return inside ? [{ x, y, color: unpackColor(app.colors[row]), shape: shapeOf(app.colors[row]) }] : [];
      }),
    }));
    text("explorer.svg", "image/svg+xml", toSvg(sheet(), views, INKS[app.theme()], app.caption));
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

  const element = h("details", { class: "ee-menu" }, h("summary", {}, "Save"), h("div", { class: "ee-list" },
    h("div", { class: "ee-buttons" },
      button("PNG", png, { "aria-label": "Save the view as PNG" }),
      button("SVG", svg, { "aria-label": "Save the view as SVG" }),
      button("CSV", () => text("explorer.csv", "text/csv", toCsv(data, rows(), ranking())),
        { "aria-label": "Save the selection, else what was found, as CSV" }),
      ...(data.remote ? [] : [button("TSV for the Projector", projector)]),
      ...(app.channel && !data.remote ? [button("HTML page", () => app.channel?.send({ type: "page" }))] : []),
      button("link to this view", show)),
    h("p", {}, h("small", {}, app.inPage ? "The link opens this page with what you see now."
      : "The link goes behind the address of a page that to_html() wrote. In a notebook pass "
        + "view=explorer.view to another explorer.")),
    link));
  return { element, update() {} };
}
