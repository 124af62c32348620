/* The managed storage chapter's figure: a commit as a row of requests, cut off by a crash, or outrun by a writer or a sweep; what
   is in the store, what a reader sees. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, shades } = window.course;
  const BLOCKS = ["a", "b", "c"];

  /* The commit's requests, each [what it says, how it ends, what it puts into the store]; the version it gets; names of its blocks. */
  function plan(order, rival) {
    const taken = rival !== "", swept = rival === "sweep", mine = taken ? 9 : 8;
    const entries = taken
      ? [["entry 8", "taken", null], ["read 8", swept ? "a condemned" : "condemns none", null], ["entry 9", "done", "entry 9"]]
      : [["entry 8", "done", "entry 8"]];
    if (order === "blocks") {
      const first = BLOCKS.map((b) => [`block 7-${b}`, "done", `7-${b}`]);
      if (!swept) return { mine, steps: [...first, ...entries], names: ["7-a", "7-b", "7-c"] };
      const again = ["block 8-a", "done", "8-a"];
      return { mine, steps: [...first, ...entries.slice(0, 2), again, entries[2]], names: ["8-a", "7-b", "7-c"] };
    }
    const names = swept ? ["8-a", "7-b", "7-c"] : ["7-a", "7-b", "7-c"];
    return { mine, steps: [...entries, ...names.map((name) => [`block ${name}`, "done", name])], names };
  }

  figure("managed_storage", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const when = (v) => (v === 0 ? "never" : `${v % 2 ? "before" : "after"} request ${Math.ceil(v / 2)}`);
    const order = choice("Order", [["blocks", "blocks, then the entry"], ["entry", "the entry, then blocks"]], redraw);
    const rival = choice("Who takes entry 8 first", [["", "nobody"], ["writer", "another writer"], ["sweep", "a sweep that condemns 7-a"]], redraw);
    const crash = slider("The node dies", 0, 8, 1, 0, when, redraw);
    controls.append(order.node, rival.node, crash.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const { mine, steps, names } = plan(order.value, rival.value);
      crash.node.querySelector("input").max = 2 * steps.length;
      crash.node.querySelector("output").textContent = when(crash.value);
      const there = new Set(), ends = [], last = crash.value ? Math.ceil(crash.value / 2) - 1 : steps.length;
      steps.forEach(([, how, puts], at) => {
        if (at > last) return ends.push("not sent");
        if (at === last && crash.value % 2) return ends.push("lost");
        if (puts) there.add(puts);
        ends.push(how);
      });
      const committed = there.has(`entry ${mine}`), missing = names.filter((name) => !there.has(name));
      const heard = crash.value ? "no answer: the node is dead" : `acknowledged: version ${mine}`;
      const others = rival.value === "" ? "version 7, whole" : rival.value === "writer" ? "version 8, the other writer's, whole" : "version 8, the sweep's, whole";
      const sees = !committed ? others : missing.length ? `version ${mine} with holes: ${missing.map((name) => `block ${name}`).join(", ")} missing` : `version ${mine}, whole`;
      const orphans = [...there].filter((one) => !one.startsWith("entry") && !(committed && names.includes(one)));
      const width = Math.max(300, Math.min(680, canvas.clientWidth || 640)), per = Math.max(2, Math.min(steps.length, Math.floor((width - 20) / 92)));
      const box = (width - 20) / per, row = 86, below = Math.ceil(steps.length / per) * row;
      const picture = svg("svg", { viewBox: `0 0 ${width} ${below}`, role: "img", "aria-label": "the requests of the commit in order, and how each of them ended" });
      steps.forEach(([what], at) => {
        const x = 10 + (at % per) * box, y = Math.floor(at / per) * row, end = ends[at], unsent = end === "not sent";
        const fill = unsent ? "none" : end === "lost" ? shades[1] : end === "done" ? shades[2] : shades[5], middle = x + (box - 8) / 2;
        picture.append(svg("rect", { x, y: y + 22, width: box - 8, height: 54, rx: 4, fill, stroke: "var(--pst-color-border)", "stroke-dasharray": unsent ? "4 4" : "none" }));
        const style = unsent ? "" : "fill:#fff";
        picture.append(svg("text", { x: middle, y: y + 45, "text-anchor": "middle", "font-size": 13, "font-weight": 700, style }, what));
        picture.append(svg("text", { x: middle, y: y + 64, "text-anchor": "middle", "font-size": 11, style }, end));
        picture.append(svg("text", { x: middle, y: y + 16, "text-anchor": "middle", "font-size": 12 }, `request ${at + 1}`));
      });
      canvas.replaceChildren(picture);
      const left = orphans.map((name) => `block ${name}`).join(", ");
      const why = rival.value === "sweep" && there.has("7-a") ? " The sweeper deletes 7-a when it pleases." : "";
      says.textContent = `The writer hears ${heard}. A reader sees ${sees}.` + (left ? ` In no version: ${left}.` : "") + why;
    }

    draw();
  });
})();
