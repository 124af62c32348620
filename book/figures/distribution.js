/* The distribution chapter's figure: two small tables over a few slices, where their rows lie before a join, which of them travel,
   and what that costs when the tables are large. */
(function () {
  "use strict";
  const { element, svg, choice, slider, figure, shades } = window.course;

  const OUTER_MB = 120;
  const outerKeys = [1, 3, 2, 4, 4, 2, 1, 3, 2, 1, 4, 3], innerKeys = [3, 1, 4, 2];
  const styles = [["EVEN", "EVEN"], ["KEY", "KEY on the join's column"], ["OTHER", "KEY on another column"], ["ALL", "ALL"]];
  const home = (key, slices) => (key * 7 + 3) % slices; /* stands for the hash */

  /* Slices that hold row i of a table with this style, before the join. */
  function before(style, keys, i, slices) {
    if (style === "ALL") return Array.from({ length: slices }, (_, s) => s);
    if (style === "KEY") return [home(keys[i], slices)];
    return [(style === "EVEN" ? i : i * 5 + 2 + Math.floor(i / slices)) % slices];
  }

  /* Every way the two styles allow: where outer and inner go ("stay", "hash", "all", "one") and the megabytes between slices. */
  function ways(outer, inner, mb, slices) {
    const share = (slices - 1) / slices, found = [];
    if (outer === "KEY" && inner === "KEY") found.push(["DS_DIST_NONE", "stay", "stay", 0]);
    if (inner === "ALL") return [["DS_DIST_ALL_NONE", "stay", "stay", 0]];
    if (outer === "ALL") return [["DS_DIST_ALL_INNER", "one", "one", mb * share]];
    if (outer === "KEY") found.push(["DS_DIST_INNER", "stay", "hash", mb * share]);
    if (inner === "KEY") found.push(["DS_DIST_OUTER", "hash", "stay", OUTER_MB * share]);
    found.push(["DS_BCAST_INNER", "stay", "all", mb * (slices - 1)]);
    if (outer !== "KEY" && inner !== "KEY") found.push(["DS_DIST_BOTH", "hash", "hash", (OUTER_MB + mb) * share]);
    return found;
  }

  function after(move, at, key, slices) {
    if (move === "hash") return [home(key, slices)];
    if (move === "all") return Array.from({ length: slices }, (_, s) => s);
    return move === "one" ? [0] : at;
  }

  figure("distribution", function ({ controls, canvas, says }) {
    let width = 640, across = 640;
    const redraw = () => draw(false), anew = () => draw(true);
    const outer = choice("Outer table (squares, 120 MB)", styles, anew);
    const inner = choice("Inner table (circles)", styles, anew);
    const size = slider("Inner table:", 5, 240, 5, 35, (v) => v + " MB", redraw);
    const count = slider("Slices:", 1, 4, 1, 2, (v) => String(2 ** v), redraw);
    const way = choice("Way", [["", "the cheapest"]], redraw);
    inner.value = "OTHER";
    controls.append(outer.node, inner.node, size.node, count.node, way.node);
    window.addEventListener("resize", redraw);

    function draw(stylesChanged) {
      const slices = 2 ** count.value;
      const all = ways(outer.value, inner.value, size.value, slices);
      if (stylesChanged) {
        const select = way.node.querySelector("select");
        select.replaceChildren(...[["", "the cheapest"], ...all.map(([label]) => [label, label])].map(([value, words]) => {
          const option = document.createElement("option"); option.value = value; option.textContent = words; return option; }));
      }
      const best = all.reduce((x, y) => (y[3] < x[3] ? y : x));
      const chosen = all.find(([label]) => label === way.value) || best;
      width = Math.max(300, Math.min(680, canvas.clientWidth || 640));
      across = Math.max(width, slices * 28); /* sixteen slices are wider than a phone, and scroll */
      const moved = canvasOf(chosen, slices, all, best);
      const mb = (x) => x.toLocaleString("en", { maximumFractionDigits: 1 }) + " MB";
      says.textContent = `${chosen[0]}: ${mb(chosen[3])} between slices; in the picture ${moved} rows change slices.` +
        (chosen === best ? (all.length > 1 ? " It is the cheapest way here." : " No other way is open here.") : ` The cheapest way here is ${best[0]}, with ${mb(best[3])}.`);
    }

    /* What every possible way would send. */
    function bars(all, label, best) {
      const high = 24, left = 158, most = Math.max(...all.map((one) => one[3]), 1);
      const picture = svg("svg", { viewBox: `0 0 ${width} ${all.length * high + 8}`, role: "img", "aria-label": "megabytes between slices, for each possible way" });
      all.forEach(([name, , , cost], i) => {
        const y = i * high + 6, long = Math.max(2, ((width - left - 110) * cost) / most);
        picture.append(svg("text", { x: left - 8, y: y + 14, "text-anchor": "end", "font-weight": name === label ? 700 : 400 }, name));
        picture.append(svg("rect", { x: left, y, width: long, height: high - 6, rx: 2, fill: name === best[0] ? shades[2] : shades[0] }));
        picture.append(svg("text", { x: left + long + 6, y: y + 14 }, cost.toLocaleString("en", { maximumFractionDigits: 1 }) + " MB" + (name === best[0] ? " ✓" : "")));
      });
      return picture;
    }

    /* Draws both bands and the paths between them; returns how many rows change slices. */
    function canvasOf([label, outerMove, innerMove], slices, all, best) {
      const column = across / slices, gap = slices > 8 ? 4 : 8, cell = 21, per = Math.max(1, Math.floor((column - gap - 8) / cell));
      const tables = [{ keys: outerKeys, style: outer.value, move: outerMove, square: true }, { keys: innerKeys, style: inner.value, move: innerMove, square: false }];
      const bands = [layout((t, i) => before(t.style, t.keys, i, slices)), layout((t, i) => after(t.move, before(t.style, t.keys, i, slices), t.keys[i], slices))];
      const high = bands.map((band) => band.rows * cell + 12), between = 88, top = 24, low = top + high[0] + between;
      const picture = svg("svg", { viewBox: `0 0 ${across} ${low + high[1] + 22}`, role: "img",
        "aria-label": `rows on ${slices} slices before and after ${label}`, style: across > width ? `min-width: ${across}px` : "" });
      picture.append(svg("text", { x: 0, y: 14, "font-weight": 700 }, "where the rows lie"));
      picture.append(svg("text", { x: 0, y: low + high[1] + 17, "font-weight": 700 }, "where they are joined"));
      for (const [y, tall] of [[top, high[0]], [low, high[1]]]) {
        for (let s = 0; s < slices; s++) {
          picture.append(svg("rect", { x: s * column + gap / 2, y, width: column - gap, height: tall, rx: 4, fill: "none", stroke: "var(--pst-color-border)" }));
        }
      }
      let moved = 0;
      const lines = svg("g", {}), marks = svg("g", {});
      picture.append(lines, marks);
      tables.forEach((table, t) => table.keys.forEach((key, i) => {
        const from = bands[0].at[t][i], to = bands[1].at[t][i];
        for (const [s, place] of Object.entries(to)) {
          if (!(s in from)) {
            const source = Object.keys(from)[0], [x1] = point(+source, from[source], top), [x2] = point(+s, place, low);
            const y1 = top + high[0], y2 = low - 1;
            moved++;
            lines.append(svg("path", { d: `M${x1},${y1} C${x1},${y1 + between / 2} ${x2},${y2 - between / 2} ${x2},${y2}`, fill: "none",
              stroke: shades[t], "stroke-width": 1.4, "stroke-dasharray": table.square ? "none" : "5 3", opacity: 0.9 }));
            lines.append(svg("path", { d: `M${x2 - 4},${y2 - 7} L${x2},${y2} L${x2 + 4},${y2 - 7}`, fill: "none", stroke: shades[t], "stroke-width": 1.6 }));
          }
          row(table, t, key, point(+s, place, low));
        }
        for (const [s, place] of Object.entries(from)) row(table, t, key, point(+s, place, top));
      }));
      const frame = element("div", { class: "sideways", ...(across > width ? { tabindex: "0", role: "region", "aria-label": "the slices, scrolls sideways" } : {}) });
      frame.append(picture);
      canvas.replaceChildren(frame, bars(all, label, best));
      return moved;

      function point(s, place, y) {
        return [per === 1 ? (s + 0.5) * column : s * column + gap / 2 + 6 + (place % per) * cell + 9, y + 6 + Math.floor(place / per) * cell + 10];
      }

      function row(table, t, key, [x, y]) {
        marks.append(table.square ? svg("rect", { x: x - 9, y: y - 9, width: 18, height: 18, rx: 2, fill: shades[t] })
          : svg("circle", { cx: x, cy: y, r: 9, fill: shades[t] }));
        marks.append(svg("text", { x, y: y + 4.5, "text-anchor": "middle", style: "fill:#fff;font-size:12px;font-weight:600" }, String(key)));
      }

      /* For each row the place it takes on each slice that holds it, squares first, circles on a line of their own. */
      function layout(holders) {
        const used = Array(slices).fill(0), at = [[], []];
        let rows = 0;
        tables.forEach((table, t) => {
          if (t) for (let s = 0; s < slices; s++) used[s] = Math.ceil(Math.max(...used) / per) * per;
          table.keys.forEach((_, i) => {
            at[t][i] = {};
            for (const s of holders(table, i)) at[t][i][s] = used[s]++;
          });
          rows = Math.max(rows, ...used.map((n) => Math.ceil(n / per)));
        });
        return { at, rows: Math.max(rows, 2) };
      }
    }

    draw(true);
  });
})();
