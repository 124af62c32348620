/* The compression chapter's figure: one block of a column, what each encoding takes for it, and the bits it stores. */
(function () {
  "use strict";
  const { svg, choice, slider, button, figure, random, shades } = window.course;

  const shapes = {
    keys: ["order keys: climbing by 0 to 3", (r) => { let v = 1e6; return () => (v += Math.floor(r() * 4)); }],
    dates: ["dates: seven years of days", (r) => () => 8035 + Math.floor(r() * 2557)],
    modes: ["few distinct, far apart", (r) => { const d = Array.from({ length: 6 }, () => Math.floor(r() * 2 ** 44)); return () => d[Math.floor(r() * 6)]; }],
    runs: ["runs of a repeated value", (r) => { let v = 0, left = 0; return () => { if (!left) { v = Math.floor(r() * 2 ** 44); left = 8 + Math.floor(r() * 24); } left--; return v; }; }],
    outliers: ["small values, a rare giant", (r) => () => (r() < 0.03 ? 2 ** 40 + Math.floor(r() * 1e6) : Math.floor(r() * 200) - 100)],
    noise: ["random 48-bit values", (r) => () => Math.floor(r() * 2 ** 48)],
  };

  const bitLength = (x) => (x <= 0 ? 0 : Math.floor(Math.log2(x)) + 1);
  const span = (a) => bitLength(Math.max(...a) - Math.min(...a));
  const binary = (x, width) => x.toString(2).padStart(width, "0").slice(-width || undefined);

  /* Every encoding: its size in bits, or null where it does not apply, and the rows of bits it stores (value, bits). */
  function encodings(a) {
    const steps = a.slice(1).map((v, i) => v - a[i]);
    const runs = a.reduce((found, v) => { const last = found[found.length - 1]; if (last && last[0] === v) last[1]++; else found.push([v, 1]); return found; }, []);
    const distinct = [...new Set(a)].sort((x, y) => x - y);
    const low = Math.min(...a), width = span(a), lowStep = Math.min(...steps), stepWidth = span(steps);
    const mostly = (bits) => {
      const fits = (v) => v >= -(2 ** (bits - 1)) && v < 2 ** (bits - 1);
      const odd = a.filter((v) => !fits(v)).length;
      return { size: bits * a.length + 96 * odd, note: odd + " exceptions kept in full beside it",
        rows: a.map((v) => [fits(v) ? String(v) : v + " (exception)", fits(v) ? binary(v < 0 ? v + 2 ** bits : v, bits) : ""]) };
    };
    return {
      raw: { size: 64 * a.length, note: "every value in 64 bits", rows: a.map((v) => [String(v), binary(v < 0 ? v + 2 ** 52 : v, 64)]) },
      "run-length": { size: 96 * runs.length, note: runs.length + " runs: a value and a count each",
        rows: runs.map(([v, n]) => [v + " × " + n, binary(Math.abs(v), 64) + binary(n, 32)]) },
      bytedict: { size: distinct.length > 256 ? null : 8 * a.length + 64 * distinct.length, note: distinct.length + " distinct values listed once, one byte a row",
        rows: a.map((v) => [String(v), binary(distinct.indexOf(v), 8)]) },
      "frame of reference": { size: 64 + width * a.length, note: "offsets from " + low + " in " + width + " bits",
        rows: a.map((v) => [String(v), width ? binary(v - low, width) : ""]) },
      delta: { size: 128 + stepWidth * steps.length, note: "steps, framed from " + lowStep + " in " + stepWidth + " bits",
        rows: steps.map((s) => [(s < 0 ? "" : "+") + s, stepWidth ? binary(s - lowStep, stepWidth) : ""]) },
      mostly8: mostly(8),
      mostly16: mostly(16),
    };
  }

  figure("compression", function ({ controls, canvas, says }) {
    let seed = 1, width = 640;
    window.addEventListener("resize", () => draw());
    const redraw = () => draw();
    const shape = choice("Column", Object.entries(shapes).map(([k, [words]]) => [k, words]), redraw);
    const rows = slider("Rows in the block:", 16, 256, 16, 64, String, redraw);
    const shown = choice("Show the bits of", Object.keys(encodings([1, 2])).map((n) => [n, n]), redraw);
    shown.value = "frame of reference";
    controls.append(shape.node, rows.node, shown.node, button("Other values", () => { seed++; draw(); }));

    function draw() {
      const next = shapes[shape.value][1](random(seed));
      const a = Array.from({ length: rows.value }, next);
      const all = encodings(a);
      const sizes = Object.entries(all).filter(([, e]) => e.size !== null);
      const [best] = sizes.reduce((x, y) => (y[1].size < x[1].size ? y : x));
      const most = Math.max(...sizes.map(([, e]) => e.size));
      width = Math.max(300, Math.min(640, canvas.clientWidth || 640));
      canvas.replaceChildren(bars(all, best, most), bits(all[shown.value], shown.value));
      const bytes = (n) => Math.ceil(n / 8).toLocaleString("en");
      says.textContent = `${a.length} rows: ${best} is the smallest with ${bytes(all[best].size)} bytes, raw takes ${bytes(all.raw.size)}` +
        ` (${(all.raw.size / all[best].size).toFixed(1)} times as much).`;
    }

    function bars(all, best, most) {
      const names = Object.keys(all), high = 26;
      const picture = svg("svg", { viewBox: `0 0 ${width} ${names.length * high + 6}`, role: "img", "aria-label": "bytes that each encoding takes" });
      names.forEach((name, i) => {
        const { size } = all[name], y = i * high, length = size === null ? 0 : Math.max(2, ((width - 270) * size) / most);
        picture.append(svg("text", { x: 134, y: y + 17, "text-anchor": "end" }, name));
        picture.append(svg("rect", { x: 142, y: y + 3, width: length, height: high - 7, rx: 2, fill: name === best ? shades[2] : shades[0] }));
        const words = size === null ? "does not apply" : Math.ceil(size / 8).toLocaleString("en") + (width < 480 ? " B" : " bytes") + (name === best ? " ✓" : "");
        picture.append(svg("text", { x: 150 + length, y: y + 17, "font-weight": name === best ? 700 : 400 }, words));
      });
      return picture;
    }

    function bits({ rows: stored, note }, name) {
      const first = stored.slice(0, 12), high = 17, left = Math.min(184, width * 0.34), longest = Math.max(...first.map(([, b]) => b.length), 1);
      const size = Math.min(10, (width - left - 10) / longest);
      const picture = svg("svg", { viewBox: `0 0 ${width} ${first.length * high + 44}`, role: "img", "aria-label": `the bits that ${name} stores: ${note}` });
      picture.append(svg("text", { x: 0, y: 16, "font-weight": 700 }, `${name}: ${note}`));
      first.forEach(([words, ones], i) => {
        const y = 26 + i * high;
        picture.append(svg("text", { x: left, y: y + 12, "text-anchor": "end", "font-size": 12 }, words));
        [...ones].forEach((bit, k) => picture.append(svg("rect", { x: left + 8 + k * size, y: y + 1, width: Math.max(1, size - 1), height: high - 4,
          fill: bit === "1" ? shades[0] : "none", stroke: shades[0], "stroke-width": 0.8 })));
      });
      if (stored.length > first.length) picture.append(svg("text", { x: left, y: 26 + first.length * high + 12, "text-anchor": "end", "font-size": 12 }, `and ${stored.length - first.length} more`));
      return picture;
    }

    draw();
  });
})();
