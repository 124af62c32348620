/* The chapter on semi-structured and spatial data: places on a map, in blocks of an order that the reader chooses, the box of every
   block, and the blocks that a square on the map reads. The map is closed at 180 degrees. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, shades, random } = window.course;
  const PLACES = 960, BLOCK = 30, BITS = 6;
  const TOWNS = [[13, 52, 6], [-74, 41, 6], [140, 36, 5], [178, -18, 7], [-58, -35, 8]];

  const wrap = (x) => ((((x + 180) % 360) + 360) % 360) - 180;
  const eastwards = (from, to) => (((to - from) % 360) + 360) % 360;

  function scatter() {
    const dice = random(7), spread = () => dice() + dice() + dice() - 1.5;
    return Array.from({ length: PLACES }, (_, row) => {
      const town = TOWNS[Math.floor(dice() * 12)];
      if (!town) return { row, x: wrap(dice() * 360), y: dice() * 160 - 80 };
      return { row, x: wrap(town[0] + town[2] * spread() * 2), y: town[1] + town[2] * spread() * 1.4 };
    });
  }

  function hilbert(x, y) {
    let position = 0;
    for (let side = 1 << (BITS - 1); side > 0; side >>= 1) {
      const right = x >= side ? 1 : 0, upper = y >= side ? 1 : 0;
      x -= right * side; y -= upper * side;
      position += side * side * ((3 * right) ^ upper);
      if (!upper) { if (right) { x = side - 1 - x; y = side - 1 - y; } [x, y] = [y, x]; }
    }
    return position;
  }

  function morton(x, y) {
    let position = 0;
    for (let bit = BITS - 1; bit >= 0; bit -= 1) position = position * 4 + ((x >> bit) & 1) * 2 + ((y >> bit) & 1);
    return position;
  }

  function along(order) {
    const cell = (value, low, high) => Math.min(2 ** BITS - 1, Math.floor(((value - low) / (high - low)) * 2 ** BITS));
    const curve = order === "hilbert" ? hilbert : morton;
    if (order === "came") return (place) => place.row;
    if (order === "longitude") return (place) => place.x;
    return (place) => curve(cell(place.x, -180, 180), cell(place.y, -90, 90));
  }

  /* The smallest box, from west eastwards to east: it begins behind the widest gap. */
  function around(places) {
    const xs = places.map((place) => place.x).sort((a, b) => a - b), ys = places.map((place) => place.y);
    let at = 0, widest = -1;
    xs.forEach((x, number) => {
      const gap = number ? x - xs[number - 1] : eastwards(xs[xs.length - 1], x) || 360;
      if (gap > widest) { widest = gap; at = number; }
    });
    return { west: xs[at], east: xs[(at + xs.length - 1) % xs.length], south: Math.min(...ys), north: Math.max(...ys) };
  }

  const spans = (one, other) => eastwards(one.west, other.west) <= eastwards(one.west, one.east);
  const meet = (a, b) => (spans(a, b) || spans(b, a)) && a.south <= b.north && b.south <= a.north;

  figure("super_spatial", function ({ controls, canvas, says }) {
    const places = scatter(), redraw = () => draw();
    const degrees = (v) => `${v} degrees`;
    const order = choice("Places sorted by", [["hilbert", "the Hilbert curve"], ["z", "the z-order"], ["longitude", "longitude"], ["came", "nothing"]], redraw);
    const east = slider("Middle, longitude", -180, 179, 1, 13, degrees, redraw);
    const north = slider("Middle, latitude", -70, 70, 1, 50, degrees, redraw);
    const size = slider("Width of the square", 2, 80, 2, 24, degrees, redraw);
    controls.append(order.node, east.node, north.node, size.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const width = Math.max(300, Math.min(760, canvas.clientWidth || 640)), scale = width / 360, high = 180 * scale;
      const key = along(order.value), sorted = [...places].sort((a, b) => key(a) - key(b) || a.row - b.row), half = size.value / 2;
      const blocks = [];
      for (let at = 0; at < sorted.length; at += BLOCK) blocks.push(sorted.slice(at, at + BLOCK));
      const query = { west: wrap(east.value - half), east: wrap(east.value + half), south: north.value - half, north: north.value + half };
      const zones = blocks.map(around), read = zones.map((zone) => meet(zone, query));
      const picture = svg("svg", { viewBox: `0 0 ${width} ${high}`, role: "img", "aria-label": "places on a map, the boxes of their blocks, and a square; boxes that meet the square have thick lines" });
      picture.append(svg("rect", { x: 0.5, y: 0.5, width: width - 1, height: high - 1, fill: "none", stroke: "var(--pst-color-border)" }));
      const outline = (box, looks) => {
        const pieces = box.west <= box.east ? [[box.west, box.east]] : [[box.west, 180], [-180, box.east]];
        pieces.forEach(([from, to]) => picture.append(svg("rect", {
          x: (from + 180) * scale, y: (90 - box.north) * scale, width: Math.max(1, (to - from) * scale), height: Math.max(1, (box.north - box.south) * scale), ...looks,
        })));
      };
      blocks.forEach((block, number) => {
        block.forEach((place) => picture.append(svg("circle", {
          cx: (place.x + 180) * scale, cy: (90 - place.y) * scale, r: 1.6, fill: read[number] ? shades[1] : "var(--pst-color-text-muted)",
        })));
        if (!read[number]) outline(zones[number], { fill: "none", stroke: shades[0], "stroke-width": 0.7, opacity: 0.7 });
      });
      zones.forEach((zone, number) => { if (read[number]) outline(zone, { fill: "none", stroke: shades[1], "stroke-width": 2 }); });
      outline(query, { fill: shades[2], "fill-opacity": 0.25, stroke: shades[2], "stroke-width": 3, "stroke-dasharray": "6 3" });
      canvas.replaceChildren(picture);
      const inside = places.filter((place) => meet({ west: place.x, east: place.x, south: place.y, north: place.y }, query)).length;
      const count = read.filter(Boolean).length;
      says.textContent = `${count} of ${blocks.length} blocks are read, with ${count * BLOCK} places; ${inside} of them lie in the square.`;
    }

    draw();
  });
})();
