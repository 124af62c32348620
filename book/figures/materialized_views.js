/* The materialized_views chapter's figure: two tables and their changes as bags, the three joins of a refresh, what the minimum of a shop needs;
   and the rows that a refresh touches as more and more orders change. */
(function () {
  "use strict";
  const { element, svg, choice, slider, button, figure, shades } = window.course;

  /* Rows are texts with blanks between their fields: shops are (shop, city), sales are (shop, item, price). */
  const SHOPS = { "1 Oslo": 1, "2 Rome": 1 };
  const SALES = { "1 ham 3": 1, "1 eel 5": 2, "2 ham 4": 2 };
  const CHANGES = {
    "shop 2 moves to Bern": [{ "2 Rome": -1, "2 Bern": 1 }, {}],
    "shop 1 sells a fig at 2": [{}, { "1 fig 2": 1 }],
    "the only ham of shop 1 goes": [{}, { "1 ham 3": -1 }],
    "one of two eels goes": [{}, { "1 eel 5": -1 }],
    "a ham of shop 2 goes": [{}, { "2 ham 4": -1 }],
    "shop 3 opens in Lima and sells": [{ "3 Lima": 1 }, { "3 ham 6": 1 }],
  };
  const add = (...bags) => {
    const total = {};
    for (const bag of bags) for (const [row, n] of Object.entries(bag)) total[row] = (total[row] || 0) + n;
    for (const row of Object.keys(total)) if (!total[row]) delete total[row];
    return total;
  };
  const join = (left, right) => {
    const view = {};
    for (const [one, n] of Object.entries(left)) for (const [other, m] of Object.entries(right)) {
      const [shop, city] = one.split(" "), [its, item, price] = other.split(" ");
      if (shop === its) view[[city, item, price].join(" ")] = (view[[city, item, price].join(" ")] || 0) + n * m;
    }
    return view;
  };
  const least = (sales, shop) => {
    const found = Object.entries(sales).map(([row, n]) => [row.split(" "), n]).filter(([row]) => row[0] === shop);
    if (!found.length) return null;
    const value = Math.min(...found.map(([row]) => +row[2]));
    return { value, copies: found.filter(([row]) => +row[2] === value).reduce((sum, [, n]) => sum + n, 0) };
  };
  const minus = (n) => String(n).replace("-", "\u2212");

  figure("materialized_views", function ({ controls, canvas, says }) {
    let dLeft = {}, dRight = {};
    const part = choice("Show", [["joins", "the three joins, and the minimum"], ["size", "how large a change may be"]], () => draw());
    const share = slider("Orders that change, %:", 0, 60, 1, 10, String, () => draw());
    controls.append(part.node, share.node);
    const presses = Object.keys(CHANGES).map((words) => button(words, () => {
      const [left, right] = CHANGES[words];
      const nextLeft = add(dLeft, left), nextRight = add(dRight, right);
      const possible = (table, delta) => Object.values(add(table, delta)).every((n) => n > 0);
      if (!possible(SHOPS, nextLeft) || !possible(SALES, nextRight)) { draw(`That row is not there any more: "${words}" cannot be done again. `); return; }
      dLeft = nextLeft; dRight = nextRight; draw();
    }));
    presses.push(button("refresh", () => { dLeft = {}; dRight = {}; draw("Both tables are again as they were at first. "); }));
    const buttons = element("div", { class: "figure-controls", role: "group", "aria-label": "changes" }, ...presses);
    const below = element("div", {});
    canvas.append(buttons, below);

    function bag(words, rows, lit) {
      const entries = Object.entries(rows), high = 18 * (entries.length || 1) + 26;
      const said = entries.map(([row, n]) => `${row}: ${n}`).join("; ") || "no rows";
      const picture = svg("svg", { viewBox: `0 0 176 ${high}`, role: "img", "aria-label": `${words}: ${said}`, style: "width: 156px" });
      picture.append(svg("text", { x: 2, y: 14, "font-weight": 700 }, words));
      entries.forEach(([row, n], at) => {
        picture.append(svg("rect", { x: 1, y: 21 + 18 * at, width: 172, height: 16, fill: "none", stroke: lit ? shades[n > 0 ? 2 : 5] : "currentColor", "stroke-width": lit ? 2 : 0.7 }));
        picture.append(svg("text", { x: 6, y: 33 + 18 * at, "font-size": 12 }, row));
        picture.append(svg("text", { x: 168, y: 33 + 18 * at, "text-anchor": "end", "font-size": 12 }, (lit && n > 0 ? "+" : "") + minus(n)));
      });
      if (!entries.length) picture.append(svg("text", { x: 6, y: 33, "font-size": 12 }, "no rows"));
      return picture;
    }
    function row(...pictures) {
      const line = element("div", {});
      line.style.display = "flex"; line.style.flexWrap = "wrap"; line.style.gap = "0.6rem";
      line.append(...pictures);
      return line;
    }

    function joins(before) {
      const parts = [["dL \u22c8 R", join(dLeft, SALES)], ["L \u22c8 dR", join(SHOPS, dRight)], ["dL \u22c8 dR", join(dLeft, dRight)]];
      const delta = add(...parts.map(([, rows]) => rows));
      below.replaceChildren(
        row(bag("L: shops", SHOPS), bag("dL", dLeft, true), bag("R: sales", SALES), bag("dR", dRight, true)),
        element("p", { class: "head" }, "The three joins, and what they add up to"),
        row(...parts.map(([words, rows]) => bag(words, rows, true)), bag("the view changes by", delta, true)));
      const now = add(SALES, dRight), read = [];
      for (const shop of ["1", "2"]) {
        const was = least(SALES, shop), is = least(now, shop);
        if (is && is.value > was.value) read.push(shop);
      }
      const rows = Object.values(parts).map(([words, found]) => `${words} ${Object.keys(found).length}`).join(", ");
      const again = read.length ? `The last copy of the minimum went: shop ${read.join(" and ")} must be read again.` : "No minimum needs the table.";
      const changed = Object.keys(delta).length;
      says.textContent = `${before}Rows of the joins: ${rows}; together ${changed} ${changed === 1 ? "row" : "rows"} of the view ${changed === 1 ? "changes" : "change"}. ${again}`;
    }

    /* 1,000 orders with 1 to 7 lines: so many go with their lines, and as many come. */
    function sizes() {
      const orders = 1000, lines = Array.from({ length: orders }, (_, n) => 1 + (n % 7));
      const stored = orders + lines.reduce((x, y) => x + y, 0);
      const gone = Math.round(orders * share.value / 100);
      const theirs = lines.slice(0, gone).reduce((x, y) => x + y, 0);
      const changed = 2 * (gone + theirs), read = gone + theirs;
      const wide = Math.max(300, Math.min(560, below.clientWidth || 560)), scale = (wide - 150) / (2.1 * stored), number = (x) => x.toLocaleString("en");
      const picture = svg("svg", { viewBox: `0 0 ${wide} 92`, role: "img", "aria-label": `a refresh touches ${changed + read} rows, computing again ${stored}` });
      [["refresh: changes", changed, 0], ["and what they meet", read, 1], ["compute again", stored, 2]].forEach(([words, rows, at]) => {
        picture.append(svg("text", { x: 132, y: 20 + 28 * at, "text-anchor": "end", "font-size": 13 }, words));
        const from = 140 + (at === 1 ? changed * scale : 0);
        picture.append(svg("rect", { x: from, y: 6 + 28 * at, width: Math.max(1, rows * scale), height: 18, fill: shades[at] }));
      });
      below.replaceChildren(picture);
      const touched = changed + read, better = touched < stored ? "The refresh touches fewer." : "Computing the view again touches no more.";
      says.textContent = `${share.value} % of the orders change: a refresh touches ${number(touched)} rows, computing again ${number(stored)}. ${better}`;
    }

    function draw(before) {
      buttons.hidden = part.value === "size";
      share.node.hidden = part.value !== "size";
      if (part.value === "size") sizes(); else joins(before || "");
    }
    draw();
  });
})();
