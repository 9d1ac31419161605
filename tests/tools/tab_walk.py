"""Walk through a part of a page by Tab, and hear what a screen reader would say at each stop."""

from dataclasses import dataclass

# Marks what can be operated and is seen; of radio buttons of one name Tab reaches one.
MARK = """root => {
    const operable = 'a[href], button, input, select, textarea, summary, canvas[tabindex], ' +
        '[role=slider], [contenteditable=true]:not([tabindex="-1"]), [tabindex="0"]';
    const names = new Set();
    const isFirst = radio => !names.has(radio.name) && names.add(radio.name);
    const found = [...root.querySelectorAll(operable)].filter(element => !element.disabled
        && element.getAttribute('tabindex') !== '-1'
        && element.checkVisibility({ visibilityProperty: true })
        && (element.type !== 'radio' || isFirst(element)));
    const mark = (element, n) => element.dataset.walk = element.type === 'radio'
        ? element.name : String(n);
    return found.map(mark);
}"""
FIRST = "root => root.querySelector('[data-walk]').focus()"
AT = """root => {
    const now = document.activeElement;
    if (!root.contains(now)) return null;
    const mark = now.type === 'radio' ? now.name : now.dataset.walk ?? now.outerHTML.slice(0, 99);
    return { mark, value: now.getAttribute('aria-valuetext') ?? now.value ?? now.textContent };
}"""


@dataclass(frozen=True)
class Stop:
    """A control that has the focus.

    Attributes:
        mark: which one it is.
        role, name, value: what a screen reader says.
    """

    mark: str
    role: str
    name: str
    value: str


def walk(root):
    """Walk through `root` by Tab, from its first control until Tab leads out.

    Args:
        root: Locator.

    Returns:
        (marks of all controls in it, list of the Stops).
    """
    page, root = root.page, root.element_handle()  # the cell beside it becomes the active one
    marks = root.evaluate(MARK)
    session = page.context.new_cdp_session(page)
    root.evaluate(FIRST)
    stops = []
    while len(stops) <= len(marks) and (at := root.evaluate(AT)):
        role, name = _said(session)
        stops.append(Stop(at["mark"], role, name, at["value"]))
        page.keyboard.press("Tab")
    session.detach()
    return set(marks), stops


def _said(session):
    """Role and name of what has the focus, as the browser tells a screen reader."""
    focused = session.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
    (node, *_) = session.send(
        "Accessibility.getPartialAXTree",
        {"objectId": focused["objectId"], "fetchRelatives": False},
    )["nodes"]
    return node["role"]["value"], node.get("name", {}).get("value", "")
