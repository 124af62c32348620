/* The chapter on security: tiers of keys above eight blocks; a thief, a rotation, a backup; what can be opened then, and
   what the rotation wrote. */
(function () {
  "use strict";
  const { svg, choice, figure, shades } = window.course;
  const BLOCKS = 8, WRAPPED = 40, BLOCK = 1048576;
  const THEFTS = [["none", "nothing"], ["block", "the key of block 3"], ["database", "the database key"],
    ["cluster", "the cluster key"], ["service", "the right to ask the service"]];

  /* Numbers of the blocks that the thief opens. The store, with ring and blocks, lies open to all. */
  function opened(theft, rotated, backup) {
    const every = Array.from({ length: BLOCKS }, (_, number) => number);
    if (theft === "service") return every;
    if (theft === "block") return [3];
    if (theft === "none") return [];
    return !rotated || backup ? every : [];
  }

  figure("security", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const theft = choice("The thief takes", THEFTS, redraw);
    const turned = choice("Afterwards you", [["no", "do nothing"], ["yes", "rotate the keys"], ["all", "encrypt all blocks anew"]], redraw);
    const backup = choice("She finds", [["no", "the store as it is now"], ["yes", "a backup of before, too"]], redraw);
    theft.value = "database";
    controls.append(theft.node, turned.node, backup.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const how = turned.value, rotated = how !== "no", old = backup.value === "yes";
      let open = opened(theft.value, rotated, old);
      if (how === "all" && theft.value === "block" && !old) open = [];
      const width = Math.max(300, Math.min(720, canvas.clientWidth || 640)), middle = width / 2, each = (width - 12) / BLOCKS;
      const picture = svg("svg", { viewBox: `0 0 ${width} 236`, role: "img", "aria-label": "tiers of keys above eight blocks: which are new, and which blocks can be opened" });
      const taken = { cluster: theft.value === "cluster", database: theft.value === "database", service: theft.value === "service" };
      const tier = (y, said, stolen, fresh) => {
        const fill = stolen ? shades[5] : fresh ? shades[2] : "none", wide = Math.min(280, width - 20);
        picture.append(svg("rect", { x: middle - wide / 2, y, width: wide, height: 28, rx: 4, fill, stroke: "var(--pst-color-border)" }));
        const note = stolen ? (fresh ? ", stolen, now another" : ", stolen") : fresh ? ", new" : "";
        picture.append(svg("text", { x: middle, y: y + 19, "text-anchor": "middle", "font-size": 13, style: fill === "none" ? "" : "fill:#fff" }, said + note));
      };
      tier(4, "root key, in the service", taken.service, false);
      tier(44, "cluster key", taken.cluster, rotated);
      tier(84, "database key", taken.database, rotated);
      for (let number = 0; number < BLOCKS; number += 1) {
        const x = 6 + number * each, is = open.includes(number), stolen = theft.value === "block" && number === 3;
        const key = stolen ? shades[5] : rotated ? shades[2] : "none";
        picture.append(svg("rect", { x, y: 126, width: each - 4, height: 28, rx: 4, fill: key, stroke: "var(--pst-color-border)" }));
        picture.append(svg("text", { x: x + (each - 4) / 2, y: 145, "text-anchor": "middle", "font-size": 11, style: key === "none" ? "" : "fill:#fff" }, `key ${number}`));
        const fill = is ? shades[1] : "none", style = is ? "fill:#fff" : "";
        picture.append(svg("rect", { x, y: 164, width: each - 4, height: 60, rx: 4, fill, stroke: "var(--pst-color-border)", "stroke-width": is ? 3 : 1 }));
        picture.append(svg("text", { x: x + (each - 4) / 2, y: 190, "text-anchor": "middle", "font-size": 13, "font-weight": 700, style }, String(number)));
        picture.append(svg("text", { x: x + (each - 4) / 2, y: 210, "text-anchor": "middle", "font-size": 11, style }, is ? "open" : "shut"));
      }
      canvas.replaceChildren(picture);
      const keys = rotated ? (BLOCKS + 2) * WRAPPED : 0, bytes = how === "all" ? BLOCKS * BLOCK : 0;
      const group = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
      says.textContent = `The thief opens ${open.length} of ${BLOCKS} blocks. Written: ${group(keys)} bytes of keys, ${group(bytes)} bytes of data.`;
    }

    draw();
  });
})();
