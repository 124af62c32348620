/* The federated query chapter's figure: which parts of a query may be done in the source, and what then travels. */
(function () {
  "use strict";
  const { svg, choice, figure, shades } = window.course;
  const ROWS = 20000;
  /* filters: name, share of rows that pass, whether it can go under collation C and under a language's */
  const filters = {
    "": ["no filter", 1, true, true],
    equal: ["name = 'Zoe'", 0.1, true, true],
    range: ["name < 'm'", 0.5, true, false],
    half: ["quantity / 2 = 3", 0.02, false, false],
    date: ["day < 2021-11-06", 0.25, true, true],
  };
  const rests = { "": ["the rows"], count: ["count(*) by day", true], avg: ["avg(quantity) by day", false] };

  figure("federated_query", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const options = Object.entries(filters).map(([key, [words]]) => [key, words]);
    const one = choice("First filter", options, redraw), two = choice("Second filter", options, redraw);
    const rest = choice("Then", Object.entries(rests).map(([key, [words]]) => [key, words]), redraw);
    const order = choice("Order", [["", "none"], ["day", "by day"], ["name", "by name"]], redraw);
    const limit = choice("Limit", [["", "none"], ["10", "10"]], redraw);
    const collation = choice("Collation of name", [["C", "C"], ["de", "de_DE"]], redraw);
    one.value = "date"; limit.value = "10"; order.value = "day";
    controls.append(one.node, two.node, rest.node, order.node, limit.node, collation.node);
    window.addEventListener("resize", redraw);

    function draw() {
      /* Groups by day have no name to be ordered by. */
      const byName = order.node.querySelector('option[value="name"]');
      byName.disabled = rest.value !== "";
      if (byName.disabled && order.value === "name") order.value = "day";
      const can = (key) => filters[key][collation.value === "C" ? 2 : 3];
      const chosen = [one.value, two.value].filter((key, at, all) => key && all.indexOf(key) === at);
      const kept = chosen.filter((key) => !can(key));
      const aggregate = rest.value !== "", aggregated = aggregate && !kept.length && rests[rest.value][1];
      const final = !kept.length && (!aggregate || aggregated);
      const ordered = order.value !== "" && final && (order.value !== "name" || collation.value === "C");
      const limited = limit.value !== "" && final && (order.value === "" || ordered);
      const boxes = chosen.map((key) => [filters[key][0], can(key)]);
      if (aggregate) boxes.push([rests[rest.value][0], aggregated]);
      if (order.value) boxes.push(["order by " + order.value, ordered]);
      if (limit.value) boxes.push(["limit 10", limited]);
      let rows = Math.round(chosen.filter(can).reduce((count, key) => count * filters[key][1], ROWS));
      if (aggregated) rows = Math.min(rows, 400);
      if (limited) rows = Math.min(rows, 10);
      const width = Math.max(300, Math.min(640, canvas.clientWidth || 600)), high = 34;
      const picture = svg("svg", { viewBox: `0 0 ${width} ${(boxes.length + 2) * high + 20}`, role: "img", "aria-label": "the parts of the query, and where each is done" });
      picture.append(svg("text", { x: 4, y: 18, "font-weight": 700 }, "in the source"), svg("text", { x: width / 2 + 8, y: 18, "font-weight": 700 }, "in the warehouse"));
      boxes.forEach(([words, there], at) => {
        const x = there ? 4 : width / 2 + 8, y = 28 + at * high;
        picture.append(svg("rect", { x, y, width: width / 2 - 14, height: high - 8, rx: 4, fill: there ? shades[2] : "none", stroke: "var(--pst-color-border)" }));
        picture.append(svg("text", { x: x + 8, y: y + 18, style: there ? "fill:#fff" : "" }, words));
      });
      const y = 28 + boxes.length * high + 12, long = Math.max(2, ((width - 8) * rows) / ROWS);
      picture.append(svg("rect", { x: 4, y, width: long, height: 14, fill: shades[1] }), svg("rect", { x: 4, y, width: width - 8, height: 14, fill: "none", stroke: "var(--pst-color-border)" }));
      picture.append(svg("text", { x: 4, y: y + 32 }, `${rows.toLocaleString("en")} of ${ROWS.toLocaleString("en")} rows travel`));
      canvas.replaceChildren(picture);
      const stays = boxes.filter(([, there]) => !there).map(([words]) => words);
      says.textContent = `${rows.toLocaleString("en")} of ${ROWS.toLocaleString("en")} rows travel. ` + (stays.length ? `Done in the warehouse: ${stays.join(", ")}.` : "All of it is done in the source.");
    }

    draw();
  });
})();
