// The list: filters apply at once, and the bar says how many are picked. Without this file the buttons do the same.
document.addEventListener("DOMContentLoaded", () => {
  const filter = document.querySelector("[data-filter]");
  if (filter) {
    filter.hidden = true;
    filter.form.addEventListener("change", (event) => { if (event.target.name !== "q") filter.form.submit(); });
  }
  const form = document.querySelector("form[data-batch]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[name=ref]")];
  const all = form.querySelector("[data-all]"), said = form.querySelector("[data-picked]"), go = form.querySelector("[data-go]");
  const word = form.dataset.batch, start = said.textContent;
  const show = () => {
    const picked = boxes.filter((box) => box.checked);
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-on", box.checked));
    said.textContent = picked.length ? `已选 ${picked.length} 件` : start;
    go.textContent = picked.length ? `${word} ${picked.length} 件` : `${word}选中的`;
    all.checked = picked.length === boxes.length;
  };
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); show(); });
  form.addEventListener("change", show);
  show();
});
