// A question in words: the kernel makes a vector of it.

import { button, h } from "../dom.mjs";

/** @param {ee.App} app @param {ee.Channel} channel @returns {ee.Panel} */
export function createAsk({ store }, channel) {
  const input = h("input", { type: "text", dir: "auto", "aria-label": "Ask in words",
    placeholder: "ask in words", onkeydown: onKey });
  const said = h("p", { class: "ee-warning", role: "alert", hidden: true });

  function ask() {
    said.hidden = true;
    if (input.value.trim()) channel.send({ type: "embed", text: input.value.trim() });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();  // Enter means something to a notebook too
    ask();
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
  return { element: h("div", {}, h("div", { class: "ee-row" }, input, button("ask", ask)), said), update() {} };
}
