// What anywidget imports for each widget. A module, once imported, stays in the page for good: so
// this one is small, and the program behind it is imported once for all explorers of a page.

const programs = (globalThis.courseExplorerPrograms ??= new Map());

function program(code) {
  if (!programs.has(code)) {
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    programs.set(code, import(address));
  }
  return programs.get(code);
}

export default {
  async render(context) {
    const { default: explorer } = await program(context.model.get("code"));
    return explorer.render(context);
  },
};
