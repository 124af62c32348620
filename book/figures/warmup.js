/* The warmup chapter's figure: 24 rows in pages and in blocks of columns, and what a query that names some of the columns reads of either. */
(function () {
  "use strict";
  const { element, svg, choice, slider, button, figure, random, shades } = window.course;
  const ROWS = 24, END = 4;

  /* Eight of lineitem's columns: bytes of a value, or those of a text, which are drawn by lot, and 4 more for its end. */
  const texts = (least, most) => { const r = random(least); return Array.from({ length: ROWS }, () => END + least + Math.floor(r() * (most - least + 1))); };
  const columns = {
    orderkey: 8, partkey: 8, quantity: 16, price: 16, discount: 16, shipdate: 4, shipmode: texts(3, 7), comment: texts(10, 43),
  };
  const names = Object.keys(columns);
  const width = (name, row) => (Array.isArray(columns[name]) ? columns[name][row] : columns[name]);
  const sum = (numbers) => numbers.reduce((x, y) => x + y, 0);
  const rowBytes = Array.from({ length: ROWS }, (_, row) => sum(names.map((name) => width(name, row))));
  const columnBytes = (name) => sum(rowBytes.map((_, row) => width(name, row)));

  const queries = {
    "6": ["query 6: four columns", ["quantity", "price", "discount", "shipdate"]],
    part: ["one part's orders: two columns", ["orderkey", "partkey"]],
    text: ["every comment: one column", ["comment"]],
    all: ["select *: all columns", names],
    count: ["count the rows: no column", []],
  };

  /* The pages: for each the rows in it. A row is whole in one page. */
  function inPages(size) {
    const pages = [];
    let free = 0;
    rowBytes.forEach((bytes, row) => {
      if (bytes > free) { pages.push([]); free = size; }
      pages[pages.length - 1].push(row);
      free -= bytes;
    });
    return pages;
  }

  figure("warmup", function ({ controls, canvas, says }) {
    let asked = new Set(queries["6"][1]);
    const query = choice("A query", [...Object.entries(queries).map(([key, [words]]) => [key, words]), ["own", "columns of your own"]],
      (key) => { if (queries[key]) asked = new Set(queries[key][1]); draw(); });
    const size = slider("Bytes in a page:", 160, 640, 32, 320, String, () => draw());
    controls.append(query.node, size.node);
    const toggles = names.map((name) => button(name, () => {
      if (!asked.delete(name)) asked.add(name);
      const same = Object.keys(queries).find((key) => queries[key][1].length === asked.size && queries[key][1].every((one) => asked.has(one)));
      query.value = same || "own";
      draw();
    }));
    const below = element("div", {});
    canvas.append(element("div", { class: "figure-controls", role: "group", "aria-label": "columns that the query names" }, ...toggles), below);

    /* Tiles side by side: [bytes, shade or nothing, whether a row ends here] each, in a frame that is thick where it is read. */
    function line(picture, y, tiles, scale, framed, read, high) {
      let at = 0;
      for (const [bytes, shade, ends] of tiles) {
        picture.append(svg("rect", { x: 2 + at * scale, y: y + 2, width: Math.max(0.5, bytes * scale - 0.8), height: high - 4,
          fill: shade || "currentColor", "fill-opacity": shade ? 1 : 0.18 }));
        at += bytes;
        if (ends) picture.append(svg("path", { d: `M${1.6 + at * scale} ${y}v${high}`, stroke: "currentColor", "stroke-width": 1.2 }));
      }
      picture.append(svg("rect", { x: 1.5, y: y + 0.5, width: framed * scale + 1, height: high - 1, fill: "none", stroke: "currentColor",
        "stroke-width": read ? 2 : 0.8, "stroke-dasharray": read ? "none" : "3 3" }));
    }

    function draw() {
      const shade = (name) => (asked.has(name) ? shades[names.indexOf(name)] : null);
      names.forEach((name, i) => {
        toggles[i].setAttribute("aria-pressed", String(asked.has(name)));
        const tick = element("span", { "aria-hidden": "true" }, "✓ ");
        tick.style.visibility = asked.has(name) ? "visible" : "hidden";
        toggles[i].replaceChildren(tick, name);
      });
      const pages = inPages(size.value), wide = Math.max(280, Math.min(720, below.clientWidth || 640));
      const byRows = sum(rowBytes), byColumns = sum([...asked].map(columnBytes));

      const high = 18, scale = (wide - 4) / size.value;
      const rows = svg("svg", { viewBox: `0 0 ${wide} ${pages.length * high}`, role: "img",
        "aria-label": `${ROWS} rows in ${pages.length} pages of ${size.value} bytes, all of them read` });
      pages.forEach((held, page) => line(rows, page * high,
        held.flatMap((row) => names.map((name, i) => [width(name, row), shade(name), i === names.length - 1])), scale, size.value, true, high - 3));

      const label = 84, longest = Math.max(...names.map(columnBytes)), fits = (wide - label - 4) / longest;
      const cols = svg("svg", { viewBox: `0 0 ${wide} ${names.length * 24}`, role: "img",
        "aria-label": "each column by itself: " + names.map((name) => `${name} ${columnBytes(name)} bytes, ${asked.has(name) ? "read" : "left alone"}`).join("; ") });
      names.forEach((name, i) => {
        cols.append(svg("text", { x: label - 8, y: i * 24 + 15, "text-anchor": "end", "font-weight": asked.has(name) ? 700 : 400 }, name));
        const strip = svg("g", { transform: `translate(${label} 0)` });
        line(strip, i * 24, rowBytes.map((_, row) => [width(name, row), shade(name)]), fits, columnBytes(name), asked.has(name), 20);
        cols.append(strip);
      });
      below.replaceChildren(element("p", { class: "head" }, `By rows: ${pages.length} pages, all read`), rows,
        element("p", { class: "head" }, `By columns: ${asked.size} of ${names.length} read, in thick frames`), cols);

      const number = (x) => x.toLocaleString("en");
      const times = byColumns ? `, ${(byRows / byColumns).toFixed(1)} times as few` : "";
      says.textContent = `${asked.size} of ${names.length} columns named. By rows ${number(byRows)} bytes are read, in ${pages.length} pages; ` +
        `by columns ${number(byColumns)}${times}.`;
    }

    let drawnFor = 0;
    window.addEventListener("resize", () => { if (canvas.clientWidth !== drawnFor) { drawnFor = canvas.clientWidth; draw(); } });
    draw();
    drawnFor = canvas.clientWidth;
  });
})();
