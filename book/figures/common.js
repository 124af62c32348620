/* What every moving figure uses: labelled controls, SVG without a library, and one line that says the result aloud.
   A figure calls course.figure(NAME, draw): draw(parts) is called once with an element to fill. */
window.course = window.course || (function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  /* Shades that keep 3:1 against a light and a dark page and 4.5:1 under white text; meaning never rests on them alone. */
  const shades = ["#3573b9", "#b8591c", "#2e8555", "#8d4bb0", "#8a7212", "#c23b4e", "#2a8290", "#6b63c9"];

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function svg(tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /* A labelled <select>; options: [[value, words], ...]. */
  function choice(words, options, changed) {
    const select = element("select", {});
    for (const [value, shown] of options) select.append(element("option", { value }, shown));
    select.addEventListener("change", () => changed(select.value));
    return { node: element("label", {}, words, select), get value() { return select.value; }, set value(v) { select.value = v; } };
  }

  /* A labelled slider; show(value) gives the words beside it. */
  function slider(words, least, most, step, value, show, changed) {
    const output = element("output", {}, show(value));
    const input = element("input", { type: "range", min: least, max: most, step, value });
    input.addEventListener("input", () => { output.textContent = show(+input.value); changed(+input.value); });
    return { node: element("label", {}, element("span", {}, words + " ", output), input), get value() { return +input.value; } };
  }

  function button(words, pressed) {
    const node = element("button", { type: "button" }, words);
    node.addEventListener("click", pressed);
    return node;
  }

  /* The parts of a figure: a row of controls, a place to draw, and a sentence that screen readers hear when it changes. */
  function figure(name, draw) {
    const start = () => {
      const home = document.querySelector('[data-figure="' + name + '"]');
      if (!home || home.dataset.drawn) return;
      home.dataset.drawn = "yes";
      const controls = element("div", { class: "figure-controls" });
      const canvas = element("div", { class: "canvas" });
      const says = element("p", { class: "says", role: "status", "aria-live": "polite" });
      home.replaceChildren(controls, canvas, says);
      draw({ controls, canvas, says });
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
  }

  /* Random numbers that are the same on every visit. */
  function random(seed) {
    let state = seed >>> 0;
    return () => { state = (state + 0x6d2b79f5) >>> 0; let t = state; t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61); return ((t ^ (t >>> 14)) >>> 0) / 4294967296; };
  }

  return { element, svg, choice, slider, button, figure, random, shades };
})();
