/* The code_generation chapter's figure: clusters that ask for loops, and where each is found: in the cluster, in the fleet, or nowhere. */
(function () {
  "use strict";
  const { element, svg, choice, slider, figure, random, shades } = window.course;
  const CLUSTERS = 8, ASKED = 40, TOOLS = 30, NEW = 0.05;

  /* How high a query stands and in which shade: what it waited for is told by both. */
  const found = {
    local: ["in the cluster", 0.22, shades[0]],
    fleet: ["in the fleet", 0.55, shades[2]],
    compiled: ["nowhere: compiled", 1, shades[1]],
  };

  /* The number of a shape, of so many, the k-th as frequent as 1 / k. */
  function often(count, luck) {
    let left = 0;
    for (let k = 1; k <= count; k++) left += 1 / k;
    left *= luck;
    for (let k = 1; k < count; k++) { left -= 1 / k; if (left < 0) return k - 1; }
    return count - 1;
  }

  /* For each cluster the shapes of its queries, in their order: some it asks for again and again, one query in twenty has any other. */
  function stream(repeated, common) {
    return Array.from({ length: CLUSTERS }, (_, cluster) => {
      const luck = random(1000 + cluster);
      let alone = 0;
      const shape = () => { const [a, b] = [luck(), luck()]; return a < common ? `tool ${often(TOOLS, b)}` : `${cluster} alone ${alone++}`; };
      const reports = Array.from({ length: repeated }, shape);
      return Array.from({ length: ASKED }, () => { const [a, b] = [luck(), luck()]; return a < NEW ? shape() : reports[often(repeated, b)]; });
    });
  }

  /* Where each query finds its loop. A key holds the version; the one whose last use lies furthest back goes. */
  function run(asked, room, shares, upgrade) {
    const fleet = new Set(), held = asked.map(() => new Set()), where = asked.map(() => []);
    for (let number = 0; number < ASKED; number++) {
      asked.forEach((shapes, cluster) => {
        const key = `${upgrade && number >= upgrade ? 2 : 1} ${shapes[number]}`, own = held[cluster];
        where[cluster].push(own.has(key) ? "local" : shares && fleet.has(key) ? "fleet" : "compiled");
        fleet.add(key);
        own.delete(key);
        own.add(key);
        if (own.size > room) own.delete(own.values().next().value);
      });
    }
    return where;
  }

  figure("code_generation", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const repeated = slider("Shapes that a cluster repeats:", 1, 24, 1, 10, String, redraw);
    const common = slider("Of these, asked for elsewhere too:", 0, 100, 5, 75, (v) => `${v} %`, redraw);
    const room = slider("Loops that a cluster keeps:", 0, 24, 1, 8, String, redraw);
    const upgrade = slider("An upgrade before query:", 0, 39, 1, 0, (v) => (v ? String(v + 1) : "none"), redraw);
    const fleet = choice("The fleet", [["yes", "shares what it compiled"], ["no", "shares nothing"]], redraw);
    controls.append(repeated.node, common.node, room.node, upgrade.node, fleet.node);

    function draw() {
      const where = run(stream(repeated.value, common.value / 100), room.value, fleet.value === "yes", upgrade.value);
      const wide = Math.max(280, Math.min(720, canvas.clientWidth || 640)), label = 66, high = 24, step = (wide - label - 2) / ASKED;
      const counts = { local: 0, fleet: 0, compiled: 0 };
      where.flat().forEach((place) => { counts[place]++; });
      const picture = svg("svg", { viewBox: `0 0 ${wide} ${CLUSTERS * high + 22}`, role: "img",
        "aria-label": `${CLUSTERS} clusters with ${ASKED} queries each, in the order of time: a low bar was found in the cluster, one of half the height in the fleet, a high one was compiled` });
      where.forEach((places, cluster) => {
        const floor = (cluster + 1) * high;
        picture.append(svg("text", { x: 0, y: floor - 4 }, `cluster ${cluster + 1}`));
        picture.append(svg("path", { d: `M${label} ${floor}H${wide - 2}`, stroke: "var(--pst-color-border)" }));
        places.forEach((place, number) => {
          const [, part, shade] = found[place], tall = part * (high - 5);
          picture.append(svg("rect", { x: label + number * step + 0.6, y: floor - tall, width: Math.max(1, step - 1.2), height: tall, fill: shade }));
        });
      });
      if (upgrade.value) {
        const x = label + upgrade.value * step;
        picture.append(svg("path", { d: `M${x} 0V${CLUSTERS * high + 6}`, stroke: "currentColor", "stroke-width": 1.5, "stroke-dasharray": "4 3" }));
      }
      picture.append(svg("text", { x: label, y: CLUSTERS * high + 18 }, upgrade.value ? "time goes right; dashed: the upgrade" : "time goes right"));
      const legend = element("ul", { class: "legend" }, ...Object.entries(found).map(([place, [words, , shade]]) =>
        element("li", {}, element("i", { style: `background: ${shade}` }), `${words}: ${counts[place]}`)));
      canvas.replaceChildren(picture, legend);

      const after = upgrade.value ? where.flatMap((places) => places.slice(upgrade.value, upgrade.value + 5)) : [];
      const waited = after.filter((place) => place === "compiled").length;
      says.textContent = `Of ${CLUSTERS * ASKED} queries ${counts.local} found their loop in the cluster, ${counts.fleet} in the fleet, ` +
        `and ${counts.compiled} waited for a compiler, ${Math.round((100 * counts.compiled) / (CLUSTERS * ASKED))} %.` +
        (after.length ? ` Of the ${after.length} next after the upgrade ${waited} did.` : "");
    }

    let drawnFor = 0;
    window.addEventListener("resize", () => { if (canvas.clientWidth !== drawnFor) { drawnFor = canvas.clientWidth; draw(); } });
    draw();
    drawnFor = canvas.clientWidth;
  });
})();
