// Groups of rows that lie close in the space: each with its name, checked, and its size.

import { bidi, button, h } from "../dom.mjs";
import { progressOf } from "./maps.mjs";
import { replaceKeepingFocus } from "./table.mjs";

const HOW_FOUND = "Found in all dimensions of the space, not on a map. One half of the members suggests a "
  + "name; purity is the share of the other half that has it, “of all” its share of all rows. Held is the "
  + "share of the members' ten nearest that are in the cluster, too.";
const HEADS = ["cluster", "size", "purity", "of all", "held"];

/** @param {number | null} share */
const inPercent = (share) => (share === null ? "" : `${Math.round(100 * share)} %`);

/** @param {ee.App} app @returns {ee.Panel} */
export function createClusters(app) {
  const { data, store, making } = app;
  const place = h("div");
  const element = h("div", {}, place);

  /** Rows of one cluster. @param {string} name @param {string} column */
  function members(name, column) {
    const found = data.columns.find((one) => one.name === column);
    if (found?.kind !== "levels") return [];
    const code = found.levels.indexOf(name);
    const rows = [];
    for (let row = 0; row < data.n; row++) {
      const at = found.starts[row];
      if (found.starts[row + 1] > at && found.codes[at] === code) rows.push(row);
    }
    return rows;
  }

  /** @param {ee.Clusters} clusters */
  function table({ column, found }) {
    const lines = found.map(({ name, size, purity, overall, held }) => h("tr", {},
      h("th", { scope: "row" }, button(bidi(name), () => store.set({ selection: members(name, column) }),
        { class: "ee-pick", "aria-label": `Select ${name}` })),
      h("td", {}, String(size)), ...[purity, overall, held].map((share) => h("td", {}, inPercent(share)))));
    const caption = `${found.length} clusters; press one to select its ${data.noun}`;
    return h("div", { class: "ee-scroll", tabindex: "0", role: "region", "aria-label": "Clusters" },
      h("table", {}, h("caption", {}, caption),
        h("thead", {}, h("tr", {}, ...HEADS.map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, ...lines)));
  }

  /** @returns {Node[]} */
  function content() {
    const { jobs } = making;
    const finds = jobs && !jobs.work
      ? [button("find clusters", () => jobs.start("Clusters", { what: "clusters" }))] : [];
    const { clusters } = data;
    if (!clusters) return [...finds, h("p", {}, HOW_FOUND)];
    const color = button("color by them", () => store.set({ color: clusters.column, hidden: [] }));
    return [h("div", { class: "ee-buttons" }, color), table(clusters), h("p", {}, h("small", {}, HOW_FOUND))];
  }

  /** @type {ee.Panel["update"]} */
  function update(_, changed) {
    if (!changed.has("data")) return;
    replaceKeepingFocus(place, ...content(), ...(making.jobs ? progressOf(making.jobs) : []));
  }
  return { element, update };
}
