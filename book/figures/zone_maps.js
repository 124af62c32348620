/* The zone maps chapter's figure: 4,096 rows in an order you choose, cut into blocks; which blocks does a query read? */
(function () {
  "use strict";
  const { svg, choice, slider, button, figure, random, shades } = window.course;
  const ROWS = 4096, SPAN = 1024, SIDE = 330;

  /* Rows as they arrive: dates climb, a little late now and then; parts come at random. */
  function arrivals(seed) {
    const r = random(seed);
    return Array.from({ length: ROWS }, (_, i) => ({
      date: Math.max(0, Math.min(SPAN - 1, Math.floor((i / ROWS) * SPAN + (r() - 0.5) * 120))),
      part: Math.floor(r() * SPAN), luck: r(),
    }));
  }

  /* Bits of both in turns, dates on top. */
  const woven = (row) => { let key = 0; for (let k = 9; k >= 0; k--) key = key * 4 + 2 * ((row.date >> k) & 1) + ((row.part >> k) & 1); return key; };

  const orders = {
    arrival: ["as it arrived", () => 0],
    shuffled: ["shuffled", (a, b) => a.luck - b.luck],
    date: ["sorted by date, then part", (a, b) => a.date - b.date || a.part - b.part],
    part: ["sorted by part, then date", (a, b) => a.part - b.part || a.date - b.date],
    z: ["z-order of date and part", (a, b) => woven(a) - woven(b)],
  };
  const asks = { date: "a range of dates", part: "a range of parts", both: "both ranges" };

  figure("zone_maps", function ({ controls, canvas, says }) {
    let seed = 1;
    const redraw = () => draw();
    const order = choice("Order of the rows", Object.entries(orders).map(([key, [words]]) => [key, words]), redraw);
    const ask = choice("The query asks for", Object.entries(asks), redraw);
    const size = slider("Rows in a block:", 5, 9, 1, 6, (v) => String(2 ** v), redraw);
    const from = slider("The range begins at", 0, 1000, 10, 400, String, redraw);
    const wide = slider("and is this wide:", 0, 500, 10, 40, String, redraw);
    order.value = "date";
    controls.append(order.node, size.node, ask.node, from.node, wide.node, button("Other rows", () => { seed++; draw(); }));

    function draw() {
      const rows = arrivals(seed).sort(orders[order.value][1]);
      const blockRows = 2 ** size.value, low = from.value, high = Math.min(SPAN, low + wide.value);
      const uses = { date: ask.value !== "part", part: ask.value !== "date" };
      const blocks = [];
      for (let start = 0; start < ROWS; start += blockRows) {
        const part = rows.slice(start, start + blockRows);
        const zone = (name) => [Math.min(...part.map((row) => row[name])), Math.max(...part.map((row) => row[name]))];
        const block = { date: zone("date"), part: zone("part") };
        const overlaps = (name) => !uses[name] || (block[name][0] <= high && block[name][1] >= low);
        block.read = overlaps("date") && overlaps("part");
        blocks.push(block);
      }
      const match = rows.filter((row) => ["date", "part"].every((name) => !uses[name] || (row[name] >= low && row[name] <= high))).length;
      canvas.style.cssText = "display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start";
      canvas.replaceChildren(...pictures(rows, blocks, uses, low, high));
      const read = blocks.filter((block) => block.read).length;
      says.textContent = `${read} of ${blocks.length} blocks are read, ${Math.round(100 * (1 - read / blocks.length))} % are skipped;` +
        ` ${match} of ${ROWS.toLocaleString("en")} rows match, and ${(read * blockRows).toLocaleString("en")} are looked at.`;
    }

    /* Left: every block as the box that its two zone maps draw in the plane of date and part. Right: the blocks in their order. */
    function pictures(rows, blocks, uses, low, high) {
      const at = (v) => (v / SPAN) * SIDE;
      const grow = (width) => `flex: 1 1 ${width}px; min-width: 0; max-width: ${width + 140}px`;
      const left = svg("svg", { viewBox: `0 0 ${SIDE + 30} ${SIDE + 46}`, role: "img", "aria-label": "blocks as boxes in the plane of date and part", style: grow(280) });
      const plane = svg("g", { transform: "translate(24 16)" });
      plane.append(svg("rect", { x: 0, y: 0, width: SIDE, height: SIDE, fill: "none", stroke: "var(--pst-color-border)" }));
      for (const row of rows.filter((_, i) => i % 8 === 0)) {
        plane.append(svg("circle", { cx: at(row.date), cy: SIDE - at(row.part), r: 1, fill: "var(--pst-color-text-muted)", opacity: 0.6 }));
      }
      const wanted = { x: uses.date ? at(low) : 0, y: uses.part ? SIDE - at(high) : 0,
        width: uses.date ? Math.max(2, at(high - low)) : SIDE, height: uses.part ? Math.max(2, at(high - low)) : SIDE };
      plane.append(svg("rect", { ...wanted, fill: shades[2], opacity: 0.25 }));
      for (const block of [...blocks].sort((a, b) => a.read - b.read)) {
        plane.append(svg("rect", { x: at(block.date[0]), y: SIDE - at(block.part[1]), width: Math.max(1.5, at(block.date[1] - block.date[0])),
          height: Math.max(1.5, at(block.part[1] - block.part[0])), fill: block.read ? shades[1] : "none", "fill-opacity": 0.18,
          stroke: block.read ? shades[1] : shades[0], "stroke-width": block.read ? 1.6 : 0.7, "stroke-opacity": block.read ? 1 : 0.55 }));
      }
      plane.append(svg("rect", { ...wanted, fill: "none", stroke: shades[2], "stroke-width": 2, "stroke-dasharray": "5 3" }));
      plane.append(svg("text", { x: SIDE / 2, y: SIDE + 20, "text-anchor": "middle" }, "date →"));
      plane.append(svg("text", { x: -8, y: SIDE / 2, "text-anchor": "middle", transform: `rotate(-90 -8 ${SIDE / 2})` }, "part →"));

      const across = blocks.length > 64 ? 16 : 8, cell = Math.min(34, 290 / across), down = Math.ceil(blocks.length / across);
      const squares = svg("svg", { viewBox: `0 0 300 ${down * cell + 42}`, role: "img", "aria-label": "the blocks in their order", style: grow(240) });
      squares.append(svg("text", { x: 2, y: 24 }, "blocks in their order; filled with a dot: read"));
      blocks.forEach((block, i) => {
        const x = 2 + (i % across) * cell, y = 36 + Math.floor(i / across) * cell;
        squares.append(svg("rect", { x: x + 1, y: y + 1, width: cell - 3, height: cell - 3, rx: 2, fill: block.read ? shades[1] : "none",
          stroke: block.read ? shades[1] : "var(--pst-color-text-muted)" }));
        if (block.read) squares.append(svg("circle", { cx: x + cell / 2 - 0.5, cy: y + cell / 2 - 0.5, r: Math.max(1.5, cell / 7), fill: "#fff" }));
      });
      left.append(plane);
      return [left, squares];
    }

    draw();
  });
})();
