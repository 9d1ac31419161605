// Other maps, maps of a part, and how far a map can be trusted.

import { button, h } from "../dom.mjs";
import { LEAST_PART, PART } from "../state/making.mjs";
import { replaceKeepingFocus } from "./table.mjs";

const HOW_ISOLATED = "Isolating shows the selected rows alone, on a map that is made of them alone.";
const HOW_TRUSTED = "A map keeps some neighbors and loses others: this colors by the share that is kept.";

/**
 * How far the kernel is, and a button that stops it; or what went wrong.
 * @param {NonNullable<ee.Making["jobs"]>} jobs
 */
export function progressOf(jobs) {
  const { work } = jobs;
  if (!work) return [];
  if (work.problem) {
    return [h("p", { class: "ee-warning", role: "alert" }, `${work.what} failed: ${work.problem}`),
      button("close", () => jobs.stop())];
  }
  const percent = Math.round(100 * work.share);
  const progress = h("progress", { max: "100", value: percent, "aria-label": work.what });
  return [h("label", { class: "ee-field" }, h("span", {}, `${work.what}: ${percent} %`), progress),
    button("stop", () => jobs.stop())];
}

/** @param {ee.App} app @returns {ee.Panel} */
export function createMaps(app) {
  const { data, store, making } = app;
  const place = h("div", { class: "ee-filter" });
  const summary = h("summary", {}, "Maps");
  const element = h("details", { class: "ee-menu" }, summary, h("div", { class: "ee-list" }, place));

  /** @param {ee.State} state @returns {(Node | string)[]} */
  function offers({ left, only, selection }) {
    const space = data.spaces[left.space];
    const { jobs } = making;
    const name = only ? `${PART} t-sne` : "t-sne";
    const asks = jobs && !jobs.work && !data.epochs && !(name in space.maps);
    const make = () => jobs?.start(only ? "A t-SNE map of the part" : "A t-SNE map",
      { what: "map", space: left.space, method: "t-sne" }, only);
    const isolates = selection.length >= LEAST_PART && !data.epochs;
    const trusts = !data.remote && left.layout in space.maps && making.trusting === null;
    return [
      ...(asks ? [button(only ? "make a t-SNE map of these" : "make a t-SNE map", make)] : []),
      ...(isolates ? [button(`isolate the ${selection.length} selected`,
        () => making.isolate(selection))] : []),
      ...(only ? [button("show all again", () => making.release())] : []),
      ...(only || isolates ? []
        : [h("p", {}, h("small", {}, `Select some ${data.noun} first. ${HOW_ISOLATED}`))]),
      ...(trusts ? [button("color by the neighbors that the map keeps", () => making.colorByTrust()),
        h("p", {}, h("small", {}, HOW_TRUSTED))] : []),
      ...(making.trusting === null ? [] : [h("p", { role: "status" },
        `Looking for neighbors: ${Math.round(100 * making.trusting)} %`)]),
    ];
  }

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    if (!["data", "left", "only", "selection"].some((key) => changed.has(key))) return;
    const busy = making.jobs?.work && !making.jobs.work.problem;
    summary.textContent = busy ? "Maps …" : state.only ? "Maps (a part)" : "Maps";
    replaceKeepingFocus(place, ...offers(state), ...(making.jobs ? progressOf(making.jobs) : []));
  }
  return { element, update };
}

