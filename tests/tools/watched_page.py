"""A page of a browser that must not complain, or ask the world outside."""

import urllib.parse
from contextlib import contextmanager


@contextmanager
def watched_page(browser, **options):
    """A page in a fresh profile. At its end: no error on the console, no request to elsewhere.

    Args:
        options: as for Playwright's new_context.

    Yields:
        Playwright's page; its attribute errors lists what was complained of so far.
    """
    context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
    page = context.new_page()
    page.errors, outside = [], []

    def note_message(message):
        if message.type == "error":
            page.errors.append(f"{message.text} ({message.location.get('url')})")

    def note_address(request):
        if urllib.parse.urlsplit(request.url).hostname not in (None, "127.0.0.1"):
            outside.append(request.url)

    page.on("console", note_message)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("websocket", note_address)
    context.on("request", note_address)
    yield page
    context.close()
    assert not page.errors, "\n".join(page.errors)
    assert outside == []
