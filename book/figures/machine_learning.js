/* The chapter on machine learning: a threshold, a point beside it, and on which side five expressions put it. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, shades } = window.course;
  const single = Math.fround, bytes = new DataView(new ArrayBuffer(8)), PARTS = 8;

  /* The next number of float32, or of float64, above or below one that is not 0. */
  function next32(value, way) {
    bytes.setFloat32(0, value);
    bytes.setInt32(0, bytes.getInt32(0) + (value > 0 ? way : -way));
    return bytes.getFloat32(0);
  }
  function next64(value, steps) {
    bytes.setFloat64(0, value);
    bytes.setBigInt64(0, bytes.getBigInt64(0) + BigInt(value > 0 ? steps : -steps));
    return bytes.getFloat64(0);
  }
  const halfway = (value) => (single(value) + next32(single(value), 1)) / 2;

  const THRESHOLDS = [
    ["tenth", "0.1", 0.1],
    ["half", "halfway between two of float32", halfway(0.1)],
    ["large", "16,777,217", 16777217],
    ["exact", "0.25, which is of float32", 0.25],
  ];
  const EXPRESSIONS = [
    ["x::FLOAT <= 't'::DOUBLE", (x, t) => single(x) <= t],
    ["x <= 't'::DOUBLE", (x, t) => x <= t],
    ["x::FLOAT <= 't'::FLOAT", (x, t) => single(x) <= single(t)],
    ["x::FLOAT < 't'::DOUBLE", (x, t) => single(x) < t],
    ["six digits of t", (x, t) => single(x) <= +t.toPrecision(6)],
  ];

  figure("machine_learning", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const bar = choice("The threshold t", THRESHOLDS.map(([key, words]) => [key, words]), redraw);
    const far = slider("x: steps of an eighth of what float32 tells apart", -16, 16, 1, -2, (v) => (v > 0 ? `+${v}` : String(v)), redraw);
    const fine = slider("and then steps of float64", -3, 3, 1, 0, (v) => (v > 0 ? `+${v}` : String(v)), redraw);
    controls.append(bar.node, far.node, fine.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const t = THRESHOLDS.find(([key]) => key === bar.value)[2], middle = single(t);
      const apart = next32(middle, 1) - middle, x = next64(middle + far.value * apart / PARTS, fine.value);
      const right = EXPRESSIONS[0][1](x, t), width = Math.max(300, Math.min(720, canvas.clientWidth || 640));
      const place = (value) => width / 2 + ((value - middle) / apart) * (width / 6);
      const picture = svg("svg", { viewBox: `0 0 ${width} ${126 + 30 * EXPRESSIONS.length}`, role: "img", "aria-label": "a number line with the numbers of float32, the threshold, a point and what it is rounded to; below, the side on which each expression puts it" });
      const stroke = "var(--pst-color-text-base)";
      picture.append(svg("line", { x1: 0, x2: width, y1: 70, y2: 70, stroke, "stroke-width": 1 }));
      for (let at = -2; at <= 2; at += 1) {
        const each = place(middle + at * apart);
        picture.append(svg("line", { x1: each, x2: each, y1: 62, y2: 78, stroke, "stroke-width": 2 }));
      }
      picture.append(svg("text", { x: 2, y: 108, "font-size": 12 }, "long strokes: numbers of float32"));
      picture.append(svg("line", { x1: place(t), x2: place(t), y1: 34, y2: 84, stroke: shades[0], "stroke-width": 2, "stroke-dasharray": "5 3" }));
      picture.append(svg("text", { x: place(t), y: 28, "font-size": 13, "font-weight": 700, "text-anchor": "middle" }, "t"));
      if (single(x) !== x) {
        const from = place(x), to = place(single(x));
        picture.append(svg("path", { d: `M${from},64 Q${(from + to) / 2},40 ${to},60`, fill: "none", stroke: shades[1], "stroke-width": 2 }));
        picture.append(svg("circle", { cx: to, cy: 70, r: 6, fill: "none", stroke: shades[1], "stroke-width": 2 }));
      }
      picture.append(svg("circle", { cx: place(x), cy: 70, r: 5, fill: shades[1] }));
      picture.append(svg("text", { x: place(x), y: 92, "font-size": 13, "font-weight": 700, "text-anchor": "middle" }, "x"));
      const wrong = [];
      EXPRESSIONS.forEach(([words, left], at) => {
        const side = left(x, t), y = 118 + 30 * at, bad = side !== right;
        if (bad) wrong.push(words);
        picture.append(svg("text", { x: 2, y: y + 17, "font-size": 13, "font-family": "monospace" }, words));
        picture.append(svg("rect", { x: width - 104, y, width: 100, height: 24, rx: 4, fill: bad ? shades[5] : shades[0], stroke: "var(--pst-color-border)" }));
        picture.append(svg("text", { x: width - 54, y: y + 17, "font-size": 12, "font-weight": 700, "text-anchor": "middle", style: "fill:#fff" }, `${side ? "left" : "right"}${bad ? ": wrong" : ""}`));
      });
      canvas.replaceChildren(picture);
      const told = `t is ${t}. x is ${x}, as float32 ${single(x)}: the tree goes ${right ? "left" : "right"}.`;
      says.textContent = `${told} ${wrong.length ? `Wrong here: ${wrong.join("; ")}.` : "All five expressions agree here."}`;
    }

    draw();
  });
})();
