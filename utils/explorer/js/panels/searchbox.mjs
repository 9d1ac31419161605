// The search box: a combobox whose list follows what is typed.

import { cellText, shortTitle } from "../vectors/data.mjs";
import { bidi, h, newId } from "../dom.mjs";
import { foldAll, search } from "../vectors/search.mjs";

/** @param {ee.Data} data @param {(row: number) => void} pick */
export function searchBox(data, pick) {
  /** @type {ReturnType<typeof foldAll> | null} */
  let folded = null;
  /** @type {number[]} */
  let rows = [];
  let active = -1;
  const listId = newId("list");
  const list = h("ul", {
    role: "listbox", id: listId, class: "ee-list", "aria-label": "Titles found", hidden: true,
  });
  const input = h("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": listId,
    "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", dir: "auto",
    placeholder: "part of a title",
    oninput: show, onkeydown: onKey, onblur: close,
  });
  const status = h("span", { role: "status", class: "ee-hidden" });

  function show() {
    folded ??= foldAll(data.titles);
    rows = search(folded, input.value, (row) => data.popularity?.values[row] || 0);
    list.replaceChildren(...rows.map((row, at) => h("li", {
      role: "option", id: `${listId}-${at}`, "aria-selected": "false", "data-row": row,
      onpointerdown: (/** @type {Event} */ event) => { event.preventDefault(); choose(at); },
    }, bidi(shortTitle(data, row)), popularityText(row))));
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    status.textContent = input.value.trim() ? `${rows.length || "no"} titles found` : "";
    mark(rows.length ? 0 : -1);
  }

  /** @param {number} row */
  function popularityText(row) {
    return data.popularity ? ` · ${cellText(data.popularity, row)} ${data.popularity.name}` : "";
  }

  /** @param {number} at */
  function mark(at) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = at;
    list.children[at]?.setAttribute("aria-selected", "true");
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at >= 0) input.setAttribute("aria-activedescendant", `${listId}-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) {
      if (list.hidden) show();
      else mark((active + step + rows.length) % rows.length);
    } else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();  // Enter and the arrows mean something to a notebook too
  }

  /** @param {number} at */
  function choose(at) {
    const row = rows[at];
    input.value = "";
    close();
    pick(row);
  }

  function close() {
    list.hidden = true;
    rows = [];
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
    mark(-1);
  }

  return h("div", { class: "ee-search" },
    h("label", { class: "ee-field" }, h("span", {}, "Find"), input), list, status);
}
