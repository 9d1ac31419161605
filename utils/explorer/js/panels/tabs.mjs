// Beside the map: what is known of the picked row, and below it one of several panels at a time.

import { h, newId } from "../dom.mjs";

/**
 * @param {ee.App} app @param {ee.Panel} head stays above the tabs
 * @param {(ee.Panel & {name: string, title: string})[]} panels
 * @returns {ee.Panel}
 */
export function createTabs({ store }, head, panels) {
  const tabs = panels.map(({ name, title, element }) => {
    const id = newId("tab");
    element.setAttribute("role", "tabpanel");
    element.setAttribute("aria-labelledby", id);
    element.id = newId("panel");
    return h("button", { type: "button", role: "tab", id, "aria-controls": element.id, "data-tab": name,
      onclick: () => store.set({ tab: name }) }, title);
  });
  const list = h("div", { role: "tablist", class: "ee-tabs", "aria-label": "Beside the map", onkeydown: onKey },
    ...tabs);

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const at = panels.findIndex(({ name }) => name === store.state.tab);
    /** @type {Record<string, number>} */
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: panels.length - 1 };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const chosen = (next + panels.length) % panels.length;
    store.set({ tab: panels[chosen].name });
    tabs[chosen].focus();
  }

  /** @type {ee.Panel["update"]} */
  function update(state, changed) {
    head.update(state, changed);
    const shown = panels.some(({ name }) => name === state.tab) ? state.tab : panels[0].name;
    panels.forEach(({ name, element, update: follow }, i) => {
      follow(state, changed);
      element.hidden = name !== shown;
      tabs[i].setAttribute("aria-selected", String(name === shown));
      tabs[i].tabIndex = name === shown ? 0 : -1;
      if (changed.has("tab") && name === shown) list.scrollLeft = tabs[i].offsetLeft - list.offsetLeft;
    });
  }

  const element = h("div", { class: "ee-side" }, head.element, list, ...panels.map((panel) => panel.element));
  return { element, update };
}
