/* The snapshot isolation chapter's figure: two or three transactions that the reader interleaves step by step. Versions,
   snapshots and what each isolation level makes of the schedule are worked out here, by a small store of versions. */
(function () {
  "use strict";
  const { svg, element, choice, button, figure, shades } = window.course;

  /* A case: what each transaction does, step by step. r reads, w writes, s counts the rows on call ("on"). */
  const cases = {
    skew: ["write skew: each goes off if the other is on", { x: "on", y: "on" },
      { T1: ["r x", "r y", "w x off"], T2: ["r x", "r y", "w y off"] }],
    lost: ["lost update: both add 1 to x", { x: 10 }, { T1: ["r x", "w x +1"], T2: ["r x", "w x +1"] }],
    readskew: ["read skew: a report, and 5 moved from x to y", { x: 10, y: 20 },
      { Report: ["r x", "r y"], Transfer: ["r x", "r y", "w x -5", "w y +5"] }],
    reader: ["write skew seen by a reader", { x: 0, y: 0 },
      { Withdraw: ["r x", "r y", "w x -11"], Deposit: ["r y", "w y +20"], Statement: ["r x", "r y"] }],
  };
  const levels = { committed: "read committed", snapshot: "snapshot isolation", serial: "serialisable (with the safety net)" };

  /* Runs a schedule (a list of transactions' names, one for each step taken) at one level; begin and commit are steps too. */
  function play(which, level, taken) {
    const [, initial, programs] = cases[which];
    const chains = {}, log = [], txns = {};
    for (const key of Object.keys(initial)) chains[key] = [{ stamp: 0, value: initial[key], by: "start", readers: 0, low: Infinity, read: [] }];
    let clock = 0;
    for (const name of Object.keys(programs)) {
      txns[name] = { name, at: -1, state: "waiting", reads: {}, versions: [], writes: {} };
    }
    for (const name of taken) {
      const t = txns[name], program = programs[name];
      if (t.state === "committed" || t.state === "refused") continue;
      if (t.at < 0) { t.at = 0; t.state = "running"; t.snapshot = clock; log.push([name, "begin", "snapshot " + clock]); continue; }
      if (t.at < program.length) {
        const [kind, key, what] = program[t.at++].split(" ");
        if (kind === "r") {
          const seen = [...chains[key]].reverse().find((v) => level === "committed" || v.stamp <= t.snapshot);
          t.reads[key] = key in t.writes ? t.writes[key] : seen.value;
          if (!(key in t.writes)) { t.versions.push([key, seen]); seen.read.push(name); }
          log.push([name, "read " + key, "= " + t.reads[key]]);
        } else {
          const value = /^[+-]/.test(what) ? t.reads[key] + Number(what) : what;
          if (what === "off" && Object.values(t.reads).filter((v) => v === "on").length < 2) { log.push([name, "leaves " + key, "no one else is on"]); continue; }
          t.writes[key] = value;
          log.push([name, "write " + key, "= " + value + ", not seen yet"]);
        }
        continue;
      }
      const late = Object.keys(t.writes).filter((key) => chains[key][chains[key].length - 1].stamp > t.snapshot);
      if (level !== "committed" && late.length) { t.state = "refused"; log.push([name, "refused", late[0] + " was written since its snapshot"]); continue; }
      if (level !== "serial" && !Object.keys(t.writes).length) { t.state = "committed"; log.push([name, "commit", "only read: no number"]); continue; }
      const stamp = clock + 1, kept = t.versions.filter(([key]) => !(key in t.writes)).map(([, v]) => v);
      const old = Object.keys(t.writes).map((key) => chains[key][chains[key].length - 1]);
      const high = Math.max(0, ...kept.map((v) => v.stamp), ...old.map((v) => Math.max(v.stamp, v.readers)));
      const low = Math.min(stamp, ...kept.map((v) => v.low));
      if (level === "serial" && low <= high) { t.state = "refused"; log.push([name, "refused", "low watermark " + low + ", high " + high]); continue; }
      kept.forEach((v) => { v.readers = Math.max(v.readers, stamp); });
      old.forEach((v) => { v.low = low; });
      clock = stamp;
      for (const key of Object.keys(t.writes)) chains[key].push({ stamp, value: t.writes[key], by: name, readers: stamp, low: Infinity, read: [] });
      t.state = "committed"; t.stamp = stamp;
      log.push([name, "commit", "number " + stamp]);
    }
    return { chains, log, txns, clock };
  }

  /* The dependency graph of those that committed; a cycle's name, or none. */
  function judge({ chains, txns }) {
    const done = (name) => txns[name] && txns[name].state === "committed", edges = [];
    const add = (a, b, kind, key) => { if (a !== b && done(a) && done(b)) edges.push({ a, b, kind, key }); };
    for (const [key, chain] of Object.entries(chains)) {
      chain.forEach((v, i) => {
        const next = chain[i + 1];
        if (next) add(v.by, next.by, "ww", key);
        for (const reader of v.read) { add(v.by, reader, "wr", key); if (next) add(reader, next.by === reader && chain[i + 2] ? chain[i + 2].by : next.by, "rw", key); }
      });
    }
    let best = null;
    const walk = (path, start, at) => {
      for (const e of edges.filter((edge) => edge.a === at)) {
        if (e.b === start) {
          const cycle = [...path, e], rw = cycle.filter((x) => x.kind === "rw").length;
          if (!best || rw < best.rw || (rw === best.rw && cycle.length < best.cycle.length)) best = { cycle, rw };
        } else if (!path.some((x) => x.a === e.b || x.b === e.b)) walk([...path, e], start, e.b);
      }
    };
    for (const name of Object.keys(txns)) walk([], name, name);
    if (!best) return null;
    return { name: best.rw === 0 ? (best.cycle.some((e) => e.kind === "wr") ? "G1c" : "G0") : best.rw === 1 ? "G-single" : "G2-item", cycle: best.cycle };
  }

  figure("snapshot_isolation", function ({ controls, canvas, says }) {
    let taken = [];
    const which = choice("Case", Object.entries(cases).map(([key, [words]]) => [key, words]), () => { taken = []; build(); });
    const level = choice("Isolation level", Object.entries(levels), () => draw());
    level.value = "snapshot";
    for (const part of [which, level]) { part.node.style.maxWidth = "100%"; part.node.querySelector("select").style.maxWidth = "100%"; }
    const steps = element("div", { style: "display: flex; flex-wrap: wrap; gap: .5rem", role: "group", "aria-label": "next step of a transaction" });
    controls.append(which.node, level.node, steps);

    function total(name) { return cases[which.value][2][name].length + 2; }
    function interleave() { const names = Object.keys(cases[which.value][2]); taken = []; for (let i = 0; i < 8; i++) names.forEach((n) => { if (i < total(n)) taken.push(n); }); }
    function build() {
      steps.replaceChildren();
      for (const name of Object.keys(cases[which.value][2])) steps.append(button(name + ": next step", () => { taken.push(name); draw(); }));
      steps.append(button("Take a step back", () => { taken.pop(); draw(); }), button("In turns to the end", () => { interleave(); draw(); }),
        button("From the start", () => { taken = []; draw(); }));
      draw();
    }

    function verdict(result) {
      const open = Object.values(result.txns).some((t) => t.state === "running" || t.state === "waiting");
      const refused = Object.values(result.txns).filter((t) => t.state === "refused").map((t) => t.name);
      const found = judge(result);
      const cycle = found ? found.name + ": " + found.cycle.map((e) => `${e.a} before ${e.b} (${e.kind} ${e.key})`).join(", ") : "";
      return (found ? "Let through, " + cycle + ". " : "") + (refused.length ? refused.join(" and ") + " refused. " : "") +
        (!found && !open ? "What committed has a serial order. " : "") + (!taken.length ? "Press a transaction's button: it begins." : "");
    }

    function draw() {
      const result = play(which.value, level.value, taken);
      const names = Object.keys(result.txns);
      const wide = 104, left = 4, rowHigh = 62, shown = result.log.length;
      const width = Math.max(460, left + wide * Math.max(4, shown)), high = 28 + rowHigh * names.length;
      /* The names stand beside what scrolls, so that they stay. */
      const labels = svg("svg", { viewBox: `0 0 84 ${high}`, style: `flex: none; width: 84px; height: ${high}px`, "aria-hidden": "true" });
      const line = svg("svg", { viewBox: `0 0 ${width} ${high}`, width, height: high, style: `max-width: none; width: ${width}px; height: ${high}px`, role: "img", "aria-label": "the steps taken, a row for each transaction" });
      names.forEach((name, row) => {
        const y = 30 + row * rowHigh;
        labels.append(svg("text", { x: 2, y: y + 5, "font-weight": "bold" }, name));
        line.append(svg("line", { x1: left, x2: width - 8, y1: y, y2: y, stroke: "var(--pst-color-border)", "stroke-dasharray": "3 4" }));
      });
      result.log.forEach(([name, what, note], i) => {
        const y = 30 + names.indexOf(name) * rowHigh, x = left + i * wide;
        const fill = what === "refused" ? shades[5] : what.startsWith("write") ? shades[0] : what.startsWith("read") ? shades[2] : "#666";
        line.append(svg("rect", { x, y: y - 14, width: wide - 12, height: 28, rx: 6, fill }));
        line.append(svg("text", { x: x + (wide - 12) / 2, y: y + 5, "text-anchor": "middle", style: "fill: #fff" }, (what === "refused" ? "✗ " : what === "commit" ? "✓ " : "") + what));
        const words = note.length > 21 ? note.slice(0, 20) + "…" : note;
        const small = svg("text", { x: x + (wide - 12) / 2, y: y + 29, "text-anchor": "middle", style: "font-size: 10px" }, words);
        small.append(svg("title", {}, note));
        line.append(small);
      });
      const scroller = element("div", { style: "overflow-x: auto; flex: 1 1 0; min-width: 0", tabindex: "0", role: "group", "aria-label": "steps in order" });
      scroller.append(line);
      const frame = element("div", { style: "display: flex" }, labels, scroller);

      const rows = Object.entries(result.chains).map(([key, chain]) => {
        const list = element("p", { style: "margin: .3rem 0" }, element("b", {}, key + " "));
        chain.forEach((v) => {
          const seers = names.filter((n) => result.txns[n].state === "running" && level.value !== "committed" &&
            [...chain].reverse().find((other) => other.stamp <= result.txns[n].snapshot) === v);
          list.append(element("span", { style: "display: inline-block; border: 2px solid var(--pst-color-text-muted); border-radius: 6px; padding: .1rem .5rem; margin: .1rem .3rem .1rem 0" },
            `commit ${v.stamp}: ${v.value}` + (seers.length ? ` — seen by ${seers.join(", ")}` : "")));
        });
        return list;
      });
      const table = element("table", { style: "border-collapse: collapse; margin-top: .5rem" });
      table.append(element("caption", { style: "text-align: left; caption-side: top" }, "The same steps at each level"));
      for (const [key, words] of Object.entries(levels)) {
        const tr = element("tr", {}, element("th", { scope: "row", style: "text-align: left; padding-right: 1rem; vertical-align: top" }, words), element("td", {}, taken.length ? verdict(play(which.value, key, taken)) : "—"));
        table.append(tr);
      }
      canvas.replaceChildren(frame, ...rows, table);
      scroller.scrollLeft = scroller.scrollWidth;
      const last = result.log[shown - 1];
      says.textContent = (last ? `${last[0]}: ${last[1]}, ${last[2]}. ` : "") + verdict(result);
    }

    build();
  });
})();
