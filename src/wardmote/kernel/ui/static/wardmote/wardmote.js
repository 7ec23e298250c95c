// Everything here only adds comfort: each page works without it.
const script = document.querySelector("script[data-govuk]");

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// A choice shows the question that belongs to it. Ours, because govuk-frontend's own puts aria-expanded on
// radios, where ARIA does not allow it.
for (const group of document.querySelectorAll("[data-reveals]")) {
  const inputs = [...group.querySelectorAll("input[data-shows]")];
  const show = () => {
    for (const input of inputs) {
      document.getElementById(input.dataset.shows).classList.toggle("wm-hidden", !input.checked);
    }
  };
  group.addEventListener("change", show);
  show();
}

// Our own words for what is wrong, beside the field and for every browser alike.
for (const form of document.querySelectorAll('form[method="post"]')) form.noValidate = true;

// The unsaved words of a long form are worth a question before the page is left.
for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
}

// A button that names a choice makes it in its list. Without script it sends the form for that.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-chooses]");
  if (!button) return;
  event.preventDefault();
  const list = document.getElementById(button.dataset.chooses);
  list.value = button.value;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", other === button);
});

// A link to hand on, copied with one press. Without script it can be selected.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    button.textContent = button.dataset.copied;
  });
}

const { initAll } = await import(script.dataset.govuk);
initAll();
