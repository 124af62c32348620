/* The elasticity chapter's figure: a day with a burst, the queue, and burst clusters that start and are ready, by policy. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, random, shades } = window.course;
  const SLOTS = 5, TICK = 10, MOST = 10, MEAN = 4, CALM = 0.6;
  const DAYS = {
    burst: [[200, CALM], [300, null], [300, CALM]],
    pulses: Array(10).fill([[40, null], [50, CALM]]).flat(),
  };

  /* Random arrivals by phases of so many seconds at so many queries a second; null is what the slider says. */
  function trace(day, rate) {
    const chance = random(11), queries = [];
    const wait = (mean) => -mean * Math.log(1 - chance());
    let begin = 0;
    for (const [seconds, its] of DAYS[day]) {
      const every = 1 / (its === null ? rate : its);
      for (let at = begin + wait(every); at < begin + seconds; at += wait(every)) queries.push({ at, takes: wait(MEAN) });
      begin += seconds;
    }
    return { queries, length: begin };
  }

  /* In steps of half a second: who ends, who comes, who begins; every ten seconds the policy says how many clusters it wants. */
  function run({ queries, length }, policy, startsIn, hold) {
    const main = { runs: [], ready: true }, ticks = [], needs = [], waits = [];
    let bursts = [], leaving = [], coming = 0, waiting = [], arrived = [0, 0], paid = 0, fresh = 0;
    const gone = (one, now) => { if (one.ready) paid += Math.max(60, Math.ceil(now - one.since)); };
    for (let now = 0; now < length || waiting.length; now += 0.5) {
      for (const one of [main, ...bursts, ...leaving]) {
        one.runs = one.runs.filter((end) => end > now);
        if (!one.ready && now >= one.comes) { one.ready = true; one.since = now; }
      }
      leaving = leaving.filter((one) => { const left = one.ready && !one.runs.length; if (left) gone(one, now); return !left; });
      for (; coming < queries.length && queries[coming].at <= now; coming++) { waiting.push(queries[coming]); fresh++; }
      if (now % TICK === 0) {
        arrived = [arrived[1], fresh]; fresh = 0;
        const starting = bursts.filter((one) => !one.ready).length, ready = bursts.length - starting;
        ticks.push({ now, queued: waiting.length, ready, starting });
        const work = ((arrived[0] + arrived[1]) + (policy === "rate" ? 0 : waiting.length)) / 20 * MEAN;
        const need = policy === "queue" ? Math.ceil(waiting.length / 20) : Math.ceil(work / SLOTS) - 1;
        needs.push({ now, need });
        const held = Math.max(0, ...needs.filter((one) => one.now >= now - hold).map((one) => one.need));
        const wanted = policy === "none" ? 0 : policy === "nine" ? 9 : Math.min(MOST, held);
        while (bursts.length < wanted) bursts.push({ runs: [], ready: false, comes: now + startsIn });
        while (bursts.length > wanted) {
          const young = bursts.findLastIndex((one) => !one.ready);
          const idle = bursts.reduce((best, one, at) => (one.runs.length < bursts[best].runs.length ? at : best), 0);
          leaving.push(...bursts.splice(young >= 0 ? young : idle, 1));
        }
      }
      for (const one of [main, ...bursts]) while (one.ready && one.runs.length < SLOTS && waiting.length) {
        const query = waiting.shift();
        waits.push(Math.max(0, now - query.at));
        one.runs.push(Math.max(now, query.at) + query.takes);
      }
    }
    for (const one of [...bursts, ...leaving]) gone(one, length);
    waits.sort((a, b) => a - b);
    return { ticks, paid, p99: waits[Math.ceil(0.99 * waits.length) - 1] || 0, mean: waits.reduce((sum, wait) => sum + wait, 0) / Math.max(1, waits.length) };
  }

  figure("concurrency_scaling", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const day = choice("Day", [["burst", "five busy minutes"], ["pulses", "pulses of 40 s"]], redraw);
    const policy = choice("Policy", [["both", "by arrivals and queue"], ["rate", "by arrivals alone"], ["queue", "by the queue alone"], ["none", "none"], ["nine", "nine, always"]], redraw);
    const rate = slider("Queries a second", 1, 12, 1, 10, String, redraw);
    const starts = slider("Seconds to start", 0, 120, 5, 30, String, redraw);
    const hold = slider("Seconds held", 0, 180, 10, 60, String, redraw);
    controls.append(day.node, policy.node, rate.node, starts.node, hold.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const made = trace(day.value, rate.value), came = run(made, policy.value, starts.value, hold.value);
      const width = Math.max(300, Math.min(720, canvas.clientWidth || 640)), left = 6, scale = (width - 2 * left) / made.length;
      const x = (now) => left + now * scale;
      const picture = svg("svg", { viewBox: `0 0 ${width} 262`, role: "img", "aria-label": "above the queue, below burst clusters, over the day" });
      const ticks = came.ticks.filter((one) => one.now < made.length), top = Math.max(20, ...ticks.map((one) => one.queued));
      const points = ticks.map((one) => `L${x(one.now).toFixed(1)},${(120 - 96 * one.queued / top).toFixed(1)}`).join(" ");
      picture.append(svg("path", { d: `M${left},120 ${points} L${x(ticks[ticks.length - 1].now).toFixed(1)},120 Z`, fill: shades[1] }));
      picture.append(svg("text", { x: left, y: 14 }, `waiting, up to ${top}`));
      picture.append(svg("text", { x: left, y: 140 }, "burst clusters: starting thin, ready thick"));
      for (const { now, ready, starting } of ticks) for (let one = 0; one < ready + starting; one++) {
        const thick = one < ready;
        picture.append(svg("rect", { x: x(now), y: 228 - 8 * one + (thick ? 0 : 2.5), width: TICK * scale + 0.3, height: thick ? 7 : 2, fill: shades[thick ? 0 : 2] }));
      }
      picture.append(svg("path", { d: `M${left},236 H${width - left}`, stroke: "var(--pst-color-border)", fill: "none" }));
      for (let part = 0; part <= 4; part++) picture.append(svg("text", { x: x(made.length * part / 4), y: 254, "text-anchor": part === 0 ? "start" : part === 4 ? "end" : "middle" }, `${Math.round(made.length * part / 4)} s`));
      canvas.replaceChildren(picture);
      says.textContent = `One query in a hundred waits for more than ${came.p99.toFixed(0)} s, the mean is ${came.mean.toFixed(1)} s; ${came.paid} seconds of burst clusters are paid.`;
    }

    draw();
  });
})();
