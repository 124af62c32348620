/* The workload management chapter's figure: five slots as lanes, who runs on them under three policies, and how long the
   short queries take. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, random, shades } = window.course;
  const SLOTS = 5, LONG = 60, SHORT = 0.3, COUNT = 100, LIMIT = 2, SHOWN = 200;

  /* Reports first, of which some are predicted to be short; then one short query a second. */
  function day(reports, liars) {
    const chance = random(7), queries = [];
    for (let n = 0; n < reports; n++) queries.push({ at: 0.05 * (n + 1), takes: LONG, said: n < liars ? SHORT : LONG, report: true });
    for (let n = 0; n < COUNT; n++) queries.push({ at: 2 + n + 0.6 * chance(), takes: SHORT, said: SHORT, report: false });
    return queries.map((query, number) => ({ ...query, number, left: query.takes }));
  }

  /* The stretches that queries were on slots. At one time ends come before overruns, and these before arrivals. */
  function run(queries, policy, reserved, back) {
    const lane = policy === "lane", slots = Array(SLOTS).fill(null), ran = [];
    let short = [], main = [], coming = [...queries];
    const first = (list) => policy !== "shortest" ? 0 : list.reduce((best, query, at) => (query.said < list[best].said ? at : best), 0);
    function begin(now, query, kind) {
      const slot = slots.indexOf(null), limited = kind === "short" && back && query.left > LIMIT;
      slots[slot] = { query, kind, from: now, until: now + (limited ? LIMIT : query.left), over: limited };
    }
    for (;;) {
      const busy = slots.filter(Boolean), next = busy.reduce((best, one) => (!best || one.until < best.until ? one : best), null);
      if (!next && !coming.length) return ran;
      let now;
      if (next && (!coming.length || next.until <= coming[0].at)) {
        now = next.until;
        const slot = slots.indexOf(next);
        slots[slot] = null;
        next.query.left -= now - next.from;
        ran.push({ slot, query: next.query, from: next.from, until: now, kind: next.kind });
        if (next.over) main.push(next.query);
        else next.query.ended = now;
      } else {
        const query = coming.shift();
        now = query.at;
        (lane && query.said <= LIMIT ? short : main).push(query);
      }
      const inMain = () => slots.filter((one) => one && one.kind === "main").length;
      while (slots.includes(null) && short.length) begin(now, short.shift(), "short");
      while (slots.includes(null) && main.length && (!lane || inMain() < SLOTS - reserved)) begin(now, main.splice(first(main), 1)[0], "main");
    }
  }

  function within(queries) {
    const took = queries.map((query) => query.ended - query.at).sort((a, b) => a - b);
    return took.length ? took[Math.ceil(0.9 * took.length) - 1] : 0;
  }

  figure("workload_management", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const policy = choice("Policy", [["fifo", "first come, first served"], ["shortest", "the shortest first"], ["lane", "a lane for short ones"]], redraw);
    const reports = slider("Reports", 0, 20, 1, 12, String, redraw);
    const liars = slider("of them predicted short", 0, 20, 1, 0, String, redraw);
    const reserved = slider("Slots reserved", 0, 4, 1, 1, String, redraw);
    const back = choice("Who stays too long", [["yes", "is handed back"], ["no", "stays"]], redraw);
    controls.append(policy.node, reports.node, liars.node, reserved.node, back.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const queries = day(reports.value, Math.min(liars.value, reports.value));
      const ran = run(queries, policy.value, reserved.value, back.value === "yes");
      const width = Math.max(300, Math.min(720, canvas.clientWidth || 640)), left = 46, high = 28;
      const scale = (width - left - 6) / SHOWN;
      const picture = svg("svg", { viewBox: `0 0 ${width} ${SLOTS * high + 26}`, role: "img", "aria-label": "slots as lanes, and what runs on them" });
      for (let slot = 0; slot < SLOTS; slot++) {
        picture.append(svg("text", { x: 2, y: slot * high + 18 }, `slot ${slot + 1}`));
        picture.append(svg("rect", { x: left, y: slot * high + 3, width: SHOWN * scale, height: high - 8, fill: "none", stroke: "var(--pst-color-border)" }));
      }
      for (const { slot, query, from, until } of ran) {
        if (from >= SHOWN) continue;
        const x = left + from * scale, wide = Math.max(1.2, (Math.min(until, SHOWN) - from) * scale - 0.6), y = slot * high + 3;
        /* A report fills its lane's height, a short query stands lower: told apart without colour. */
        const box = query.report ? { y, height: high - 8 } : { y: y + 8, height: high - 16 };
        picture.append(svg("rect", { x, width: wide, fill: query.report ? shades[query.said === SHORT ? 3 : 1] : shades[0], ...box }));
        if (query.report && wide > 24) picture.append(svg("text", { x: x + 4, y: y + 15, style: "fill:#fff", "font-size": 12 }, String(query.number + 1)));
      }
      for (let second = 0; second <= SHOWN; second += 50) picture.append(svg("text", { x: left + second * scale, y: SLOTS * high + 18, "text-anchor": second ? (second === SHOWN ? "end" : "middle") : "start" }, `${second} s`));
      canvas.replaceChildren(picture);
      const short = within(queries.filter((query) => !query.report)), long = within(queries.filter((query) => query.report));
      const told = reports.value ? `, nine in ten reports within ${long.toFixed(0)} s` : "";
      says.textContent = `Nine in ten short queries are answered within ${short.toFixed(1)} s${told}.`;
    }

    draw();
  });
})();
