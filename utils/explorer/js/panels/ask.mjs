// A question in words: the kernel makes a vector of it.

import { button, h } from "../dom.mjs";

/** @param {ee.App} app @param {ee.Channel} channel @returns {ee.Panel} */
export function createAsk({ store }, channel) {
  const input = h("input", { type: "text", dir: "auto", "aria-label": "Ask in words",
    placeholder: "ask in words" });
  const said = h("p", { class: "ee-warning", role: "alert", hidden: true });
  const form = h("form", { class: "ee-row", onsubmit: ask }, input,
    button("ask", () => {}, { type: "submit" }));

  /** @param {Event} event */
  function ask(event) {
    event.preventDefault();
    said.hidden = true;
    if (input.value.trim()) channel.send({ type: "embed", text: input.value.trim() });
  }

  channel.on("msg:custom", (message) => {
    if (message.type === "embedded") {
      const { text, vector } = message;
      store.set({ outside: { text, vector }, query: "outside", tab: "nearest" });
    }
    if (message.type === "not embedded") {
      said.textContent = `“${message.text}” could not be asked. ${message.error}`;
      said.hidden = false;
    }
  });
  return { element: h("div", {}, form, said), update() {} };
}
