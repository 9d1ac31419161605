// How the explorer is started: by anywidget in a notebook, or by a page of its own.

import { h } from "./dom.mjs";
import { download } from "./files/export.mjs";
import { mount } from "./explorer.mjs";
import { fromHash } from "./state/state.mjs";

const GONE_MS = 3000;

/** Views of one model: when the last is gone for good, the kernel is told to let the model go. */
const views = new WeakMap();

/** @param {{model: ee.WidgetModel, el: HTMLElement}} context */
function render({ model, el }) {
  /** @type {any} */
  const root = h("div", { class: "course-live" });
  el.append(root);
  views.set(model, (views.get(model) ?? 0) + 1);
  const { buffer, byteOffset, byteLength } = model.get("selected");
  const selected = Array.from(new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength)));
  /** @type {number[] | null} */
  let told = null;
  const unmount = mount(root, model.get("meta"), model.get("data"), {
    channel: model,
    view: { ...model.get("view"), ...(selected.length ? { selection: selected } : {}) },
    onView({ selection: _, ...view }, selection) {
      model.set("view", view);
      // As bytes: a million rows, and twice, are more JSON than a server lets through.
      if (selection !== told) model.set("selected", new DataView(Int32Array.from(selection).buffer));
      told = selection;
      model.save_changes();
    },
  });
  /**
   * What the kernel wants to be shown, or the page that it was asked for.
   * @param {any} content @param {any[]} buffers
   */
  const hear = ({ type, patch }, buffers) => {
    if (type === "page") return download("explorer.html", new Blob(buffers, { type: "text/html" }));
    const tab = patch?.selection?.length ? { tab: "selection" } : {};
    if (type === "set") root.explorer?.store.set({ ...patch, ...tab });
  };
  model.on("msg:custom", hear);
  return () => {
    model.off("msg:custom", hear);
    unmount();
    views.set(model, views.get(model) - 1);
    setTimeout(() => { if (!views.get(model)) model.send({ type: "gone" }); }, GONE_MS);
  };
}

/**
 * The page that `utils.explorer.page` writes calls this.
 * @param {HTMLElement} root @param {any} meta @param {string} encoded
 */
export function startPage(root, meta, encoded) {
  const letters = atob(encoded);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const view = fromHash(location.hash) ?? meta.view;
  let unmount = mount(root, meta, new DataView(bytes.buffer), { view, inPage: true });
  addEventListener("hashchange", () => {
    unmount();
    unmount = mount(root, meta, new DataView(bytes.buffer), { view: fromHash(location.hash), inPage: true });
  });
}

export default { render };
