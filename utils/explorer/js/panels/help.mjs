// How to move on the map, for whoever looks for it.

import { h } from "../dom.mjs";
import { KEYS_HELP } from "../drawing/keys.mjs";

const WAYS = [
  ["Mouse", "Drag to move the map, or to select with “select a box” and “select by lasso”; Shift and drag "
    + "selects a box at any time. After a click on the map the wheel zooms; Ctrl and the wheel always do."],
  ["Touch", "One finger moves the map or selects, two zoom, a tap picks."],
  ["Keys", `Tab to the map. ${KEYS_HELP}`],
];

/** What one can do on a map, by mouse, touch and keys. @returns {ee.Panel} */
export function createHelp() {
  const element = h("details", { class: "ee-menu" }, h("summary", { "aria-label": "Help" }, "?"),
    h("div", { class: "ee-list", tabindex: "0", role: "region", "aria-label": "How to move on the map" },
      h("dl", {}, ...WAYS.flatMap(([name, how]) => [h("dt", {}, name), h("dd", {}, how)]))));
  return { element, update() {} };
}
