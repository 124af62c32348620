/* The chapter on external functions: ten thousand rows in batches, a network that loses requests and answers, and how often
   each batch took effect, by what a repetition says of itself. */
(function () {
  "use strict";
  const { svg, choice, slider, figure, shades, random } = window.course;
  const ROWS = 10000, CALL = 0.02, ROW = 1e-6, SHOWN = 200;

  /* What happens to one invocation: of the faults a fifth each. [what, whether the work was done] */
  function drawn(dice, share) {
    const at = dice() / (share || 1e-9);
    return at >= 1 ? ["fine", true] : [["throttled", false], ["error", false], ["error", true], ["silence", false], ["silence", true]][Math.floor(5 * at)];
  }

  function play(size, share, sameId) {
    const dice = random(7), batches = [];
    let calls = 0, seconds = 0;
    for (let first = 0; first < ROWS; first += size) {
      const rows = Math.min(size, ROWS - first);
      let works = 0, attempts = 0, what;
      do {
        const [ended, done] = drawn(dice, share);
        what = ended;
        attempts += 1;
        seconds += CALL + rows * ROW;
        if (what !== "fine") seconds += dice() * Math.min(10, 0.1 * 2 ** (attempts - 1));
        if (done && (!sameId || !works)) works += 1;
      } while (what !== "fine");
      calls += attempts;
      batches.push({ rows, works, attempts });
    }
    return { batches, calls, seconds };
  }

  figure("external_functions", function ({ controls, canvas, says }) {
    const redraw = () => draw();
    const sizes = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
    const size = slider("Rows in a call", 0, sizes.length - 1, 1, 3, (v) => sizes[v].toLocaleString("en"), redraw);
    const share = slider("Invocations that go wrong", 0, 60, 5, 30, (v) => `${v} %`, redraw);
    const id = choice("A repetition has", [["new", "a new request id"], ["same", "the same request id"]], redraw);
    controls.append(size.node, share.node, id.node);
    window.addEventListener("resize", redraw);

    function draw() {
      const { batches, calls, seconds } = play(sizes[size.value], share.value / 100, id.value === "same");
      const shown = batches.slice(0, SHOWN);
      const width = Math.max(300, Math.min(720, canvas.clientWidth || 640));
      const per = Math.max(4, Math.min(Math.floor((width - 8) / 34), Math.ceil(Math.sqrt(2 * shown.length))));
      const box = Math.min(96, (width - 8) / per), high = 30, lines = Math.ceil(shown.length / per);
      const picture = svg("svg", { viewBox: `0 0 ${width} ${lines * high + 8}`, role: "img", "aria-label": "batches, and how often each of them took effect" });
      shown.forEach((batch, at) => {
        const x = 4 + (at % per) * box, y = 4 + Math.floor(at / per) * high, more = batch.works > 1;
        picture.append(svg("rect", { x, y, width: box - 4, height: high - 4, rx: 3, fill: more ? shades[1] : "none", stroke: "var(--pst-color-border)" }));
        const style = more ? "fill:#fff" : "", weight = more ? 700 : 400;
        picture.append(svg("text", { x: x + (box - 4) / 2, y: y + 18, "text-anchor": "middle", "font-size": 12, "font-weight": weight, style }, `${batch.works} x`));
      });
      canvas.replaceChildren(picture);
      const twice = batches.reduce((sum, batch) => sum + (batch.works - 1) * batch.rows, 0);
      const cut = batches.length > SHOWN ? ` The first ${SHOWN} are drawn.` : "";
      const time = seconds < 10 ? seconds.toFixed(1) : Math.round(seconds).toLocaleString("en");
      says.textContent = `${batches.length.toLocaleString("en")} batches, ${calls.toLocaleString("en")} calls, ${time} s with pauses. Rows that took effect too often: ${twice.toLocaleString("en")} of ${ROWS.toLocaleString("en")}.${cut}`;
    }

    draw();
  });
})();
