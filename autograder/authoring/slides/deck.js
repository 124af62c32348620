/* Starts the slides: in the machine's light or dark, and what is taller than its slide made smaller until it fits. */
(function () {
  "use strict";
  // smaller than this nobody reads it, or hits it with a finger: such a slide scrolls
  const least = body => body.querySelector(".moving-figure") ? 0.75 : 0.45;
  const foot = 52;     // left free below: there are the number and the arrows
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const shade = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };
  shade();
  dark.addEventListener("change", shade);

  function fit(slide) {
    const body = slide && slide.querySelector(".body");
    if (!body || !body.clientHeight) return;
    body.style.zoom = 1;
    const wide = () => [...body.querySelectorAll("table, pre")].some(it => it.scrollWidth > it.parentElement.clientWidth + 1);
    const bottom = it => it.getBoundingClientRect().bottom;
    const tall = () => bottom(body) > bottom(slide) - foot * Reveal.getScale();
    for (let size = 1; size > least(body) && (tall() || wide()); size -= 0.05) body.style.zoom = size;
    const scrolls = tall();
    slide.classList.toggle("scrolls", scrolls);
    if (scrolls) slide.tabIndex = 0; else slide.removeAttribute("tabindex");
  }

  Reveal.initialize({
    width: 1280, height: 720, margin: 0.03, center: false, hash: true, slideNumber: "c/t", controlsTutorial: false,
    transition: still.matches ? "none" : "slide", plugins: [RevealNotes],
    // within a figure the arrows move what is chosen there
    keyboardCondition: () => !document.activeElement.closest(".moving-figure"),
  }).then(() => {
    const now = () => fit(Reveal.getCurrentSlide());
    Reveal.on("slidechanged", now);
    Reveal.on("resize", now);
    document.fonts.ready.then(() => { now(); document.documentElement.dataset.ready = "yes"; });
  });
})();
