"""What a page that is printed on A4 would cut off at the margin."""

A4 = {"width": 718, "height": 1047}  # CSS pixels of 210 × 297 mm between margins of 1 cm
CUT_OFF = """() => [...document.querySelectorAll('pre, table, img, svg')]
    .filter(e => e.getClientRects().length > 0)
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline'
              || e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(e => e.textContent.trim().slice(0, 80) || e.getAttribute('alt') || e.tagName)"""


def cut_off(page):
    """How each piece of code, output, table or picture begins that is wider than its place."""
    return page.evaluate(CUT_OFF)
