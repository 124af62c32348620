/* The serverless chapter's figure: eight nodes over sixty windows, one of them grey, and a rule that names nodes; whom it
   names, after how many windows, and what the queries take. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, random, shades } = window.course;
  const NODES = 8, WINDOWS = 60, SINCE = 20, ILL = 2, LAST = 5, SECONDS = 2.5;

  /* Speeds of all nodes in all windows, 1 being usual. The grey one has `speed` times its own from window SINCE on. */
  function speeds(speed, beside) {
    const chance = random(11), made = [], hiccups = Array.from({ length: NODES }, () => []);
    for (let at = 0; at < WINDOWS; at++) {
      const level = beside === "slow" && at >= 8 && at < 18 ? 0.4 : 1;
      made.push(Array.from({ length: NODES }, (_, node) => {
        let rate = level * (0.87 + 0.26 * chance());
        const hiccup = chance() < 0.05, recent = hiccups[node].filter((when) => at - when < LAST).length;
        if (beside === "hiccups" && node !== ILL && hiccup && recent < 2) {
          hiccups[node].push(at);
          rate *= 0.3;
        }
        if (beside === "cache" && node === 6) rate *= 12;
        if (node === ILL && at >= SINCE) rate *= speed;
        return rate;
      }));
    }
    return made;
  }

  /* Below which rate a node counts as slow in a window. */
  function limit(rates, rule, share) {
    const sorted = [...rates].sort((a, b) => a - b), mean = rates.reduce((sum, rate) => sum + rate, 0) / NODES;
    const spread = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / NODES);
    if (rule === "median") return share * (sorted[NODES / 2 - 1] + sorted[NODES / 2]) / 2;
    if (rule === "mean") return share * mean;
    return mean - (rule === "three" ? 3 : 2) * spread;
  }

  figure("serverless", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const speed = slider("Speed of node 3 from window 20 on", 0.1, 1, 0.05, 0.3, (x) => `${Math.round(100 * x)} %`, redraw);
    const rule = choice("Slow is below", [["median", "a share of the median"], ["mean", "a share of the mean"], ["two", "the mean less 2 deviations"], ["three", "the mean less 3 deviations"]], redraw);
    const share = slider("The share", 0.3, 0.95, 0.05, 0.6, (x) => `${Math.round(100 * x)} %`, redraw);
    const often = slider("Named if slow in so many of five windows", 1, LAST, 1, 4, String, redraw);
    const beside = choice("Beside it", [["nothing", "nothing else happens"], ["hiccups", "healthy nodes hiccup"], ["cache", "node 7 answers from its cache"], ["slow", "all are slow for a while"]], redraw);
    controls.append(speed.node, rule.node, share.node, often.node, beside.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const made = speeds(speed.value, beside.value), past = Array.from({ length: NODES }, () => []);
      const named = [], wrong = new Set();
      let first = -1, as_it_is = 0, healed = 0, replaced = false;
      made.forEach((rates, at) => {
        const below = limit(rates, rule.value, share.value);
        const now = rates.map((rate, node) => {
          past[node] = [...past[node], rate < below].slice(-LAST);
          return past[node].filter(Boolean).length >= often.value;
        });
        named.push(now);
        now.forEach((is, node) => { if (is && (node !== ILL || at < SINCE)) wrong.add(node); });
        const well = rates.map((rate, node) => (node === ILL && at >= SINCE ? rate / speed.value : rate));
        as_it_is += SECONDS / Math.min(...rates);
        healed += SECONDS / Math.min(...(replaced ? well : rates));
        if (now[ILL] && at >= SINCE && first < 0) first = at;
        replaced = replaced || first >= 0;
      });
      const width = Math.max(300, Math.min(720, canvas.clientWidth || 640)), left = 58, high = 26, step = (width - left - 4) / WINDOWS;
      const picture = svg("svg", { viewBox: `0 0 ${width} ${NODES * high + 24}`, role: "img", "aria-label": "rates of eight nodes over sixty windows, and who is named" });
      for (let node = 0; node < NODES; node++) {
        picture.append(svg("text", { x: 2, y: node * high + 20 }, `node ${node + 1}`));
        for (let at = 0; at < WINDOWS; at++) {
          const tall = Math.min(20, 14 * made[at][node]), x = left + at * step, y = node * high + 23 - tall;
          picture.append(svg("rect", { x, y, width: Math.max(1, step - 1), height: tall, fill: shades[named[at][node] ? 3 : 0] }));
          /* Who is named has a mark above, so that colour is not needed. */
          if (named[at][node]) picture.append(svg("rect", { x, y: node * high + 1, width: Math.max(1, step - 1), height: 2, fill: "var(--pst-color-text-base)" }));
        }
      }
      for (let at = 0; at <= WINDOWS; at += 20) picture.append(svg("text", { x: left + at * step, y: NODES * high + 18, "text-anchor": at === WINDOWS ? "end" : at ? "middle" : "start" }, at ? `window ${at}` : "0"));
      canvas.replaceChildren(picture);
      const found = first < 0 ? "Node 3 is never named." : `Node 3 is named after ${first - SINCE + 1} slow ${first === SINCE ? "window" : "windows"}.`;
      const healthy = wrong.size ? ` Named without reason: ${[...wrong].sort((a, b) => a - b).map((node) => `node ${node + 1}`).join(", ")}.` : " No healthy node is named.";
      says.textContent = `All eight heartbeats say yes. ${found}${healthy} Sixty queries take ${as_it_is.toFixed(0)} s as it is, ${healed.toFixed(0)} s if node 3 is replaced when it is named.`;
    }

    draw();
  });
})();
