/* Narrows a list to what a reader picks; the picks stand in the address, so that a narrowed list can be passed on. */
for (const form of document.querySelectorAll("form.facets")) {
  const list = form.closest(".list") ?? form.parentElement.querySelector(".timeline, .statements");
  const names = [...form.elements].map((each) => each.name).filter(Boolean);
  const items = [...list.querySelectorAll("[data-listed]")];
  const groups = list.querySelectorAll("section");
  const said = form.querySelector("output");

  const show = () => {
    const picks = names.filter((name) => form.elements[name].value);
    let shown = 0;
    for (const item of items) {
      item.hidden = picks.some((name) => !(item.getAttribute(`data-${name}`) ?? "").split(" ").includes(form.elements[name].value));
      shown += !item.hidden;
    }
    for (const group of groups) group.hidden = items.some((item) => group.contains(item)) && !items.some((item) => group.contains(item) && !item.hidden);
    said.textContent = picks.length ? `${shown} of ${items.length}` : "";
    form.querySelector("[type=reset]").disabled = !picks.length;
    return picks;
  };
  const pick = () => {
    const address = new URL(location.href);
    const picks = show();
    for (const name of names) picks.includes(name) ? address.searchParams.set(name, form.elements[name].value) : address.searchParams.delete(name);
    address.hash = "";
    history.replaceState(null, "", address);
  };
  /* What a link leads to is always there */
  const reveal = () => {
    if (document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("[hidden]")) form.reset();
  };

  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = names.includes(name) && form.elements[name];
    if (field && [...field.options].some((option) => option.value === value)) field.value = value;
  }
  form.addEventListener("change", pick);
  form.addEventListener("reset", () => setTimeout(pick));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
  show();
  reveal();
}
