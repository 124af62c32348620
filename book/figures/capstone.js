/* The capstone chapter's figure: a plan of two joins and an aggregate, its tables laid out as the reader says, the labels that the
   planner gives the joins and the bytes on each edge. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, shades } = window.course;

  /* Megabytes of what is left of each table behind its scan, and the keys that it can be placed by. */
  const tables = {
    lineitem: { mb: 96, keys: ["order", "part", "anyhow"] },
    orders: { mb: 24, keys: ["order", "customer", "anyhow", "everywhere"] },
    customer: { mb: 6, keys: ["customer", "anyhow", "everywhere"] },
  };
  const groupsMb = 0.4;

  /* The cheapest way to join, by the chapter's table; sides are {keys: [..], all, mb}. Both sides call the key by one name here. */
  function plan(left, right, key, slices) {
    const share = (side) => (side.all ? 0 : (side.mb * (slices - 1)) / slices), has = (side) => side.keys.includes(key);
    const ways = [];
    if (slices === 1 || (has(left) && has(right))) ways.push(["DS_DIST_NONE", 0, 0]);
    if (right.all || left.all) ways.push(["DS_DIST_ALL_NONE", 0, 0]);
    if (has(left)) ways.push(["DS_DIST_INNER", 0, share(right)]);
    if (has(right)) ways.push(["DS_DIST_OUTER", share(left), 0]);
    ways.push(["DS_BCAST_INNER", 0, right.mb * (slices - 1)]);
    ways.push(["DS_BCAST_OUTER", left.mb * (slices - 1), 0]);
    ways.push(["DS_DIST_BOTH", share(left), share(right)]);
    return ways.reduce((a, b) => (b[1] + b[2] < a[1] + a[2] ? b : a));
  }

  /* Where the joined rows lie. */
  function after(way, left, right, key, mb) {
    if (left.all && right.all) return { keys: [], all: true, mb };
    const label = way[0];
    if (label === "DS_BCAST_INNER") return { keys: left.keys, all: left.all, mb };
    if (label === "DS_BCAST_OUTER") return { keys: right.keys, all: right.all, mb };
    if (label === "DS_DIST_BOTH") return { keys: [key], all: false, mb };
    const keys = label === "DS_DIST_OUTER" ? right.keys : label === "DS_DIST_INNER" ? left.keys : left.keys.concat(right.keys);
    return { keys, all: false, mb };
  }

  figure("capstone", function ({ controls, canvas, says }) {
    const names = (keys) => keys.map((key) => [key, key === "anyhow" || key === "everywhere" ? key : "by the " + key]);
    const line = choice("lineitem lies", names(tables.lineitem.keys), draw);
    const order = choice("orders lie", names(tables.orders.keys), draw);
    const customer = choice("customers lie", names(tables.customer.keys), draw);
    const count = slider("Slices:", 1, 16, 1, 4, (v) => String(v), draw);
    controls.append(line.node, order.node, customer.node, count.node);
    window.addEventListener("resize", draw);

    function side(name, how) {
      return { keys: how === "anyhow" || how === "everywhere" ? [] : [how], all: how === "everywhere", mb: tables[name].mb };
    }

    function draw() {
      const slices = count.value;
      const a = side("orders", order.value), b = side("customer", customer.value), c = side("lineitem", line.value);
      const first = plan(a, b, "customer", slices), met = after(first, a, b, "customer", 5);
      const second = plan(c, met, "order", slices), joined = after(second, c, met, "order", 3);
      const local = slices === 1 || joined.all || joined.keys.includes("order");
      const groups = local ? 0 : (groupsMb * (slices - 1)) / slices;
      const total = first[1] + first[2] + second[1] + second[2] + groups;
      const mb = (x) => x.toLocaleString("en", { maximumFractionDigits: 1 }) + " MB";
      const wide = Math.max(320, Math.min(640, canvas.clientWidth || 640)), narrow = wide < 480;
      const box = narrow ? 112 : 150, high = 44;
      const places = {
        sum: [wide / 2, 10], second: [wide / 2, 96], first: [wide * 0.36, 192],
        lineitem: [wide - box / 2 - 4, 192], orders: [box / 2 + 4, 288], customer: [wide * 0.36 + box * 0.9 + 12, 288],
      };
      const picture = svg("svg", { viewBox: `0 0 ${wide} 350`, role: "img", "aria-label": "the plan of a query as a tree, with what moves on each edge" });
      const edge = (from, to, cost) => {
        const [x1, y1] = places[from], [x2, y2] = places[to];
        picture.append(svg("path", { d: `M${x1},${y1} L${x2},${y2 + high}`, fill: "none", stroke: cost ? shades[0] : "var(--pst-color-border)",
          "stroke-width": cost ? Math.min(9, 1.5 + Math.sqrt(cost)) : 1.5, "stroke-dasharray": cost ? "none" : "4 4" }));
        picture.append(svg("text", { x: (x1 + x2) / 2 + 8, y: (y1 + y2 + high) / 2 + 4, "font-weight": cost ? 700 : 400, "font-size": 12 }, cost ? mb(cost) : "0"));
      };
      const step = (name, one, two) => {
        const [x, y] = places[name];
        picture.append(svg("rect", { x: x - box / 2, y, width: box, height: high, rx: 4, fill: "var(--pst-color-background)", stroke: "var(--pst-color-text-base)" }));
        picture.append(svg("text", { x, y: y + 18, "text-anchor": "middle", "font-weight": 700, "font-size": 12 }, one));
        picture.append(svg("text", { x, y: y + 34, "text-anchor": "middle", "font-size": 11 }, two));
      };
      edge("second", "sum", groups);
      edge("lineitem", "second", second[1]);
      edge("first", "second", second[2]);
      edge("orders", "first", first[1]);
      edge("customer", "first", first[2]);
      step("sum", "sum by order", local ? "in one phase" : "in two phases");
      step("second", "join on order", second[0]);
      step("first", "join on customer", first[0]);
      step("lineitem", "lineitem", `${tables.lineitem.mb} MB`);
      step("orders", "orders", `${tables.orders.mb} MB`);
      step("customer", "customer", `${tables.customer.mb} MB`);
      canvas.replaceChildren(picture);
      says.textContent = `Over ${slices} slice${slices === 1 ? "" : "s"} ${mb(total)} move between slices: the join on customer is ${first[0]}, ` +
        `that on order ${second[0]}, and the sum ${local ? "moves nothing" : "sends its groups"}.`;
    }

    draw();
  });
})();
