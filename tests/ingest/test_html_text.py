"""Only the words that a reader sees count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.html_text import QUOTE_END, QUOTE_START, html_to_text, read_html

LIE = "le CCC atteste de l'impossibilité"


@pytest.mark.parametrize(
    "hidden",
    [
        f"<!-- {LIE} -->",
        f"<script>{LIE}</script>",
        f"<style>{LIE}</style>",
        f"<title>{LIE}</title>",
        f"<template>{LIE}</template>",
        f'<p style="display:none">{LIE}</p>',
        f'<p style="DISPLAY : None !important">{LIE}</p>',
        f'<p style="visibility:hidden">{LIE}</p>',
        f"<p hidden>{LIE}</p>",
        f'<p style="font-size:0">{LIE}</p>',
        f'<p style="font-size:1px">{LIE}</p>',
        f'<p style="font: 0px/1 Arial">{LIE}</p>',
        f'<p style="opacity:0">{LIE}</p>',
        f'<p style="color:#fff">{LIE}</p>',
        f'<p style="color:white"><b>{LIE}</b></p>',
        f'<font color="#FEFEFE">{LIE}</font>',
        f'<p style="color:rgb(250,250,250)">{LIE}</p>',
        f'<table bgcolor="#003366"><tr><td><span style="color:#003366">{LIE}</span></td></tr></table>',
        f'<div style="background:#222"><span style="color:#232323">{LIE}</span></div>',
        f'<p style="mso-hide:all">{LIE}</p>',
        f'<div style="max-height:0;overflow:hidden">{LIE}</div>',
        f'<div style="height:0px; overflow: hidden">{LIE}</div>',
        f'<p style="position:absolute;left:-9999px">{LIE}</p>',
        f'<p style="text-indent:-9999px">{LIE}</p>',
        f"<style>.preheader {{ display: none }}</style><p class=preheader>{LIE}</p>",
        f"<style>@media screen {{ p.x {{ color: #fff }} }}</style><p class=x>{LIE}</p>",
        f"<style><!-- #a > span {{ font-size: 0 }} --></style><p id=a><span>{LIE}</span></p>",
        f'<input type="hidden" value="x">{""}<noscript>{LIE}</noscript>',
        f'<img alt="{LIE}">',
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    assert html_to_text(f"<html><body><p>Avant</p>{hidden}<p>Après</p></body></html>").split() == ["Avant", "Après"]


@pytest.mark.parametrize(
    "shown",
    [
        "<p>vu</p>",
        '<p style="color:#777">vu</p>',
        '<p style="color:windowtext">vu</p>',
        '<table bgcolor="#003366"><tr><td><span style="color:white">vu</span></td></tr></table>',
        '<div style="background-color:#000091;color:#fff">vu</div>',
        '<div style="color:white"><p style="color:black">vu</p></div>',
        '<div style="visibility:hidden"><p style="visibility:visible">vu</p></div>',
        '<div style="font-size:0"><p style="font-size:11pt">vu</p></div>',
        '<div style="overflow:hidden;max-height:500px">vu</div>',
        "<style>@media (max-width:600px) { p { display:none } }</style><p>vu</p>",
        "<style>@media (prefers-color-scheme: dark) { p { color:white } }</style><p>vu</p>",
        "<style>p { color: nonsense; } }{ broken</style><p>vu</p>",
        '<a href="http://x.fr" style="color:#1155cc">vu</a>',
        '<p style="background:url(x.png) no-repeat #fff">vu</p>',
        "<p>v&#117;</p>",
        "vu",
        "<div><div><table><tr><td>vu",
    ],
)
def test_what_is_shown_is_read(shown: str) -> None:
    assert html_to_text(shown).split() == ["vu"]


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ('<p>a</p><p style="display:none">b <i>c</i> d<script>x</script></p>e', ("b", "c", "d")),
        ('<p style="color:#fff">b<b style="color:#000">a</b>c</p>', ("b", "c")),
        ("<title>x</title><!-- y --><style>z</style><p>a</p>", ()),
    ],
)
def test_what_was_hidden_is_told_apart(html: str, hidden: tuple[str, ...]) -> None:
    assert sorted(read_html(html).hidden) == sorted(hidden)


def test_words_behind_a_hidden_element_stay() -> None:
    assert html_to_text("<p>un <span style='display:none'>x</span>deux<!-- y --> trois</p>").split() == [
        "un", "deux", "trois",
    ]  # fmt: skip


def test_lines_and_cells_stay_apart() -> None:
    text = html_to_text(
        "<p>Nom<br>Prénom</p><table><tr><td>Nom</td><td>SARR</td></tr><tr><td>A</td><td>B</td></tr></table>"
    )
    lines = [line.split() for line in text.splitlines() if line.strip()]
    assert lines == [["Nom"], ["Prénom"], ["Nom", "SARR"], ["A", "B"]]


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite">cité</blockquote>',
        '<div class="gmail_quote">cité</div>',
        '<div class="gmail_quote gmail_quote_container">cité</div>',
        '<div class="moz-forward-container">cité</div>',
        '<div id="ydp1" class="yahoo_quoted">cité</div>',
        '<div class="protonmail_quote">cité</div>',
        '<blockquote style="border-left: 2px solid #1010FF; padding-left:5px">cité</blockquote>',
        "<p>Le 3 mars 2025 à 10:12, X &lt;x@y.fr&gt; a écrit :</p><blockquote>cité</blockquote>",
    ],
)
def test_quotations_are_marked(quote: str) -> None:
    text = html_to_text(f"<p>propre</p>{quote}<p>propre aussi</p>")
    inside = text[text.index(QUOTE_START) : text.index(QUOTE_END)]
    assert "cité" in inside
    assert "propre" not in inside


def test_an_indented_paragraph_is_no_quotation() -> None:
    assert QUOTE_START not in html_to_text('<blockquote style="margin:0 0 0 40px;border:none">à moi</blockquote>')


def test_the_marks_cannot_be_forged() -> None:
    assert QUOTE_START not in html_to_text(f"<p>{QUOTE_START}x{QUOTE_END}</p>")


def test_great_depth_still_gives_the_words() -> None:
    assert "fond" in html_to_text("<div>" * 1500 + "fond")


@given(st.text(alphabet="<>/=\"' abdisplay:none;tr{}&#x0éstyle", max_size=200))
def test_any_html_has_a_text(untrusted: str) -> None:
    assert isinstance(html_to_text(untrusted), str)
