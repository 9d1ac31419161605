// A quiz as native form elements: it answers in the browser, by mouse, keys or screen reader.

let made = 0;

function h(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Text with `code` between backticks; data never becomes HTML. */
function marked(text) {
  const parts = text.split("`").map((part, n) => (n % 2 ? h("code", { textContent: part }) : part));
  return h("span", {}, ...parts);
}

/** A form for options: its rows, and what is chosen. */
function optionsForm(question) {
  const name = `course-quiz-${(made += 1)}`;
  const type = question.kind === "one" ? "radio" : "checkbox";
  const rows = question.options.map((option) => {
    const input = h("input", { type, name });
    const note = h("div", { className: "course-quiz-why" });
    return { option, input, note, row: h("div", {}, h("label", {}, input, marked(option.text)), note) };
  });
  return {
    nodes: rows.map(({ row }) => row),
    check() {
      const chosen = rows.filter(({ input }) => input.checked);
      if (!chosen.length) return { said: "Choose first." };
      for (const { option, input, note } of rows) {
        note.replaceChildren();
        if (!input.checked) continue;
        note.append(h("b", { textContent: option.right ? "✓ Right. " : "✗ Wrong. " }), marked(option.why));
      }
      const missed = rows.filter(({ option, input }) => option.right && !input.checked).length;
      const wrong = chosen.filter(({ option }) => !option.right).length;
      return { right: !missed && !wrong, said: verdict(missed, wrong, chosen.map(({ option }) => option.why)) };
    },
  };
}

function verdict(missed, wrong, whys) {
  if (!missed && !wrong) return `Right. ${whys.join(" ")}`;
  const parts = [];
  if (wrong) parts.push(wrong === 1 ? "one choice is wrong" : `${wrong} choices are wrong`);
  if (missed && !wrong) parts.push(missed === 1 ? "one more is right" : `${missed} more are right`);
  return `Not yet: ${parts.join(", ")}. ${whys.join(" ")}`;
}

function numberForm(question) {
  const input = h("input", { type: "text", inputMode: "decimal", size: 10 });
  const label = h("label", {}, "Your number: ", input, question.unit ? ` ${question.unit}` : "");
  return {
    nodes: [label],
    check() {
      const written = input.value.trim().replace(",", ".").replace("−", "-");
      const value = Number(written);
      if (!written || !Number.isFinite(value)) return { said: "Write a number first, such as 0.25." };
      const right = Math.abs(value - question.answer) <= question.tolerance;
      if (right) return { right, said: `Right: ${`${question.answer} ${question.unit}`.trim()}. ${question.why}` };
      return { right, said: `Not yet: ${value < question.answer ? "it is more" : "it is less"}.` };
    },
  };
}

/** Items in an order that is the same each time, and is not the right one. */
function shuffled(items) {
  const turned = [...items.slice(1), items[0]];
  return turned.reverse();
}

function orderForm(question) {
  const list = h("ol", { className: "course-quiz-order" });
  const move = (row, step) => {
    const rows = [...list.children];
    const to = rows.indexOf(row) + step;
    if (to < 0 || to >= rows.length) return;
    rows[to][step < 0 ? "before" : "after"](row);
  };
  for (const item of shuffled(question.items)) {
    const row = h("li", {});
    row.dataset.item = item;
    const button = (mark, step, where) => {
      const node = h("button", { type: "button", textContent: mark });
      node.setAttribute("aria-label", `Move ${item} ${where}`);
      node.onclick = () => { move(row, step); node.focus(); };
      return node;
    };
    row.append(button("↑", -1, "up"), button("↓", 1, "down"), marked(item));
    list.append(row);
  }
  return {
    nodes: [list],
    check() {
      const places = [...list.children].map(({ dataset }) => question.items.indexOf(dataset.item));
      const first = places.findIndex((place, n) => place !== n);
      if (first < 0) return { right: true, said: `Right. ${question.why}` };
      return { right: false, said: `Not yet: place ${first + 1} is the first that is wrong.` };
    },
  };
}

const FORMS = { one: optionsForm, several: optionsForm, number: numberForm, order: orderForm };
const ASKS = { one: "Choose one.", several: "Choose all that are right.", number: "", order: "Put in order." };

function ask(question, number, total, onAnswer) {
  const form = FORMS[question.kind](question);
  const said = h("p", { className: "course-quiz-said" });
  said.setAttribute("role", "status");
  const button = h("button", { type: "submit", textContent: "Answer" });
  button.setAttribute("aria-label", `Answer question ${number}`);
  const legend = h("legend", {}, `${number} of ${total}: `, marked(question.text), ` ${ASKS[question.kind]}`);
  const box = h("form", {}, h("fieldset", {}, legend, ...form.nodes, button, said));
  box.onsubmit = (event) => {
    event.preventDefault();
    const { right, said: words } = form.check();
    said.textContent = words;
    said.dataset.right = right === undefined ? "" : String(right);
    if (right !== undefined) onAnswer(number, right);
  };
  return box;
}

/** Fill `root` with the questions. A page without a kernel calls this, too. */
export function startQuiz(root, questions) {
  const answers = new Map();
  const score = h("p", { className: "course-quiz-score" });
  score.setAttribute("role", "status");
  const onAnswer = (number, right) => {
    answers.set(number, right);
    const n = [...answers.values()].filter(Boolean).length;
    score.textContent = `${n} of ${questions.length} right so far.`;
  };
  const forms = questions.map((question, n) => ask(question, n + 1, questions.length, onAnswer));
  root.className = "course-quiz course-live";
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab leaves the keys to the form
  root.append(...forms, score);
}

function render({ model, el }) {
  const root = h("div");
  el.append(root);
  startQuiz(root, model.get("questions"));
}

export default { render };
