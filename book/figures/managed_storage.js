/* The managed storage chapter's figure: a commit as a row of requests, cut off by a crash; what is in the store, what a reader sees. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, shades } = window.course;

  figure("managed_storage", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const order = choice("Order", [["blocks", "blocks, then the entry"], ["entry", "the entry, then blocks"]], redraw);
    const steps = ["before 1", "after 1", "before 2", "after 2", "before 3", "after 3", "before 4", "after 4", "never"];
    const crash = slider("The node dies", 0, 8, 1, 8, (v) => steps[v] === "never" ? "never" : steps[v].replace(" ", " request "), redraw);
    const rival = choice("Another writer", [["", "none"], ["quicker", "takes entry 8 first"]], redraw);
    controls.append(order.node, crash.node, rival.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const plan = order.value === "blocks" ? ["block a", "block b", "block c", "entry 8"] : ["entry 8", "block a", "block b", "block c"];
      const taken = rival.value === "quicker";
      const sent = [], there = new Set(taken ? ["entry 8 (the other's)"] : []);
      let heard = "acknowledged: version 8", dead = false;
      plan.forEach((what, at) => {
        if (dead) { sent.push("not sent"); return; }
        if (crash.value === 2 * at) { sent.push("lost"); dead = true; heard = "no answer: the node is dead"; return; }
        if (what === "entry 8" && taken) {
          sent.push("refused");
          dead = true;
          heard = crash.value === 2 * at + 1 ? "no answer: the node is dead" : "conflict: entry 8 is taken";
          return;
        }
        there.add(what);
        sent.push("done");
        if (crash.value === 2 * at + 1) { dead = true; heard = "no answer: the node is dead"; }
      });
      const mine = there.has("entry 8"), missing = ["block a", "block b", "block c"].filter((b) => !there.has(b));
      const sees = taken ? "version 8, the other writer's, whole" : !mine ? "version 7, whole" : missing.length ? `version 8 with holes: ${missing.join(", ")} missing` : "version 8, whole";
      const orphans = mine ? 0 : [...there].filter((one) => one.startsWith("block")).length;
      const width = Math.max(300, Math.min(680, canvas.clientWidth || 640)), box = (width - 20) / 4;
      const picture = svg("svg", { viewBox: `0 0 ${width} 150`, role: "img", "aria-label": "the requests of the commit in order, and which of them took effect" });
      plan.forEach((what, at) => {
        const x = 10 + at * box, fill = { done: shades[2], refused: shades[5], lost: shades[1], "not sent": "none" }[sent[at]];
        picture.append(svg("rect", { x, y: 26, width: box - 10, height: 54, rx: 4, fill, stroke: "var(--pst-color-border)", "stroke-dasharray": sent[at] === "not sent" ? "4 4" : "none" }));
        const style = sent[at] === "not sent" ? "" : "fill:#fff";
        picture.append(svg("text", { x: x + (box - 10) / 2, y: 49, "text-anchor": "middle", "font-weight": 700, style }, what));
        picture.append(svg("text", { x: x + (box - 10) / 2, y: 68, "text-anchor": "middle", "font-size": 12, style }, sent[at]));
        picture.append(svg("text", { x: x + (box - 10) / 2, y: 18, "text-anchor": "middle", "font-size": 12 }, `request ${at + 1}`));
      });
      picture.append(svg("text", { x: 10, y: 108 }, `The writer hears ${heard}.`));
      picture.append(svg("text", { x: 10, y: 132, "font-weight": 700 }, `A reader sees ${sees}.`));
      canvas.replaceChildren(picture);
      says.textContent = `The writer hears ${heard}. A reader sees ${sees}.` + (orphans ? ` ${orphans} block${orphans > 1 ? "s" : ""} in the store belong to no version.` : "");
    }

    draw();
  });
})();
