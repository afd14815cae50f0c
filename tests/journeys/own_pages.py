"""What a person does with their own pages in more than one journey."""

import re

from tests.journeys.conftest import work_the_queue

PIN = "4921 7305"
EMAIL = "tansy@home.example"


def press(page, name):
    """Reach a link, a button or a fold by the keyboard alone, and press it, once the page that has it is there."""
    page.locator("a, button, summary").filter(has_text=name).first.wait_for(state="attached")
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no {name} is reached by Tab")


def the_link_in(postbox):
    """The link in the last mail to them, which names nobody."""
    work_the_queue()
    mail = [message for message in postbox.mail if message["To"] == EMAIL][-1]
    words = mail.get_content()
    assert "Tansy" not in words + mail["Subject"]
    return re.search(r"http\S+/p/\S+/", words)[0]
