// Sorts the tables. Without this script the page lacks nothing but the sorting.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const numbers = head.classList.contains("n");
      const before = head.getAttribute("aria-sort");
      const down = before ? before === "ascending" : numbers;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = ({ cells }) => numbers ? cells[column].dataset.value : cells[column].textContent;
      const order = numbers ? (a, b) => a - b : (a, b) => a.localeCompare(b);
      const rows = [...table.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [text(a) ?? "", text(b) ?? ""];
        // what is not known stands last either way
        if (x === "" || y === "") return (x === "") - (y === "");
        return down ? order(y, x) : order(x, y);
      });
      table.tBodies[0].append(...rows);
    });
  });
}
