/* A box in which SQL runs (sql_box.py): nothing is loaded before its button is pressed, then the engine and the tables once a
   page, both as classic scripts, so that a page opened from a folder has them too. */
window.courseSql = window.courseSql || (function () {
  "use strict";
  let running = null; // a promise of the page's database, shared by its boxes

  const element = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  const load = (address) => new Promise((done, failed) => {
    const script = element("script", { src: address });
    script.addEventListener("load", () => { script.remove(); done(); });
    script.addEventListener("error", () => { script.remove(); failed(new Error("could not be loaded: " + address)); });
    document.head.append(script);
  });

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /* What gzip.compress and base64 made of a file. Also the text of a function of the worker's. */
  const opened = (text) => new Response(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]).stream()
    .pipeThrough(new DecompressionStream("gzip")), { headers: { "Content-Type": "application/wasm" } });

  /* The worker's program, which brings the compiled engine with it: of a page opened from a folder no worker may fetch it. */
  async function program({ worker, wasm }) {
    const fetching = `{ const opened = ${opened}; self.fetch = async () => opened("${wasm}");
      self.addEventListener("unhandledrejection", ({ reason }) => setTimeout(() => { throw reason; })); }\n`;
    return URL.createObjectURL(new Blob([fetching, await opened(worker).text()], { type: "text/javascript" }));
  }

  async function start(from) {
    if (!window.courseEngine) await load(from + "/duckdb.js");
    if (!window.courseTables) await load(from + "/tables.js");
    const { duckdb } = window.courseEngine, address = await program(window.courseEngine);
    const thread = new Worker(address);
    const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), thread);
    const failed = new Promise((_, tell) => thread.addEventListener("error", (fault) => tell(new Error(fault.message))));
    try {
      await Promise.race([database.instantiate("data:,"), failed]); // an address that is never asked
      await database.open({ path: ":memory:" });
      const connection = await database.connect();
      for (const [name, text] of Object.entries(window.courseTables)) {
        await database.registerFileBuffer(name + ".parquet", bytes(text));
        await connection.query(`create view ${name} as select * from '${name}.parquet'`);
      }
      await connection.close();
    } catch (fault) {
      thread.terminate();
      throw fault;
    } finally {
      URL.revokeObjectURL(address);
    }
    return { database, thread };
  }

  /* A whole number of hundredths, say, with its point. */
  function decimal(parts, scale) {
    let whole = 0n;
    for (let at = parts.length - 1; at >= 0; at--) whole = (whole << 32n) | BigInt(parts[at]);
    whole = BigInt.asIntN(32 * parts.length, whole);
    if (!scale) return String(whole);
    const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, "0");
    return (whole < 0n ? "-" : "") + digits.slice(0, -scale) + "." + digits.slice(-scale);
  }

  /* A value as text. The kinds are Arrow's numbers of types: 7 decimal, 8 date, 10 time stamp. */
  function word(value, type) {
    if (value === null || value === undefined) return "null";
    if (type.typeId === 7) return decimal(value, type.scale);
    if (type.typeId === 8) return new Date(Number(value)).toISOString().slice(0, 10);
    if (type.typeId === 10) return new Date(Number(value)).toISOString().slice(0, 19).replace("T", " ");
    return String(value);
  }

  const isNumber = (type) => [2, 3, 7].includes(type.typeId); // whole, floating, decimal

  function tableOf(fields, rows) {
    const kind = fields.map(({ type }) => (isNumber(type) ? { class: "number" } : {}));
    const head = element("tr", {}, ...fields.map(({ name }, at) => element("th", { scope: "col", ...kind[at] }, name)));
    const body = rows.map((row) => element("tr", {}, ...row.map((cell, at) =>
      element("td", cell.includes("\n") ? { class: "text" } : kind[at], cell))));
    return element("table", { class: "shown" }, element("thead", {}, head), element("tbody", {}, ...body));
  }

  /* The first rows of an answer, and whether there are more. */
  async function ask({ database }, query, most) {
    const connection = await database.connect();
    try {
      const reader = await (await connection.send(query)).open(), rows = [], { fields } = reader.schema;
      for await (const batch of reader) {
        const columns = fields.map((_, at) => batch.getChildAt(at));
        for (let row = 0; row < batch.numRows && rows.length <= most; row++)
          rows.push(columns.map((column, at) => word(column.get(row), fields[at].type)));
        if (rows.length > most) { await connection.cancelSent(); break; }
      }
      return { fields, rows: rows.slice(0, most), more: rows.length > most };
    } finally {
      await connection.close();
    }
  }

  function live(box) {
    const { from, megabytes, rows: most } = box.dataset, shown = box.querySelector("pre").textContent.trimEnd();
    const code = box.querySelector("pre").closest("div[class*=highlight-]"), result = box.querySelector(".sql-result");
    const answered = result.cloneNode(true), title = box.querySelector(".sql-title").textContent;
    const opens = element("button", { type: "button" }, "Change it and run it here");
    const says = element("p", { class: "sql-says", role: "status" }, `Loads ${megabytes} MB, once; nothing leaves your machine.`);
    const controls = element("div", { class: "sql-controls" }, opens);
    const text = element("textarea", { spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-label": "SQL: " + title });
    const runs = element("button", { type: "button" }, "Run"), resets = element("button", { type: "button" }, "As it was");
    const tell = (words, wrong) => { says.textContent = words; says.classList.toggle("wrong", Boolean(wrong)); };
    let stopped = false;

    const database = () => {
      running = running || start(from).catch((fault) => { running = null; throw fault; });
      return running;
    };

    async function run() {
      if (runs.textContent === "Stop") {
        stopped = true;
        const { thread } = await running;
        running = null;
        thread.terminate();
        runs.textContent = "Run";
        tell("Stopped.");
        return;
      }
      stopped = false;
      tell("Running ...");
      let from;
      try {
        const held = await database();
        runs.textContent = "Stop";
        from = performance.now();
        const { fields, rows, more } = await ask(held, text.value, +most);
        const took = Math.max(1, Math.round(performance.now() - from));
        result.replaceChildren(tableOf(fields, rows));
        const count = `${rows.length} ${rows.length === 1 ? "row" : "rows"}`;
        tell(`${more ? "The first " : ""}${count}, ${took} ms.`);
      } catch (fault) {
        if (!stopped) tell(fault.message.trim(), true);
      } finally {
        if (!stopped) runs.textContent = "Run";
      }
    }

    async function open() {
      opens.disabled = true;
      const began = performance.now();
      tell(`Loading ${megabytes} MB ...`);
      try {
        await database();
      } catch (fault) {
        tell("The database has not started: " + fault.message, true);
        opens.disabled = false;
        return;
      }
      box.dataset.started = Math.round(performance.now() - began);
      text.value = shown;
      text.rows = shown.split("\n").length + 1;
      code.replaceWith(text);
      controls.replaceChildren(runs, resets);
      text.focus();
      tell(`Ready. Change the query, then Run, or Ctrl and Enter.`);
    }

    opens.addEventListener("click", open);
    runs.addEventListener("click", run);
    resets.addEventListener("click", () => {
      text.value = shown;
      result.replaceChildren(...answered.cloneNode(true).childNodes);
      tell("The page's query and its answer.");
    });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && runs.textContent === "Run") {
        event.preventDefault();
        run();
      }
    });
    result.before(controls, says);
  }

  return function () {
    for (const box of document.querySelectorAll(".sql-box[data-from]:not([data-live])")) {
      box.dataset.live = "yes";
      live(box);
    }
  };
})();
window.courseSql();
