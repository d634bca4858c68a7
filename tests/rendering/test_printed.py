"""A page as Markdown: each kind of block, what paper leaves out, and words of others that must not become markup."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from kb.rendering.printed import printed

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def lines(inside: str) -> list[str]:
    page = printed(f"<html><main>{inside}</main><footer>not this</footer></html>", "https://x.org/here/?q=1")
    return page.lines[:-1]


@pytest.mark.parametrize(("html", "expected"), [
    ("<p>One <strong>two</strong><span>three</span> <em>four</em>.</p>", ["One **two**, three *four*."]),
    ("<p>a<br>b</p>loose <a href='/c/'>words</a>", ["a\\", "b", "", "loose [words](https://x.org/c/)"]),
    ("<p><a href='?q=2#d'>e</a> <a href='#f'>g</a></p>", ["[e](https://x.org/here/?q=2#d) [g](https://x.org/here/?q=1#f)"]),
    ("<h2>A <a href='/b/'>b</a></h2><div><h3>c</h3>d</div>", ["## A [b](https://x.org/b/)", "", "### c", "", "d"]),
    ("<ul><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul>", ["- a", "- b", "", "  1. c"]),
    ("<ol><li><h2>a</h2><p>b</p></li></ol>", ["1. **a**", "", "   b"]),
    ("<blockquote><p>a</p><p>b</p></blockquote>", ["> a", ">", "> b"]),
    ("<pre><code>a\n  ```\n</code></pre>", ["````", "a", "  ```", "````"]),
    ("<p><code>a | b</code></p>", ["`a | b`"]),
    ("<dl><div><dt>a</dt><dd>b</dd></div><dt>c</dt><dd><p>d</p></dd></dl>", ["**a:** b", "", "**c:**", "", "d"]),
    ("<details><summary>a</summary><p>b</p></details>", ["**a**", "", "b"]),
    ("<p><del>a</del> <ins>b</ins> <q>c</q></p>", ["~~a~~ **b** “c”"]),
])  # fmt: skip
def test_blocks(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def test_a_table_is_one_line_a_row() -> None:
    html = """<table><caption>Of all</caption><thead><tr><th>a</th><th>b</th></tr></thead>
    <tbody><tr><th scope="rowgroup" colspan="2">group</th></tr><tr>
    <td><p>c|d</p><blockquote><p>e</p></blockquote></td><td>f<br>g</td></tr></tbody></table>"""
    assert lines(html) == ["**Of all**", "", "| a | b |", "| --- | --- |", "| **group** |  |", "| c\\|d · “e” | f · g |"]


@pytest.mark.parametrize("left_out", [
    "<form><p>x</p></form>", "<p class='small no-print'>x</p>", "<span class='visually-hidden'>x</span>",
    "<span aria-hidden='true'>x</span>",
    "<svg><text>x</text></svg>", "<a class='button plain' href='/'>x</a>", "<script>x</script>",
])  # fmt: skip
def test_what_paper_leaves_out_is_left_out(left_out: str) -> None:
    assert lines(f"<p>before</p>{left_out}<p>after</p>") == ["before", "", "after"]


def test_the_heading_is_the_title() -> None:
    page = printed("<main><p>a</p><h1>FLUX [dev]</h1></main>", "https://x.org/")
    assert (page.title, page.lines) == ("FLUX \\[dev\\]", ["a", ""])


def test_words_of_others_are_no_markup() -> None:
    hostile = "1. &lt;img src=x onerror=alert(1)&gt; [a](javascript:b) # c | d ~~e~~ ![f](g)"
    read = READER.render("\n".join(lines(f"<p>{hostile}</p><ul><li>{hostile}</li></ul><table><tr><td>{hostile}</td></tr></table>")))
    assert read.count(hostile) == 3
    assert not any(tag in read for tag in ("<a", "<img", "<s>", "<h1", "<ol"))
