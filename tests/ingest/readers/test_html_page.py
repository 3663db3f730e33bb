"""An HTML page as a whole: where its main content is, what around it is left out, and what it says of itself."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ingest.pages import read, sliced


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><a href=/>Home</a></nav>",
        "<div role=navigation>Home</div>",
        "<div class='govuk-breadcrumbs'><ol><li>Home</ol></div>",
        "<div class='cookie-banner'><p>We use cookies.</p></div>",
        "<a class='govuk-skip-link' href=#c>Skip to main content</a>",
        "<script>x</script><style>x</style><noscript>x</noscript><template><p>x</template><svg><text>x</text></svg>",
        "<p hidden>x</p><p aria-hidden=true>x</p><p style='color: red; DISPLAY:none'>x</p>",
        "<span class='govuk-visually-hidden'>x</span><span class='sr-only'>x</span><dialog>x</dialog>",
        "<button>Expand all</button>",
        "<div class=page-feedback><p>Report a problem</p></div><ul class=share-links><li>Post it</ul>",
        "<form><label>Was this useful?</label><input name=a><p>Tell us.</p></form>",
        "<div class='gem-c-related-navigation'><h2>Related</h2><ul><li><a href=/x>x</a></ul></div>",
        "<h2>Related links</h2><ul><li><a href=/x>More on x</a><li><a href=/y>More on y</a></ul>",
        "<ul><li><a href=#a>Part a</a><ul><li><a href=#b>Part b</a></ul></ul>",
        "<iframe>x</iframe><select><option>x</select><textarea>x</textarea><object>x</object>",
    ],
)
def test_what_a_website_prints_around_its_guidance_is_left_out(furniture: str) -> None:
    reading = read(f"<main><h1>T</h1>{furniture}<p>Be <b>kind</b>.</p>{furniture}</main>")
    assert reading.text == "T\n\nBe kind."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<h2 id=feedback class=feedback-heading>Ask for feedback</h2>", "Ask for feedback"),
        ("<div class='hidden md:block'>On wide screens</div>", "On wide screens"),
        ("<ul><li><a href=/x>Guidance on consent</a></ul>", "  • Guidance on consent"),
        ("<ul><li><a href=#a>Consent</a> comes first</ul>", "  • Consent comes first"),
        ("<section class=share><h2 class=feedback>Feedback</h2></section>", "Feedback"),
        ("<div hidden=until-found>Found by searching</div>", "Found by searching"),
        ("<aside>In short</aside><footer>Last</footer>", "In short\n\nLast"),
        ("<div class='feedback'><h1>Feedback</h1></div>", "Feedback"),
        ("<h2>Related links</h2><p>We link to others.</p>", "Related links\n\nWe link to others."),
        (f"<form><input><p>{'You must. ' * 60}</p></form>", ("You must. " * 60).strip()),
    ],
)
def test_what_only_looks_like_furniture_stays(content: str, text: str) -> None:
    assert read(f"<main>{content}<p>Be kind.").text == f"{text}\n\nBe kind."


def test_the_furniture_of_a_page_of_the_hcpc_is_set_apart() -> None:
    reading = read(
        "<body><p>Service banner<main><p>Skip navigation</p><h1>T</h1><p>Expand all</p><p>Be kind.</p>"
        "<p>Back to top</p><p>Registrants, Students</p><p>Page updated on: <span>24/03/2021</span></p>"
        "<p>Print this page</p><div><a href=/print>View a printable version of the whole guide</a></div></main>"
    )
    assert [sliced(reading, span) for span in reading.furniture] == [
        "Skip navigation",
        "Expand all",
        "Back to top",
        "Registrants, Students",
        "Page updated on: 24/03/2021",
        "Print this page",
        "View a printable version of the whole guide",
    ]
    assert [sliced(reading, block.span) for block in reading.blocks] == ["T", "Be kind."]
    assert reading.updated == date(2021, 3, 24)


@pytest.mark.parametrize(
    "page",
    [
        "<header>H</header><main>{}</main><footer>F</footer>",
        "<p>H</p><div role=main>{}</div><p>F</p>",
        "<p>H</p><article>{}</article><p>F</p>",
        "<main></main><article>{}</article>",
        "<main hidden>Loading</main><main>{}</main>",
        "<header><p>H</header><div>{}</div><footer>F</footer><aside><p>A</aside>",
        "<div><a href=/a>A</a><a href=/b>B</a></div><div><form id=aspnet><input><div>{}</div></form></div><div>F</div>",
        "<div><h1>T</h1></div><div><a href=/a>A</a></div><div><div>{}</div></div>",
        "<table><tr><td><a href=/>A</a></table><table><tr><td>{}</table>",
        "{}",
        "<article>A teaser</article><article>Another one</article><div>{}</div>",
        "<custom-app role=main>{}</custom-app>",
    ],
)
def test_the_main_content_is_found(page: str) -> None:
    content = "<h1>T</h1><p>You must be kind to all whom you meet.</p><p>And careful with what they tell you.</p>"
    text = read(page.format(content)).text
    assert text.removeprefix("T\n\n") == (
        "You must be kind to all whom you meet.\n\nAnd careful with what they tell you."
    )


def test_a_page_says_its_title_address_date_and_language() -> None:
    reading = read(
        "<html lang=en-GB><head><title>T - HCPC</title><link rel=canonical href='https://www.hcpc-uk.org/t/'>"
        "<meta property=article:modified_time content=2021-05-03T10:00:00Z></head><main><h1>The\n <b>title</b></h1><p>x"
    )
    assert (reading.title, reading.url) == ("The title", "https://www.hcpc-uk.org/t/")
    assert (reading.updated, reading.language) == (date(2021, 5, 3), "en")


@pytest.mark.parametrize(
    ("stated", "updated"),
    [
        ("<p>Tudalen wedi’i diweddaru ymlaen: 24/03/2021</p>", date(2021, 3, 24)),
        ("<p>Last updated: 3 May 2021</p>", date(2021, 5, 3)),
        ("<p>Updated <time datetime=2021-05-03>yesterday</time></p>", date(2021, 5, 3)),
        ("<p>Our meeting on <time datetime=2021-05-03>3 May</time> 2021</p>", None),
        ("<p>Published 3 May 2021</p>", None),
        ("<p>Updated <time datetime=2021-15-03>soon</time></p>", None),
        ("</main><footer>Page updated on: 24/03/2021</footer>", date(2021, 3, 24)),
        ("", None),
    ],
)
def test_the_date_is_the_page_s_own_and_never_guessed(stated: str, updated: date | None) -> None:
    assert read(f"<main><p>Be kind.</p>{stated}").updated == updated


@pytest.mark.parametrize("address", ["/t/", "javascript:x()", "", "https://a b"])
def test_an_address_that_is_none_is_none(address: str) -> None:
    reading = read(f"<link rel=canonical href='{address}'><title> </title><html lang='?'><main><p>x")
    assert (reading.url, reading.title, reading.language) == (None, None, None)


def test_what_stands_around_an_old_page_is_known_by_its_ids() -> None:
    """Short ones, too: on a long page the densest part is found without them."""
    reading = read(
        "<body><div id=header><div id=menu><ul><li><a href=/>Home</a></ul></div></div>"
        "<div id='left-nav'><h3>Quick links</h3></div>"
        "<div id=content><h1>T</h1><p>Be kind.</p><div class=header><h2>Why</h2></div><p>It helps.</p>"
        "<div id=menu-planning><p>Plan meals.</p></div></div><div id=footer><p>Privacy</p></div>"
    )
    assert reading.text == "T\n\nBe kind.\n\nWhy\n\nIt helps.\n\nPlan meals."


def test_the_dates_below_a_page_are_its_own_and_not_quoted() -> None:
    """As GOV.UK prints them, in one element."""
    reading = read(
        "<main><h1>T</h1><p>Be kind.</p><div>Published 14 March 2020<br>Last updated 12 May 2023</div></main>"
    )
    assert reading.updated == date(2023, 5, 12)
    assert [sliced(reading, block.span) for block in reading.blocks] == ["T", "Be kind."]
