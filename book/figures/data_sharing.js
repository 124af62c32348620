/* The chapter on data sharing: the versions of a table, each of four blocks of which one is another one than before; two
   consumers whose transactions began at some of them; and what a vacuum may take. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, shades } = window.course;
  const WIDTH = 4, LAST = 7, BLOCKS = LAST + WIDTH;
  const blocksOf = (version) => Array.from({ length: WIDTH }, (_, at) => version + at);

  figure("data_sharing", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const versions = (v) => `version ${v}`;
    const now = slider("The producer is at", 0, LAST, 1, 6, versions, redraw);
    const first = slider("A began at", 0, LAST, 1, 1, versions, redraw);
    const lease = choice("A's lease", [["lives", "lives"], ["over", "is over: A has crashed"]], redraw);
    const second = slider("B began at", 0, LAST, 1, 4, versions, redraw);
    const grant = choice("B's grant", [["yes", "holds"], ["no", "was revoked"]], redraw);
    const kept = slider("Kept besides", 0, 3, 1, 0, (v) => (v === 1 ? "1 version" : `${v} versions`), redraw);
    controls.append(now.node, first.node, lease.node, second.node, grant.node, kept.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const last = now.value, a = Math.min(first.value, last), b = Math.min(second.value, last);
      const why = Array.from({ length: last + 1 }, () => []);
      why[last].push("the last");
      for (let v = Math.max(0, last - kept.value); v < last; v++) why[v].push("kept");
      if (lease.value === "lives") why[a].push("A");
      why[b].push("B");
      const needed = new Set(), written = last + WIDTH;
      why.forEach((words, version) => { if (words.length) blocksOf(version).forEach((block) => needed.add(block)); });

      const width = Math.max(300, Math.min(720, canvas.clientWidth || 640)), left = 44, right = 76;
      const cell = (width - left - right) / BLOCKS, row = 26, top = 18, high = top + (last + 2) * row + 16;
      const picture = svg("svg", { viewBox: `0 0 ${width} ${high}`, role: "img", "aria-label": "versions of a table, one below the other, and the blocks of each; below them the blocks that are stored" });
      picture.append(svg("text", { x: left, y: 12, "font-size": 12 }, "blocks, each in its column"));
      const draws = (y, block, filled, text, shade) => {
        const x = left + block * cell;
        picture.append(svg("rect", { x: x + 1, y: y + 2, width: cell - 2, height: row - 6, rx: 3, fill: filled ? shade : "none", stroke: "var(--pst-color-border)", "stroke-dasharray": filled ? "none" : "3 2" }));
        picture.append(svg("text", { x: x + cell / 2, y: y + 16, "text-anchor": "middle", "font-size": 11, style: filled ? "fill:#fff" : "" }, text));
      };
      why.forEach((words, version) => {
        const y = top + version * row;
        picture.append(svg("text", { x: 4, y: y + 16, "font-size": 12, "font-weight": words.length ? 700 : 400 }, `v ${version}`));
        blocksOf(version).forEach((block) => draws(y, block, words.length > 0, String(block), shades[0]));
        picture.append(svg("text", { x: width - right + 6, y: y + 16, "font-size": 11 }, words.join(", ") || "nobody"));
      });
      const y = top + (last + 1) * row + 8;
      picture.append(svg("text", { x: 4, y: y + 16, "font-size": 12, "font-weight": 700 }, "store"));
      for (let block = 0; block < written; block++) draws(y, block, needed.has(block), needed.has(block) ? String(block) : "gone", shades[2]);
      canvas.replaceChildren(picture);

      const readsA = lease.value === "lives" ? `A reads version ${a}` : `A reads nothing, and version ${a} waits for nobody`;
      const readsB = grant.value === "yes" ? `B reads version ${b}` : `B is denied at its next read, though it may hold all of version ${b}; its lease lives until it ends`;
      const copies = WIDTH * ((lease.value === "lives" ? 1 : 0) + 1);
      says.textContent = `${readsA}. ${readsB}. Of ${written} blocks written, ${needed.size} are stored and ${written - needed.size} may go. Copies for the consumers would be ${copies} blocks more; sharing writes none.`;
    }

    draw();
  });
})();
