/* The data lake chapter's figure: files, their row groups and columns as tiles, and which of them a query fetches in how many requests. */
(function () {
  "use strict";
  const { element, svg, choice, slider, button, figure, shades } = window.course;
  const FIRST = 1992, YEARS = 7, FILES = 2, GROUPS = 6;
  /* A row group's columns in the order of the file, and the kB that each takes, about as lineitem's do. */
  const columns = { key: 9, price: 52, discount: 4, quantity: 6, shipdate: 3, comment: 170 };
  const names = Object.keys(columns), FOOTER = 8;
  const sum = (numbers) => numbers.reduce((x, y) => x + y, 0);
  const GROUP = sum(Object.values(columns)), STORED = YEARS * FILES * (GROUPS * GROUP + FOOTER);
  const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  const month = (number) => `${months[number % 12]} ${FIRST + Math.floor(number / 12)}`;

  figure("data_lake", function ({ controls, canvas, says }) {
    let asked = new Set(["price", "discount", "quantity"]);
    const known = choice("Left out are", [["0", "nothing"], ["1", "files"], ["2", "files and row groups"], ["3", "files, row groups and columns"]], () => draw());
    const first = slider("From:", 0, YEARS * 12 - 1, 1, 26, month, () => draw());
    const count = slider("Months:", 1, 24, 1, 1, String, () => draw());
    const gap = slider("Gap:", 0, 256, 2, 16, (kb) => `${kb} kB`, () => draw());
    known.value = "3";
    controls.append(known.node, first.node, count.node, gap.node);
    const toggles = names.map((name) => button(name, () => { if (!asked.delete(name)) asked.add(name); draw(); }));
    const below = element("div", {});
    canvas.append(element("div", { class: "figure-controls", role: "group", "aria-label": "columns that the query names" }, ...toggles), below);

    /* A file: for each chunk whether it is needed and whether it is fetched; and the requests, in kB. */
    function plan(year, half) {
      const from = first.value / 12, to = (first.value + count.value) / 12, level = +known.value;
      if (level > 0 && (year + 1 <= from || year >= to)) return { chunks: [], gets: 0, kb: 0, open: false };
      const chunks = [];
      for (let group = 0; group < GROUPS; group += 1) {
        const begin = year + half / FILES + group / (GROUPS * FILES), end = begin + 1 / (GROUPS * FILES);
        const inside = level < 2 || (begin < to - 1e-9 && end > from + 1e-9);
        for (const name of names) chunks.push({ group, name, size: columns[name], needed: inside && (level < 3 || asked.has(name) || name === "shipdate") });
      }
      let last = -1, gets = 1, kb = FOOTER;  /* the footer, with a GET of its own */
      chunks.forEach((chunk, at) => {
        if (!chunk.needed) return;
        const hole = sum(chunks.slice(last + 1, at).map((one) => one.size));
        if (last < 0 || hole > gap.value) gets += 1;
        else { chunks.slice(last + 1, at).forEach((one) => { one.along = true; }); kb += hole; }
        kb += chunk.size;
        last = at;
      });
      return { chunks, gets, kb, open: true };
    }

    function draw() {
      names.forEach((name, i) => {
        toggles[i].setAttribute("aria-pressed", String(asked.has(name)));
        const tick = element("span", { "aria-hidden": "true" }, "✓ ");
        tick.style.visibility = asked.has(name) ? "visible" : "hidden";
        toggles[i].replaceChildren(tick, name);
      });
      const wide = Math.max(280, Math.min(720, below.clientWidth || 640)), left = 46, high = 15;
      const tile = (wide - left - 14) / (GROUPS * names.length + GROUPS);
      const picture = svg("svg", { viewBox: `0 0 ${wide} ${YEARS * FILES * high + 26}`, role: "img",
        "aria-label": "files as rows, in each its row groups, in these their columns as tiles; filled is what is fetched" });
      let gets = 0, kb = 0, files = 0, chunksRead = 0;
      for (let year = 0; year < YEARS; year += 1) {
        for (let half = 0; half < FILES; half += 1) {
          const its = plan(year, half), y = (year * FILES + half) * high;
          gets += its.gets; kb += its.kb; files += its.open ? 1 : 0;
          if (!half) picture.append(svg("text", { x: 0, y: y + 13 }, String(FIRST + year)));
          for (let at = 0; at < GROUPS * names.length; at += 1) {
            const group = Math.floor(at / names.length), chunk = its.chunks[at] || {};
            chunksRead += chunk.needed ? 1 : 0;
            picture.append(svg("rect", { x: left + (at + group) * tile, y: y + 2, width: Math.max(1, tile - 1), height: high - 4,
              fill: chunk.needed ? shades[0] : chunk.along ? shades[1] : "none", stroke: "currentColor", "stroke-width": its.open ? 0.8 : 0.3 }));
          }
          picture.append(svg("rect", { x: wide - 10, y: y + 2, width: 8, height: high - 4, fill: its.open ? shades[2] : "none", stroke: "currentColor", "stroke-width": its.open ? 0.8 : 0.3 }));
        }
      }
      picture.append(svg("text", { x: left, y: YEARS * FILES * high + 18 }, "six row groups, each of six columns"),
        svg("text", { x: wide - 2, y: YEARS * FILES * high + 18, "text-anchor": "end" }, "footer"));
      below.replaceChildren(picture);
      const number = (x) => x.toLocaleString("en"), share = kb / STORED;
      const many = share * 1000 >= 10 ? `${Math.round(share * 1000)} PB` : `${(share * 1000).toFixed(1)} PB`;
      says.textContent = `${files} of ${YEARS * FILES} files are opened, ${chunksRead} of ${YEARS * FILES * GROUPS * names.length} chunks needed: ` +
        `${number(kb)} of ${number(STORED)} kB, ${(share * 100).toFixed(2)} %, in ${gets} GETs. Of an exabyte that share is ${many}; ` +
        `a million such queries would pay ${number(Math.round(gets * 0.4))} dollars for their GETs.`;
    }

    let drawnFor = 0;
    window.addEventListener("resize", () => { if (canvas.clientWidth !== drawnFor) { drawnFor = canvas.clientWidth; draw(); } });
    draw();
    drawnFor = canvas.clientWidth;
  });
})();
