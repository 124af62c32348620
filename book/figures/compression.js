/* The compression chapter's figure: one block of a column, what each encoding takes for it, and the bits that it stores. */
(function () {
  "use strict";
  const { element, svg, choice, slider, button, figure, random, shades } = window.course;

  /* The shapes a column can have: words, and a function from random numbers to the next value. */
  const shapes = {
    keys: ["sorted keys, in steps of 0 to 3", (r) => { let v = 1e6; return () => (v += Math.floor(r() * 4)); }],
    dates: ["a narrow range: days of seven years", (r) => () => 8036 + Math.floor(r() * 2526)],
    modes: ["few distinct values, far apart", (r) => {
      const known = Array.from({ length: 6 }, () => Math.floor(r() * 2 ** 44));
      return () => known[Math.floor(r() * 6)];
    }],
    runs: ["runs of one value", (r) => {
      let v = 0, left = 0;
      return () => { if (!left) { v = Math.floor(r() * 2 ** 44); left = 8 + Math.floor(r() * 24); } left--; return v; };
    }],
    outliers: ["small values, a rare giant", (r) => {
      let row = 0;
      return () => (row++ % 40 === 23 ? 2 ** 40 + Math.floor(r() * 1e6) : Math.floor(r() * 200) - 100);
    }],
    noise: ["random 64-bit values, as a hash makes them", (r) => {
      const half = () => BigInt(Math.floor(r() * 2 ** 32));
      return () => BigInt.asIntN(64, (half() << 32n) | half());
    }],
  };

  /* Values are BigInt, for the ends of int64 fit no other number of JavaScript's. */
  const bitLength = (x) => (x <= 0 ? 0 : BigInt(x).toString(2).length);
  const least = (a) => a.reduce((x, y) => (y < x ? y : x)), most = (a) => a.reduce((x, y) => (y > x ? y : x));
  const number = (x) => (x < 0 ? "−" : "") + (x < 0 ? -x : x).toLocaleString("en").replace(/,/g, "\u2009");
  /* The lowest bits of a number, negative ones in two's complement, most significant first. */
  const binary = (x, width) => (width ? BigInt.asUintN(width, BigInt(x)).toString(2).padStart(width, "0") : "");

  /* Every encoding of a block: what it stores, part by part. A part has a name, a shade, and one text of bits per item. */
  function encodings(a) {
    const low = least(a), width = bitLength(most(a) - low);
    const steps = a.slice(1).map((v, i) => BigInt.asIntN(64, v - a[i]));
    const lowStep = least(steps), stepWidth = bitLength(most(steps) - lowStep);
    const runs = [];
    for (const v of a) { const last = runs[runs.length - 1]; if (last && last[0] === v) last[1]++; else runs.push([v, 1]); }
    const distinct = [...new Set(a)].sort((x, y) => (x < y ? -1 : 1));
    const plenty = (n, one, many) => number(n) + " " + (n === 1 ? one : many);
    const part = (name, shade, items) => ({ name, shade: shades[shade], items, bits: items.reduce((n, b) => n + b.length, 0) });

    function mostly(bits) {
      const fits = (v) => v >= -(2 ** (bits - 1)) && v < 2 ** (bits - 1);
      const odd = a.flatMap((v, row) => (fits(v) ? [] : [[row, v]]));
      return {
        words: `${bits} bits a row, ${plenty(odd.length, "exception", "exceptions")}`,
        parts: [part("values that fit", 0, a.map((v) => (fits(v) ? binary(v, bits) : "0".repeat(bits)))),
          part("exceptions: row and value in full", 1, odd.map(([row, v]) => binary(row, 64) + binary(v, 64)))],
        shown: a.map((v) => [number(v), fits(v) ? binary(v, bits) : "", fits(v) ? "" : "kept in full beside it"]),
      };
    }

    return {
      raw: { words: "every value in 64 bits", parts: [part("values", 0, a.map((v) => binary(v, 64)))],
        shown: a.map((v) => [number(v), binary(v, 64)]) },
      "run-length": { words: plenty(runs.length, "run", "runs") + " of a value and a count",
        parts: [part("values", 0, runs.map(([v]) => binary(v, 64))), part("counts", 1, runs.map(([, n]) => binary(n, 32)))],
        shown: runs.map(([v, n]) => [`${n} × ${number(v)}`, binary(v, 64)]) },
      bytedict: { words: plenty(distinct.length, "value", "values") + " listed once, a code of 8 bits a row",
        parts: [part("codes", 0, a.map((v) => binary(distinct.indexOf(v), 8))), part("dictionary", 1, distinct.map((v) => binary(v, 64)))],
        shown: a.map((v) => [number(v), binary(distinct.indexOf(v), 8)]) },
      "frame of reference": { words: `offsets from ${number(low)}, ${plenty(width, "bit", "bits")} each`,
        parts: [part("offsets", 0, a.map((v) => binary(v - low, width))), part("base", 1, [binary(low, 64)])],
        shown: a.map((v) => [number(v), binary(v - low, width), width ? "" : "no bits needed"]) },
      delta: { words: `steps, counted from ${number(lowStep)}, ${plenty(stepWidth, "bit", "bits")} each`,
        parts: [part("steps", 0, steps.map((s) => binary(s - lowStep, stepWidth))),
          part("first value and smallest step", 1, [binary(a[0], 64), binary(lowStep, 64)])],
        shown: steps.map((s) => [(s < 0 ? "" : "+") + number(s), binary(s - lowStep, stepWidth), stepWidth ? "" : "no bits needed"]) },
      mostly8: mostly(8),
      mostly16: mostly(16),
      mostly32: mostly(32),
    };
  }

  const bytes = (encoding) => Math.ceil(encoding.parts.reduce((n, { bits }) => n + bits, 0) / 8);

  figure("compression", function ({ controls, canvas, says }) {
    let seed = 1, chosen = "frame of reference", all, a;
    const shape = choice("Shape of the column", Object.entries(shapes).map(([k, [words]]) => [k, words]), fill);
    const rows = slider("Rows in the block:", 64, 256, 16, 96, String, fill);
    controls.append(shape.node, rows.node, button("Other values", () => { seed++; fill(); }));
    const list = element("fieldset", { class: "bars" });
    const below = element("div", {});
    canvas.append(list, below);

    function fill() {
      const next = shapes[shape.value][1](random(seed));
      a = Array.from({ length: rows.value }, () => BigInt(next()));
      all = encodings(a);
      draw();
    }

    function draw() {
      const sizes = Object.fromEntries(Object.entries(all).map(([name, encoding]) => [name, bytes(encoding)]));
      const best = Object.keys(sizes).reduce((x, y) => (sizes[y] < sizes[x] ? y : x));
      drawList(sizes, best);
      drawBits(all[chosen], chosen);
      const times = (sizes.raw / sizes[best]).toFixed(1);
      says.textContent = best === "raw"
        ? `${a.length} rows: nothing beats raw, ${number(sizes.raw)} bytes.`
        : `${a.length} rows: ${best} is the smallest, ${number(sizes[best])} bytes; raw takes ${number(sizes.raw)}, ${times} times as many.`;
      if (chosen !== best) says.textContent += ` The ${chosen} shown takes ${number(sizes[chosen])}.`;
    }

    /* The encodings as a list of radio buttons, each with its bar. It is kept when redrawn, so that the focus stays. */
    function drawList(sizes, best) {
      const most = Math.max(...Object.values(sizes));
      if (list.childElementCount === 0) {
        list.append(element("legend", {}, "What each encoding takes. Choose one to see its bits."));
        for (const name of Object.keys(sizes)) {
          const input = element("input", { type: "radio", name: "figure-compression-encoding", value: name });
          input.checked = name === chosen;
          input.addEventListener("change", () => { chosen = name; draw(); });
          list.append(element("label", { "data-name": name }, input, element("span", {}, name),
            element("span", { class: "bar", "aria-hidden": "true" }), element("span", { class: "size" })));
        }
      }
      for (const row of list.querySelectorAll("label")) {
        const name = row.dataset.name, bar = row.querySelector(".bar"), size = row.querySelector(".size");
        bar.replaceChildren(...all[name].parts.map(({ bits, shade }) => {
          const piece = element("i", {});
          piece.style.width = (100 * bits) / 8 / most + "%";
          piece.style.background = shade;
          return piece;
        }));
        size.textContent = (name === best ? "✓ " : "") + number(sizes[name]) + (list.clientWidth < 480 ? " B" : " bytes");
        size.classList.toggle("best", name === best);
      }
    }

    /* The first rows with the bits that they become, then all bits of the block: filled is 1, pale is 0. */
    function drawBits({ words, parts, shown }, name) {
      const wide = Math.max(280, Math.min(720, below.clientWidth || 640)), narrow = wide < 480;
      const first = shown.slice(0, 6), high = 17, long = narrow && first.some(([value]) => value.length > 17);
      const left = long ? 146 : narrow ? 128 : 190;
      const size = Math.min(10, (wide - left - 10) / Math.max(1, ...first.map(([, b]) => b.length)));
      const sample = svg("svg", { viewBox: `0 0 ${wide} ${first.length * high + 4}`, role: "img",
        "aria-label": "the first values: " + first.map(([value, b, note]) => `${value} becomes ${b || note}`).join("; ") });
      first.forEach(([value, b, note], i) => {
        sample.append(svg("text", { x: left, y: i * high + 13, "text-anchor": "end", style: long ? "font-size: 10.5px" : "" }, value));
        sample.append(cells([[b, shades[0]]], b.length || 1, size, left + 10, i * high + 2, high - 4));
        if (note) sample.append(svg("text", { x: left + 10, y: i * high + 13, "font-style": "italic" }, note));
      });

      const across = (a.length <= 96 ? 128 : a.length <= 160 ? 192 : 256) / (narrow ? 2 : 1), cell = (wide - 4) / across;
      const stored = parts.map(({ items, shade }) => [items.join(""), shade]);
      const total = parts.reduce((n, { bits }) => n + bits, 0);
      const rawHigh = Math.ceil((64 * a.length) / across) * cell, high2 = Math.max(rawHigh, Math.ceil(total / across) * cell) + 4;
      const map = svg("svg", { viewBox: `0 0 ${wide} ${high2}`, role: "img",
        "aria-label": `all ${total} bits that ${name} stores, beside the ${64 * a.length} of raw` });
      map.append(cells(stored, across, cell, 2, 2, cell));
      map.append(svg("rect", { x: 1, y: 1, width: wide - 2, height: rawHigh + 2, fill: "none", stroke: "currentColor",
        "stroke-opacity": 0.55, "stroke-dasharray": "4 3" }));

      const legend = element("ul", { class: "legend" }, ...parts.map(({ name: what, shade, bits }) => {
        const swatch = element("i", {});
        swatch.style.background = shade;
        return element("li", {}, swatch, `${what}: ${number(bits)} bits`);
      }));
      below.replaceChildren(element("p", { class: "head" }, `${name}: ${words}`), sample,
        element("p", { class: "head" }, "The whole block, bit by bit; the dashed frame is what raw would fill"), map, legend);
    }

    /* Bits in rows of `across`: one path for the ones and one, pale, for the zeros of every part. */
    function cells(stored, across, size, x, y, high) {
      const group = svg("g", {}), gap = size > 3 ? 0.8 : 0.3;
      let at = 0;
      for (const [bits, shade] of stored) {
        const paths = ["", ""];
        for (const bit of bits) {
          paths[+bit] += `M${(x + (at % across) * size).toFixed(2)} ${(y + Math.floor(at / across) * high).toFixed(2)}h${(size - gap).toFixed(2)}v${(high - gap).toFixed(2)}h${(gap - size).toFixed(2)}z`;
          at++;
        }
        group.append(svg("path", { d: paths[0], fill: shade, "fill-opacity": 0.2 }), svg("path", { d: paths[1], fill: shade }));
      }
      return group;
    }

    let drawnFor = 0;
    window.addEventListener("resize", () => { if (canvas.clientWidth !== drawnFor) { drawnFor = canvas.clientWidth; draw(); } });
    fill();
    drawnFor = canvas.clientWidth;
  });
})();
