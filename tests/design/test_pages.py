import re

import pytest

from holdfast.design.forms import SampleForm

HUB = {"name": "Northfell Staff Support Hub", "slug": "northfell", "telephone": "0808 157 0000"}
NAV = [{"label": word, "href": f"/{word}"} for word in ("Today", "People", "Diary", "Alerts", "Team")]


@pytest.fixture
def components(pages):
    page = pages.get_template("design/components_page.html")
    return {ground: page.render(ground=ground, form=SampleForm({}), hub=HUB) for ground in ("public", "staff")}


def test_help_now_can_be_served_with_nothing_at_all(pages):
    page = pages.get_template("design/help_now.html").render()

    assert re.findall('href="((?:tel|sms):.*?)"', page) == ["tel:111", "tel:999", "tel:116123", "sms:85258"]


@pytest.mark.parametrize("name", ["plain", "public"])
def test_a_page_can_be_served_without_a_hub(pages, name):
    page = pages.get_template(f"design/{name}.html").render(title="Busy")

    assert "<title>Busy – Staff support</title>" in page


@pytest.mark.parametrize("ground", ["public", "staff"])
def test_a_page_holds_no_inline_script_or_style_and_asks_no_other_host(components, ground):
    page = components[ground]

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|https?://|javascript:", page) == []


@pytest.mark.parametrize("ground", ["public", "staff"])
def test_no_two_things_on_a_page_share_an_id(components, ground):
    ids = re.findall(r'\sid="(.*?)"', components[ground])

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("ground", ["public", "staff"])
def test_every_description_that_is_promised_is_on_the_page(components, ground):
    page = components[ground]
    promised = {
        each for group in re.findall(r'aria-(?:describedby|labelledby)="(.*?)"', page) for each in group.split()
    }

    assert promised - set(re.findall(r'\sid="(.*?)"', page)) == set()


def test_help_and_the_way_out_come_first_on_a_public_page(components):
    links = re.findall(r'<a [^>]*href="(.*?)"', components["public"])

    assert links[:3] == ["#maincontent", "/front_door:help_now", "/front_door:leave"]


def test_signing_out_is_a_form_that_posts(pages):
    person = {"name": "Nell Sampleton", "is_authenticated": True}
    page = pages.get_template("design/staff.html").render(request={"user": person}, csrf_input="TOKEN", nav=NAV)

    assert re.findall(r'<form method="post" action="(.*?)">TOKEN<button', page) == ["/account_logout"]


def test_more_on_a_phone_leads_to_everything_a_role_may_open(pages):
    page = pages.get_template("design/staff.html").render(nav=NAV)
    foot = page.split('id="more"')[1]

    assert 'href="#more"' in page
    assert [f'href="{item["href"]}"' in foot for item in NAV] == [True] * 5


def test_staff_pages_keep_no_copy_of_a_record_in_the_browser(pages):
    assert '"historyCacheSize": 0' in pages.get_template("design/staff.html").render()
