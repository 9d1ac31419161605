// Where two spaces disagree about who is near.

import { h, folding } from "../dom.mjs";
import { replaceKeepingFocus, titleButton } from "./table.mjs";

/** @param {ee.App} app @returns {ee.Panel} */
export function createApart(app) {
  const { data, store, pick } = app;
  const place = h("div");
  const element = folding("Where the two spaces disagree most", true, place);

  function update() {
    const { agreed } = app;
    element.hidden = !agreed?.apart.length;
    if (!agreed) return;
    const { k } = store.state;
    const about = `Of ${agreed.rows} ${data.noun} looked at, these share the fewest of their ${k} nearest:`;
    const items = agreed.apart.map(({ row, shared }) =>
      h("li", {}, titleButton(data, row, pick), ` ${shared} of ${k}`));
    replaceKeepingFocus(place, h("p", {}, about),
      h("ul", { class: "ee-common", "aria-label": "They disagree most" }, ...items));
  }
  return { element, update };
}
