/* The table optimisation chapter's figure: a join graph whose keys the reader chooses; which joins need not travel, and what that saves. */
(function () {
  "use strict";
  const { element, svg, choice, button, figure, shades } = window.course;

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
  /* A path on which greedy loses: the edge in the middle weighs most, and its columns suit neither neighbour. */
  const path = [["t1", "a", "t2", "a", 10], ["t2", "b", "t3", "b", 11], ["t3", "c", "t4", "c", 10]];
  const tpch = { orders: [0.18, 0.2], customer: [0.12, 0.82], lineitem: [0.5, 0.42], part: [0.86, 0.16], partsupp: [0.88, 0.66], supplier: [0.5, 0.9] };
  const week = (number) => ({ places: tpch, joins: joins.map(([a, x, b, y, weights]) => [a, x, b, y, weights[number - 1]]) });
  const graphs = {
    1: ["week 1", week(1)], 2: ["week 2", week(2)], 3: ["week 3", week(3)],
    path: ["a path of four tables", { high: 0.34, places: { t1: [0.08, 0.28], t2: [0.36, 0.66], t3: [0.64, 0.28], t4: [0.92, 0.66] }, joins: path }],
  };

  function columnsOf({ places, joins: edges }) {
    return Object.fromEntries(Object.keys(places).map((t) => [t, [...new Set(edges.flatMap(([a, x, b, y]) => (a === t ? [x] : b === t ? [y] : [])))]]));
  }
  const fits = ([a, x, b, y], keys) => keys[a] === x && keys[b] === y;
  const saved = (keys, { joins: edges }) => edges.reduce((sum, edge) => sum + (fits(edge, keys) ? edge[4] : 0), 0);

  function greedy(graph) {
    const keys = {};
    for (const [a, x, b, y] of [...graph.joins].sort((p, q) => q[4] - p[4])) {
      if ((keys[a] || x) === x && (keys[b] || y) === y) { keys[a] = x; keys[b] = y; }
    }
    return keys;
  }

  function exact(graph) {
    const columns = columnsOf(graph), tables = Object.keys(columns);
    let best = {}, most = -1;
    (function go(at, keys) {
      if (at === tables.length) {
        const worth = saved(keys, graph);
        if (worth > most) { most = worth; best = { ...keys }; }
        return;
      }
      for (const column of columns[tables[at]]) go(at + 1, { ...keys, [tables[at]]: column });
    })(0, {});
    return best;
  }

  figure("table_optimization", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const which = choice("Joins of", Object.entries(graphs).map(([key, [words]]) => [key, words]), () => changed());
    const choices = element("div", { style: "display: contents" });
    let pickers = {}, shown = null, asked = greedy;
    controls.append(which.node, choices);
    const take = (solve) => {
      asked = solve;
      const keys = solve(shown);
      for (const [t, picker] of Object.entries(pickers)) picker.value = keys[t] || "";
      draw();
    };
    controls.append(button("greedy", () => take(greedy)), button("exact", () => take(exact)), button("no keys", () => take(() => ({}))));
    window.addEventListener("resize", redraw);

    /* Another week keeps the keys, to see what has become of them; another graph begins with greedy's. */
    function changed() {
      const before = shown;
      shown = graphs[which.value][1];
      if (!before || before.places !== shown.places) {
        const columns = columnsOf(shown);
        pickers = {};
        for (const table of Object.keys(columns).filter((t) => columns[t].length > 1)) {
          pickers[table] = choice(table + " lies by", [["", "no key (EVEN)"], ...columns[table].map((c) => [c, c])], redraw);
        }
        choices.replaceChildren(...Object.values(pickers).map((picker) => picker.node));
        take(asked);
      } else draw();
    }

    function draw() {
      const { places, joins: edges } = shown, columns = columnsOf(shown), keys = {};
      for (const t of Object.keys(places)) keys[t] = pickers[t] ? pickers[t].value : columns[t][0]; /* a table with one join column lies by it */
      const width = Math.max(300, Math.min(680, canvas.clientWidth || 640)), high = Math.max(shown.high ? 170 : 300, width * (shown.high || 0.55));
      const picture = svg("svg", { viewBox: `0 0 ${width} ${high}`, role: "img", "aria-label": "the join graph: solid lines are joins that need not travel" });
      const at = (t) => [places[t][0] * width, places[t][1] * high];
      const heaviest = Math.max(...edges.map((edge) => edge[4]));
      for (const edge of edges) {
        const [x1, y1] = at(edge[0]), [x2, y2] = at(edge[2]), kept = fits(edge, keys);
        picture.append(svg("line", { x1, y1, x2, y2, stroke: shades[kept ? 0 : 1], "stroke-width": 1.5 + (9 * edge[4]) / heaviest, "stroke-dasharray": kept ? "none" : "5 5" }));
      }
      /* A rim in the page's colour keeps words readable where a line passes behind them. */
      const rim = { "paint-order": "stroke", stroke: "var(--pst-color-background)", "stroke-width": 4, "stroke-linejoin": "round" };
      for (const edge of edges) {
        const [x1, y1] = at(edge[0]), [x2, y2] = at(edge[2]);
        const on = shown.joins === path && width > 450 ? ` on ${edge[1]}` : "";
        picture.append(svg("text", { x: (x1 + x2) / 2 + 6, y: (y1 + y2) / 2 + (shown.joins === path && y2 < y1 ? 20 : -5), "font-size": 12, ...rim }, `${edge[4]} MB${on}${fits(edge, keys) ? " ✓" : ""}`));
      }
      for (const t of Object.keys(places)) {
        const [x, y] = at(t);
        picture.append(svg("circle", { cx: x, cy: y, r: 7, fill: "var(--pst-color-text-base)" }));
        picture.append(svg("text", { x, y: y - 13, "text-anchor": "middle", "font-weight": 700, ...rim }, t));
        picture.append(svg("text", { x, y: y + 23, "text-anchor": "middle", "font-size": 12, ...rim }, keys[t] ? "by " + keys[t] : "EVEN"));
      }
      canvas.replaceChildren(picture);
      const mine = saved(keys, shown), best = saved(exact(shown), shown), whole = edges.reduce((sum, edge) => sum + edge[4], 0);
      says.textContent = `${graphs[which.value][0]}: these keys save ${mine} of ${whole} MB; the best layout saves ${best}, greedy ${saved(greedy(shown), shown)}.` +
        (mine === best ? " Nothing saves more." : "");
    }

    changed();
  });
})();
