// While a deputy writes, suggestions like his are shown beneath. What is typed travels in the body of a POST, never in an address.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-similar]");
  if (!place || !window.fetch) return;
  const form = place.closest("form"), title = form.elements.title, text = form.elements.text;
  let timer = 0, asked = "";
  const ask = async () => {
    const typed = `${title.value}\n${text.value}`;
    if (typed === asked || typed.trim().length < 6) return;
    asked = typed;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("title", title.value); body.set("text", text.value);
    body.set("congress", place.dataset.congress); body.set("without", place.dataset.without);
    try {
      const answer = await fetch(place.dataset.similar, { method: "POST", body, credentials: "same-origin" });
      if (answer.ok && typed === asked) place.innerHTML = await answer.text();
    } catch (_) { asked = ""; }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, 700); };
  title.addEventListener("input", soon); text.addEventListener("input", soon);
  if (title.value || text.value) soon();
});
