/* Plays a figure: sets its choices and sliders, presses its buttons, prints what it says after each. For test_figures.py.
   node play_figure.js FOLDER NAME MOVES; MOVES: JSON, [[words of a control, value or null for a button], ...]. */
const fs = require("fs"), [folder, name, moves] = process.argv.slice(2);
/* What draws: whatever is asked of it, it does nothing and gives more of itself. */
const anything = () => new Proxy(function () {}, {
  get(it, key) {
    if (key === Symbol.iterator) return function* () {};
    if (key === Symbol.toPrimitive) return () => 0;
    return key in it ? it[key] : anything();
  },
  set: (it, key, value) => { it[key] = value; return true; }, apply: anything,
});
const window = { addEventListener() {}, matchMedia: () => ({ matches: true }) }, document = anything();
new Function("window", "document", fs.readFileSync(`${folder}/common.js`, "utf8"))(window, document);
const controls = {}, says = { textContent: "", setAttribute() {} };
let draw;
const control = (words, value, changed) => {
  const node = anything(), one = { node, value, set(v) { one.value = v; changed(v); } };
  controls[words] = one;
  return one;
};
Object.assign(window.course, {
  element: anything, svg: anything,
  choice: (words, options, changed) => control(words, options[0][0], changed),
  slider: (words, least, most, step, value, show, changed) => control(words, value, changed),
  button: (words, pressed) => { controls[words] = { press: pressed }; return anything(); },
  figure: (_, drawn) => { draw = drawn; },
});
new Function("window", "document", fs.readFileSync(`${folder}/${name}.js`, "utf8"))(window, document);
draw({ controls: anything(), canvas: anything(), says });
const said = [];
for (const [words, value] of JSON.parse(moves)) {
  if (value === null) controls[words].press(); else controls[words].set(value);
  said.push(says.textContent);
}
console.log(JSON.stringify(said));
