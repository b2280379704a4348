"""Nothing overlaps, is cut or lies outside, at the sizes people have; targets are large enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, Mlp
from tests.browser.sizes import SIZES
from tests.server import Server

ADDRESS = "data=blobs,classes:{}&loss=weston_watkins&penalty=l2:0.1,l2_convention:cs231n&seed=1"
TABS = ("params", "samples", "loss")
UNLIKE = ("design", "small", "tablet", "phone")  # the sizes that differ most
# Boxes as far as their scrolling ancestors show them; then what is wrong with them, in words.
FAULTS = """() => {
  const faults = [];
  const name = (e) => e.dataset.testid || e.dataset.panel || e.className || e.localName;
  const shown = (selector) =>
    [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
  // Those that have a box.
  const ancestors = function* (e) {
    for (let up = e.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).display !== "contents") yield up;
  };
  const seen = (e) => {
    let { left, top, right, bottom } = e.getBoundingClientRect();
    for (const up of ancestors(e)) {
      if (getComputedStyle(up).overflow === "visible") continue;
      const box = up.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { e, left, top, right, bottom };
  };
  const apart = (selector) => {
    const boxes = shown(selector).map(seen).filter((b) => b.right > b.left && b.bottom > b.top);
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide <= 1 || high <= 1) return;
      faults.push(`${name(a.e)} overlaps ${name(b.e)} by ${wide.toFixed(1)} x ${high.toFixed(1)}`);
    }));
  };
  const whole = (selector) => shown(selector).forEach((e) => {
    const { scrollWidth, clientWidth } = e;
    if (clientWidth && scrollWidth > clientWidth + 1)
      faults.push(`${name(e)} is cut: ${scrollWidth} > ${clientWidth}`);
  });
  const deep = (selector) => shown(selector).forEach((e) => {
    const { scrollHeight, clientHeight } = e;
    if (scrollHeight > clientHeight + 1)
      faults.push(`${name(e)} lacks lines: ${scrollHeight} > ${clientHeight}`);
  });
  const inside = (selector) => shown(selector).forEach((e) => {
    const outer = ancestors(e).find((up) => up.matches(".panels > *, .panels, .side, .lin, .mlp"));
    const [box, room] = [e.getBoundingClientRect(), outer.getBoundingClientRect()];
    if (box.left < room.left - 1 || box.right > room.right + 1)
      faults.push(`${name(e)} is outside ${name(outer)}`);
  });
  apart(".fig, .panels > *");
  apart(".matrix .cell, .matrix-head, .matrix-name, .edit > *, .ptabs");
  apart(".cell .value, .cell .g, .cell .steppers");
  apart(".lossctl > *");
  apart(".lossctl .seg button");
  apart(".losses > *");
  apart(".samples thead, .samples tfoot");
  apart(".samples .foot > *, .samples tfoot .total");
  apart(".samples thead th");
  apart(".mlp > .strip, .fig, .network, .hidden-space, .chart-box");
  apart(".set-box, .new-weights");
  apart(".chart-tabs button, .pane, .totals .term, .tape-words > *, .tape-strip");
  apart(".confusion > *");
  apart(".confusion-side > *");
  apart(".transport-keys > *, .counter, .alpha, .speed, .timeline-box");
  whole(".set .label, .set-value, .totals .term, .chart-tabs button, .counter, .tape-words");
  whole(".confusion .cell, .popover, .pane-confusion, .pane-histograms, .transport, .strip");
  whole(".cell .value, .cell .g, .samples td, .samples th, .lossctl button, .lossctl .label");
  whole(".note, .formula, .big, .worked, .term, .params, .lossctl, .losses, .ptabs button");
  deep(".worked, .note, .hint, .remark");
  inside(".panels > *, .matrix, .cell, .lossctl > *, .losses > *, .edit > *");
  inside(".strip > *, .network, .hidden-space, .chart-box, .totals .term, .tape-words > *");
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} wide`);
  return faults;
}"""
# A cell of the matrix is chosen anywhere in it, a class anywhere in its cell, a point and a unit
# of the diagram from some way off; fingers ask for a gradient in the bar under the matrix.
SMALL = """(least) => [...document.querySelectorAll("button, select, input, .value")]
  .filter((e) => !e.matches(".point, .net-unit"))
  .filter((e) => e.closest(".side, .strip, .fig, .transport, .top") && e.checkVisibility())
  .map((e) => (e.matches(".cell .value, .class-picker") ? e.closest(".cell, td") : e))
  .map((e) => (least > 24 && e.matches(".cell .why") ? document.querySelector(".edit .why") : e))
  .map((e) => [e.dataset.testid || e.className, e.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.height, box.width) < least - 0.5)
  .map(([name, box]) => `${name}: ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`)"""
OVERFLOW = """() => {
  const { scrollHeight, clientHeight } = document.querySelector(".side");
  return scrollHeight - clientHeight;
}"""

# From the far end of a classroom it is the share of the picture's height that counts: data, then
# any text.
LETTERS = """() => {
  const words = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const size = (e) => parseFloat(getComputedStyle(e).fontSize);
  const small = (selector, least) => [...document.querySelectorAll(selector)]
    .filter((e) => e.checkVisibility() && [...e.childNodes].some(words))
    .map((e) => [e.className || e.localName, size(e) / innerHeight])
    .filter(([, share]) => share < least);
  const cells = ".samples td.num, .samples .value, .cell .value, .cell .g span:not(.d)";
  const data = `${cells}, .big, .counter b, .field`;
  return [...small(data, 0.027), ...small("main :not(sub), .transport :not(sub)", 0.018)];
}"""


def states(linear: Linear, size: str) -> Iterator[str]:
    """Each tab of a phone, each language; the numbers of one sample worked out."""
    page = linear.page
    for language in ("pt-BR", "en"):
        expect(page.locator("html")).to_have_attribute("lang", language)
        for tab in TABS if size == "phone" else TABS[:1]:
            if size == "phone":
                page.locator(f"#tab-{tab}").tap()
            linear.at("point-2").focus()
            page.wait_for_timeout(100)
            yield f"{language} {tab}"
        linear.click("lang")


def is_projector(size: str) -> bool:
    *_, projector = SIZES[size]
    return projector


def look_over(scene: Linear | Mlp, size: str, states: Iterator[str]) -> None:
    """In every state nothing overlaps or is cut, and all is large enough to hit and to read."""
    *_, touch, projector = SIZES[size]
    for state in states:
        assert (state, scene.page.evaluate(FAULTS)) == (state, [])
        assert (state, scene.page.evaluate(SMALL, 44 if touch else 24)) == (state, [])
        if size in ("design", "projector", "small-projector"):
            assert (state, scene.page.evaluate(OVERFLOW)) == (state, 0)
        if projector:
            assert (state, scene.page.evaluate(LETTERS)) == (state, [])


@pytest.mark.parametrize(
    ("sized", "classes"),
    [(size, 3) for size in SIZES] + [(size, classes) for size in UNLIKE for classes in (2, 6)],
    indirect=["sized"],
)
def test_nothing_overlaps_or_is_cut(sized: tuple[str, Page], server: Server, classes: int) -> None:
    size, page = sized
    linear = Linear(page).open(server.url, ADDRESS.format(classes))
    if is_projector(size):
        linear.click("projector")
    look_over(linear, size, states(linear, size))


def networks(mlp: Mlp, size: str, preset: str) -> Iterator[str]:
    """Each tab of a phone, each language, each tab of the chart, with a test and some training."""
    page = mlp.page
    for language in ("pt-BR", "en"):
        expect(page.locator("html")).to_have_attribute("lang", language)
        for tab in ("network", "hidden", "strip") if size == "phone" else ():
            page.locator(f"#tab-{tab}").tap()
            page.wait_for_timeout(100)
            yield f"{preset} {language} {tab}"
        if size == "phone":
            page.locator("#tab-chart").tap()
        for pane in ("loss", "confusion", "samples", "histograms"):
            mlp.click(f"tab-{pane}")
            page.wait_for_timeout(100)
            yield f"{preset} {language} {pane}"
        mlp.click("lang")


@pytest.mark.parametrize("sized", SIZES, indirect=True)
def test_networks_have_room(sized: tuple[str, Page], server: Server) -> None:
    """One preset after the other, on a page that is loaded once."""
    size, page = sized
    mlp = Mlp(page).open(server.url)
    if is_projector(size):
        mlp.click("projector")
    for preset in ("penalty_weak", *(("convnetjs", "curve") if size in UNLIKE else ())):
        if size == "phone":
            page.locator("#tab-network").tap()
        mlp.choose("preset", preset)
        mlp.click("btn-epoch")
        look_over(mlp, size, networks(mlp, size, preset))


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_the_speed_is_in_reach_at_every_width(linear: Linear, width: int) -> None:
    """A slider, or a menu where a slider has no room; both say the same."""
    linear.page.set_viewport_size({"width": width, "height": 844})
    shown = linear.page.locator(".speed :is(input, select):visible")
    expect(shown).to_have_count(1)
    if width < 1024:
        shown.select_option(label="1/s")
    else:
        shown.press("Home")
    for testid in ("speed", "speed-menu"):
        expect(linear.at(testid)).to_have_attribute("data-value", "1")
