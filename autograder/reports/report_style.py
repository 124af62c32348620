"""How the report looks, and the script that sorts its tables. Without the script the page lacks
nothing but the sorting."""

STYLE = """
:root { color-scheme: light dark; --ground:#fff; --ink:#1c1e21; --quiet:#5b626b; --line:#d5d9de; --soft:#f3f5f7; --link:#0b57a4;
  --passed:#1b7f3b; --wrong:#b3261e; --error:#8a4b00; --over:#6d3fa0; --fault:#5f6368; --none:#c3c9d0; --mark:#fff1c2;
  --bar:#2f6fb3; }
@media (prefers-color-scheme: dark) { :root { --ground:#15181c; --ink:#e6e8ea; --quiet:#a3abb5; --line:#3a4149; --soft:#1f242a;
  --link:#8ab8ee; --passed:#2f9450; --wrong:#cf4a41; --error:#b0701c; --over:#9268c4; --fault:#7c838b; --none:#4a525b;
  --mark:#4a3f14; --bar:#5b96d6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 72rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; margin: .5rem 0 0; } h1::first-letter, h3::first-letter { text-transform: uppercase; }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .5rem; padding-top: .5rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .15rem; } h4 { margin: 1rem 0 .3rem; font-size: .95rem; }
p { margin: .3rem 0 .8rem; max-width: 48rem; } a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.quiet { color: var(--quiet); font-size: .9rem; font-weight: normal; } .center { text-align: center; max-width: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
.facts div { background: var(--soft); border: 1px solid var(--line); border-radius: 8px; padding: .45rem .9rem;
  min-width: 6.2rem;
  display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.facts dt { color: var(--quiet); font-size: .85rem; font-weight: normal; }
.facts dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.2; }
nav ul { list-style: none; padding: 0; margin: .5rem 0; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
nav a { display: inline-block; padding: .2rem 0; }
.histogram { list-style: none; padding: 0; margin: 1rem 0 0; display: flex; gap: 3px; max-width: 48rem; }
.histogram li { flex: 1 1 0; min-width: 0; position: relative; } .histogram + p { max-width: 48rem; }
.column { height: 11rem; display: flex; flex-direction: column; justify-content: flex-end; text-align: center;
  border-bottom: 2px solid var(--quiet); font-size: .85rem; }
.column i { display: block; height: calc((100% - 1.5em) * var(--share)); background: var(--bar); border-radius: 3px 3px 0 0; }
.tick { display: block; font-size: .8rem; color: var(--quiet); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0; font-size: .9rem; }
.legend i { display: inline-block; width: 1.1em; height: 1.1em; margin-right: .35em; vertical-align: -.2em;
  border-radius: 3px; }
.exercise { margin: .9rem 0; } .exercise h3 { display: inline; margin-right: .7rem; }
.figures { display: inline; color: var(--quiet); font-size: .9rem; } .said { font-size: .9rem; margin: .2rem 0;
  max-width: none; }
.bar { display: flex; height: 1.6rem; margin-top: .3rem; border-radius: 5px; overflow: hidden; border: 1px solid var(--line); }
.bar i { overflow: hidden; line-height: 1.6rem; border-right: 1px solid var(--ground); }
.bar i, .legend i { color: #fff; text-align: center; font-style: normal; font-size: .9rem; text-shadow: 0 0 3px #000; }
.bar i.not-started, .legend i.not-started { color: var(--ink); text-shadow: none; }
i.passed { background: var(--passed); }
i.wrong { background: repeating-linear-gradient(45deg, transparent 0 6px, #0003 6px 9px) var(--wrong); }
i.error { background: repeating-linear-gradient(-45deg, transparent 0 4px, #0004 4px 8px) var(--error); }
i.over-a-limit { background: repeating-linear-gradient(90deg, transparent 0 4px, #0004 4px 6px) var(--over); }
i.graders-fault { background: repeating-linear-gradient(0deg, transparent 0 3px, #0004 3px 5px) var(--fault); }
i.not-started { background: radial-gradient(circle, #8886 1.2px, transparent 1.6px) 0 0/7px 7px var(--none); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: .8rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: normal; } thead th { border-bottom: 2px solid var(--quiet); vertical-align: bottom; }
.n { text-align: right; font-variant-numeric: tabular-nums; } .n .quiet { white-space: nowrap; }
td.message { width: 26%; font-size: .88rem; } td.n { white-space: nowrap; }
tbody tr:hover { background: var(--soft); }
.flag { display: block; color: var(--wrong); font-weight: 600; font-size: .85rem; }
@media (prefers-color-scheme: dark) { .flag { color: #ff8d84; } }
thead button { all: unset; cursor: pointer; font-weight: 600; white-space: nowrap; }
thead button:focus-visible { outline: 3px solid var(--link); }
thead button::after { content: "\\2009\\2195"; color: var(--quiet); }
th[aria-sort=descending] button::after { content: "\\2009\\25BC"; }
th[aria-sort=ascending] button::after { content: "\\2009\\25B2"; }
.wide { overflow-x: auto; } .wide th:first-child { position: sticky; left: 0; background: var(--ground); }
.wide thead th { font-size: .85rem; } .wide thead button { white-space: normal; }
.terms div, .remarks div { display: grid; grid-template-columns: 9rem 1fr; gap: .2rem .8rem; padding: .25rem 0;
  max-width: 60rem; }
.remarks div { border-bottom: 1px solid var(--line); grid-template-columns: 12rem 1fr; max-width: none; }
.terms, .remarks { margin: .5rem 0; font-size: .92rem; } dt { font-weight: 600; } dd { margin: 0; min-width: 0; }
.remarks ul { margin: 0; padding-left: 1.1rem; } .remarks dt, .remarks li { overflow-wrap: anywhere; }
details, .group { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .8rem; margin: .5rem 0;
  background: var(--soft); }
.group h3 { margin-top: .2rem; } summary { cursor: pointer; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .7rem; } figure { margin: 0; min-width: 0; }
figcaption { font-weight: 600; font-size: .9rem; overflow-wrap: anywhere; }
pre { margin: .2rem 0; padding: .5rem; overflow: auto; max-height: 26rem; background: var(--ground);
  border: 1px solid var(--line);
  border-radius: 6px; font: 12.5px/1.45 ui-monospace, monospace; tab-size: 4; }
mark { background: var(--mark); color: inherit; display: inline-block; min-width: 100%; }
@media (max-width: 44rem) {
  body { padding: .5rem .9rem 3rem; } .sides { grid-template-columns: 1fr; }
  .facts div { flex: 1 1 28%; min-width: 5.5rem; padding: .35rem .6rem; }
  .terms div, .remarks div { grid-template-columns: 1fr; }
  .cards, .cards tbody { display: block; } .cards thead { display: none; }
  .cards tr { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .7rem; margin: .6rem 0; display: flex;
    flex-direction: column; }
  .cards td, .cards td.n, .cards td.message { display: grid; grid-template-columns: 7.5rem 1fr; gap: .5rem; border: 0;
    padding: .1rem 0; text-align: left; white-space: normal; width: auto; font-size: .92rem; }
  .cards td::before { content: attr(data-label); color: var(--quiet); }
  .cards tbody th { order: -1; font-weight: 600; border: 0; padding: 0 0 .2rem; } .cards td:has(div:empty) { display: none; }
  .flag { display: inline; margin-left: .5rem; }
}
@media print { body { max-width: none; } details { break-inside: avoid; } nav { display: none; } }
"""

SCRIPT = """
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const numbers = head.classList.contains("n");
      const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : numbers;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = (row) => numbers ? row.cells[column].dataset.value : row.cells[column].textContent;
      const order = numbers ? (a, b) => a - b : (a, b) => a.localeCompare(b);
      const rows = [...table.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [text(a) ?? "", text(b) ?? ""];
        if (x === "" || y === "") return (x === "") - (y === "");  // what is not known stands last either way
        return down ? order(y, x) : order(x, y);
      });
      table.tBodies[0].append(...rows);
    });
  });
}
"""
