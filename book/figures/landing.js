/* The landing page's picture: a query over 64 blocks on four slices, again and again. Which blocks are read follows from the
   smallest and largest date of each, worked out here; nothing is staged but the speed. */
(function () {
  "use strict";
  const { element, svg, choice, button, figure, random, shades } = window.course;
  const BLOCKS = 64, ROWS = 128, MONTHS = 84, SLICES = 4;
  const names = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  const month = (m) => `${names[m % 12]} ${1992 + Math.floor(m / 12)}`;

  /* The blocks of a table whose rows lie in this order, each with its zone map. */
  function table(order) {
    const r = random(3), dates = Array.from({ length: BLOCKS * ROWS }, () => r() * MONTHS);
    if (order === "date") dates.sort((a, b) => a - b);
    return Array.from({ length: BLOCKS }, (_, at) => {
      const part = dates.slice(at * ROWS, (at + 1) * ROWS);
      return { low: Math.min(...part), high: Math.max(...part), dates: part };
    });
  }

  figure("landing", function ({ controls, canvas, says }) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    let playing = !still, timers = [], turn = 0;
    const order = choice("Rows of the table lie", [["date", "by date"], ["loaded", "as they came"]], () => show(playing));
    const play = button("", () => { playing = !playing; label(); if (playing) next(); else show(false); });
    controls.append(order.node, play, button("Another month", () => { turn++; show(playing); }));
    const label = () => { play.textContent = playing ? "Pause" : "Play"; says.setAttribute("aria-live", playing ? "off" : "polite"); };
    let drawnFor = 0;
    window.addEventListener("resize", () => { if (canvas.clientWidth !== drawnFor) show(playing); });
    document.addEventListener("visibilitychange", () => { if (playing) (document.hidden ? stop : next)(); });

    function stop() { timers.forEach(clearTimeout); timers = []; }
    function later(seconds, what) { timers.push(setTimeout(what, 1000 * seconds)); }
    function next() { turn++; show(true); }

    /* One query: in steps where it moves, else as it ends. */
    function show(moves) {
      stop();
      drawnFor = canvas.clientWidth;
      const asked = (turn * 37 + 29) % MONTHS, blocks = table(order.value);
      const read = blocks.map((b) => b.low < asked + 1 && b.high >= asked);
      const rows = blocks.map((b) => b.dates.filter((d) => d >= asked && d < asked + 1).length);
      const width = Math.max(300, Math.min(720, drawnFor || 640)), cell = (width - 8) / 16;
      const top = 40, slicesAt = top + 4 * cell + 58, boxHigh = 44, leaderAt = slicesAt + boxHigh + 46;
      const picture = svg("svg", { viewBox: `0 0 ${width} ${leaderAt + 44}`, role: "img", "aria-label": "64 blocks of a table, those that a query reads, the four slices that read them and the leader that adds up" });
      const words = svg("text", { x: 4, y: 22, style: "font-size: 15px; font-weight: 600" }, `sales of ${month(asked)}?`);
      const ease = (seconds) => `transition: transform ${seconds}s ease-in, opacity .5s, fill .5s`;
      const squares = blocks.map((_, at) => svg("rect", { x: 4 + (at % 16) * cell + 1.5, y: top + Math.floor(at / 16) * cell + 1.5, width: cell - 3, height: cell - 3, rx: 3,
        fill: "none", stroke: "var(--pst-color-text-muted)", style: ease(0) }));
      const each = (width - 8) / SLICES;
      const slices = Array.from({ length: SLICES }, (_, s) => {
        const count = svg("text", { x: 4 + (s + 0.5) * each, y: slicesAt + 36, "text-anchor": "middle" }, "");
        return { count, parts: [svg("rect", { x: 8 + s * each, y: slicesAt, width: each - 8, height: boxHigh, rx: 6, fill: "none", stroke: "var(--pst-color-border)" }),
          svg("text", { x: 4 + (s + 0.5) * each, y: slicesAt + 17, "text-anchor": "middle", "font-weight": 600 }, `slice ${s + 1}`), count] };
      });
      const leader = svg("text", { x: width / 2, y: leaderAt + 26, "text-anchor": "middle" }, "leader");
      const movers = svg("g", {});
      picture.append(words, ...squares, ...slices.flatMap((one) => one.parts), svg("rect", { x: width / 2 - 130, y: leaderAt, width: 260, height: 40, rx: 6, fill: "none", stroke: "var(--pst-color-border)" }), leader, movers);
      canvas.replaceChildren(picture);

      const found = read.filter(Boolean).length, total = rows.reduce((a, b) => a + b, 0);
      const skip = () => squares.forEach((square, at) => { if (!read[at]) square.style.opacity = 0.25; });
      const light = () => squares.forEach((square, at) => { if (read[at]) { square.setAttribute("fill", shades[1]); square.setAttribute("stroke", shades[1]); } });
      const tell = () => slices.forEach(({ count }, s) => {
        const mine = read.filter((yes, at) => yes && at % SLICES === s).length;
        count.textContent = mine === 1 ? "1 block" : `${mine} blocks`;
      });
      const end = () => {
        leader.textContent = `leader: ${total.toLocaleString("en")} sales, 4 sums added`;
        says.textContent = `${month(asked)}: ${found} of ${BLOCKS} blocks ${found === 1 ? "is" : "are"} read, ` +
          (found === BLOCKS ? "since every block holds every month." : "the zone maps rule out the others.");
      };
      function fly(from, to, seconds, shade) {
        const dot = svg("circle", { r: 4.5, fill: shade, style: ease(seconds) + `; transform: translate(${from[0]}px, ${from[1]}px)` });
        movers.append(dot);
        dot.getBoundingClientRect(); /* so that there is a place to move from */
        dot.style.transform = `translate(${to[0]}px, ${to[1]}px)`;
        later(seconds, () => dot.remove());
      }
      says.textContent = `A query asks for ${month(asked)}.`;
      if (!moves) { skip(); light(); tell(); end(); return; }
      later(0.9, skip);
      later(1.8, () => {
        light();
        read.forEach((yes, at) => {
          if (yes) fly([4 + (at % 16 + 0.5) * cell, top + (Math.floor(at / 16) + 0.5) * cell], [4 + (at % SLICES + 0.5) * each, slicesAt + 8], 1, shades[1]);
        });
      });
      later(2.9, () => { tell(); slices.forEach((_, s) => fly([4 + (s + 0.5) * each, slicesAt + boxHigh], [width / 2, leaderAt + 6], 0.9, shades[0])); });
      later(3.9, end);
      later(7, next);
    }

    label();
    show(playing);
  });
})();
