/* The table optimisation chapter's figure: a join graph whose keys the reader chooses; which joins need not travel, and what that saves. */
(function () {
  "use strict";
  const { svg, choice, slider, button, figure, shades } = window.course;

  /* Megabytes a week for every join in weeks 1, 2 and 3: the lab's workload, in whole megabytes and at least 1; a test holds them against it. */
  const joins = [
    ["lineitem", "orderkey", "orders", "orderkey", [207, 110, 23]],
    ["lineitem", "partkey", "partsupp", "partkey", [5, 26, 71]],
    ["lineitem", "partkey", "part", "partkey", [3, 16, 39]],
    ["orders", "custkey", "customer", "custkey", [20, 12, 7]],
    ["part", "partkey", "partsupp", "partkey", [2, 6, 10]],
    ["lineitem", "suppkey", "supplier", "suppkey", [1, 1, 1]],
    ["partsupp", "suppkey", "supplier", "suppkey", [1, 1, 1]],
  ];
  const places = { orders: [0.18, 0.2], customer: [0.12, 0.82], lineitem: [0.5, 0.42], part: [0.86, 0.16], partsupp: [0.88, 0.66], supplier: [0.5, 0.9] };
  const tables = Object.keys(places);
  const columns = Object.fromEntries(tables.map((t) => [t, [...new Set(joins.flatMap(([a, x, b, y]) => (a === t ? [x] : b === t ? [y] : [])))]]));

  const weight = (join, week) => join[4][week - 1];
  const fits = ([a, x, b, y], keys) => keys[a] === x && keys[b] === y;
  const saved = (keys, week) => joins.reduce((sum, join) => sum + (fits(join, keys) ? weight(join, week) : 0), 0);

  function greedy(week) {
    const keys = {};
    for (const join of [...joins].sort((p, q) => weight(q, week) - weight(p, week))) {
      const [a, x, b, y] = join;
      if ((keys[a] || x) === x && (keys[b] || y) === y) { keys[a] = x; keys[b] = y; }
    }
    return keys;
  }

  function exact(week) {
    let best = {}, most = -1;
    (function go(at, keys) {
      if (at === tables.length) {
        const worth = saved(keys, week);
        if (worth > most) { most = worth; best = { ...keys }; }
        return;
      }
      for (const column of columns[tables[at]]) go(at + 1, { ...keys, [tables[at]]: column });
    })(0, {});
    return best;
  }

  figure("table_optimization", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const week = slider("Week:", 1, 3, 1, 1, String, redraw);
    const pickers = {};
    controls.append(week.node);
    for (const table of tables.filter((t) => columns[t].length > 1)) {
      pickers[table] = choice(table + " lies by", [["", "no key (EVEN)"], ...columns[table].map((c) => [c, c])], redraw);
      controls.append(pickers[table].node);
    }
    const take = (solve) => { const keys = solve(week.value); for (const [t, picker] of Object.entries(pickers)) picker.value = keys[t] || ""; draw(); };
    controls.append(button("greedy", () => take(greedy)), button("exact", () => take(exact)), button("no keys", () => take(() => ({}))));
    window.addEventListener("resize", redraw);

    function draw() {
      const keys = {};
      for (const t of tables) keys[t] = pickers[t] ? pickers[t].value : columns[t][0]; /* a table with one join column lies by it */
      const width = Math.max(300, Math.min(680, canvas.clientWidth || 640)), high = Math.max(300, width * 0.55);
      const picture = svg("svg", { viewBox: `0 0 ${width} ${high}`, role: "img", "aria-label": "the join graph of the week: solid lines are joins that need not travel" });
      const at = (t) => [places[t][0] * width, places[t][1] * high];
      const heaviest = Math.max(...joins.map((join) => weight(join, week.value)));
      for (const join of joins) {
        const [x1, y1] = at(join[0]), [x2, y2] = at(join[2]), kept = fits(join, keys);
        picture.append(svg("line", { x1, y1, x2, y2, stroke: shades[kept ? 0 : 1], "stroke-width": 1.5 + (9 * weight(join, week.value)) / heaviest, "stroke-dasharray": kept ? "none" : "5 5" }));
      }
      /* A rim in the page's colour keeps words readable where a line passes behind them. */
      const rim = { "paint-order": "stroke", stroke: "var(--pst-color-background)", "stroke-width": 4, "stroke-linejoin": "round" };
      for (const join of joins) {
        const [x1, y1] = at(join[0]), [x2, y2] = at(join[2]);
        picture.append(svg("text", { x: (x1 + x2) / 2 + 6, y: (y1 + y2) / 2 - 5, "font-size": 12, ...rim }, `${weight(join, week.value)} MB${fits(join, keys) ? " ✓" : ""}`));
      }
      for (const t of tables) {
        const [x, y] = at(t);
        picture.append(svg("circle", { cx: x, cy: y, r: 7, fill: "var(--pst-color-text-base)" }));
        picture.append(svg("text", { x, y: y - 13, "text-anchor": "middle", "font-weight": 700, ...rim }, t));
        picture.append(svg("text", { x, y: y + 23, "text-anchor": "middle", "font-size": 12, ...rim }, keys[t] ? "by " + keys[t] : "EVEN"));
      }
      canvas.replaceChildren(picture);
      const mine = saved(keys, week.value), best = saved(exact(week.value), week.value), whole = joins.reduce((sum, join) => sum + weight(join, week.value), 0);
      says.textContent = `Week ${week.value}: these keys save ${mine} of ${whole} MB a week; the best layout saves ${best}, greedy ${saved(greedy(week.value), week.value)}.` +
        (mine === best ? " Nothing saves more." : "");
    }

    take(greedy);
  });
})();
