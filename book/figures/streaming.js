/* The chapter on streams: a refresh as a row of requests that may be cut off, and a second node that may wake up in between;
   how often each record is in the table when the next refresh is done. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, shades } = window.course;
  const RECORDS = 6, BATCH = 3, REFUSED = "refused";

  /* One refresh of a world {rows, offset}; ask(name, effect) is one request, which may throw. */
  function refresh(world, order, looks, ask) {
    let known = ask("stored?", () => world.offset), at = known;
    ask("its end?", () => RECORDS);
    while (at < RECORDS) {
      const from = at, upto = Math.min(RECORDS, at + BATCH);
      const records = ask(`fetch ${from} to ${upto - 1}`, () => Array.from({ length: upto - from }, (_, n) => from + n));
      const guarded = (effect) => () => (looks && world.offset !== known ? REFUSED : effect());
      const rows = () => { world.rows.push(...records); }, offset = () => { world.offset = upto; };
      let ended;
      if (order === "one") ended = ask(`rows and ${upto}`, guarded(() => { rows(); offset(); }));
      else if (order === "rows") { ask("rows", rows); ended = ask(`offset ${upto}`, guarded(offset)); }
      else { ended = ask(`offset ${upto}`, guarded(offset)); if (ended !== REFUSED) ask("rows", rows); }
      at = known = ended === REFUSED ? ask("stored?", () => world.offset) : upto;
    }
  }

  const quiet = (name, effect) => effect();

  function play(order, looks, dies, wakes) {
    const world = { rows: [], offset: 0 }, steps = [];
    let dead = false;
    try {
      refresh(world, order, looks, (name, effect) => {
        const number = steps.length + 1, last = dies > 0 && Math.ceil(dies / 2) === number;
        if (wakes === number) refresh(world, order, looks, quiet);
        if (last && dies % 2) { steps.push([name, "no effect"]); throw "dead"; }
        const answer = effect();
        steps.push([name, last ? "unheard" : answer === REFUSED ? REFUSED : "done"]);
        if (last) throw "dead";
        return answer;
      });
    } catch (error) {
      if (error !== "dead") throw error;
      dead = true;
    }
    refresh(world, order, looks, quiet);
    const times = Array.from({ length: RECORDS }, (_, record) => world.rows.filter((one) => one === record).length);
    return { steps, times, dead };
  }

  figure("streaming", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const when = (v) => (v === 0 ? "never" : `${v % 2 ? "before" : "after"} request ${Math.ceil(v / 2)}`);
    const order = choice("Order", [["rows", "rows, then the offset"], ["offset", "the offset, then rows"], ["one", "both in one commit"]], redraw);
    const looks = choice("A commit", [["yes", "expects what was stored"], ["no", "expects nothing"]], redraw);
    const dies = slider("The node dies", 0, 16, 1, 8, when, redraw);
    const wakes = slider("Another node reads all", 0, 8, 1, 0, (v) => (v ? `before request ${v}` : "never"), redraw);
    controls.append(order.node, looks.node, dies.node, wakes.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const { steps, times, dead } = play(order.value, looks.value === "yes", dies.value, wakes.value);
      const width = Math.max(300, Math.min(720, canvas.clientWidth || 640)), per = Math.max(3, Math.floor((width - 12) / 100));
      const box = (width - 12) / per, row = 66, top = Math.ceil(steps.length / per) * row + 10;
      const each = (width - 12) / RECORDS;
      const picture = svg("svg", { viewBox: `0 0 ${width} ${top + 84}`, role: "img", "aria-label": "the requests of a refresh and how each ended, and how often each record is in the table afterwards" });
      steps.forEach(([name, end], at) => {
        const x = 6 + (at % per) * box, y = Math.floor(at / per) * row, plain = end === "done";
        const fill = plain ? shades[0] : end === REFUSED ? shades[3] : shades[1];
        picture.append(svg("rect", { x, y: y + 16, width: box - 6, height: 42, rx: 4, fill, stroke: "var(--pst-color-border)" }));
        picture.append(svg("text", { x: x + 2, y: y + 12, "font-size": 11 }, `request ${at + 1}`));
        picture.append(svg("text", { x: x + (box - 6) / 2, y: y + 34, "text-anchor": "middle", "font-size": 12, "font-weight": 700, style: "fill:#fff" }, name));
        picture.append(svg("text", { x: x + (box - 6) / 2, y: y + 50, "text-anchor": "middle", "font-size": 11, style: "fill:#fff" }, end));
      });
      picture.append(svg("text", { x: 6, y: top + 14, "font-size": 12 }, "after the next refresh, times in the table:"));
      times.forEach((count, record) => {
        const x = 6 + record * each, fill = count === 1 ? "none" : count ? shades[1] : shades[5];
        picture.append(svg("rect", { x, y: top + 22, width: each - 6, height: 52, rx: 4, fill, stroke: "var(--pst-color-border)" }));
        const style = count === 1 ? "" : "fill:#fff", middle = x + (each - 6) / 2;
        picture.append(svg("text", { x: middle, y: top + 42, "text-anchor": "middle", "font-size": 11, style }, String(record)));
        picture.append(svg("text", { x: middle, y: top + 64, "text-anchor": "middle", "font-size": 15, "font-weight": 700, style }, `${count} x`));
      });
      canvas.replaceChildren(picture);
      const lost = times.filter((count) => !count).length, more = times.filter((count) => count > 1).length;
      const story = dead ? `The node died after ${steps.length} requests` : `The refresh took ${steps.length} requests`;
      says.textContent = `${story}. After the next refresh ${lost} of ${RECORDS} records are lost, ${more} are in the table more than once.`;
    }

    draw();
  });
})();
