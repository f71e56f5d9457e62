/* Narrows a list, and the picture of it, to what a reader picks; the picks stand in the address, so that they can be passed on. */
for (const form of document.querySelectorAll("form.facets")) {
  const list = form.closest(".list") ?? form.parentElement.querySelector(".timeline, .statements");
  const names = [...form.elements].map((each) => each.name).filter(Boolean);
  const filters = names.filter((name) => name !== "order");
  const items = [...list.querySelectorAll("[data-listed]")];
  const groups = list.querySelectorAll("section");
  const said = form.querySelector("output");
  const marks = [...document.querySelectorAll(".chart svg a")];
  let newest = false;

  /* The other way round: years, the months in them, the events in these */
  const reverse = () => {
    newest = !newest;
    for (const each of [list, ...groups, ...list.querySelectorAll("ol")]) each.append(...[...each.children].filter((child) => child.matches("section, li")).reverse());
  };
  const show = () => {
    const picks = filters.filter((name) => form.elements[name].value);
    if ("order" in form.elements && newest !== (form.elements.order.value === "newest")) reverse();
    let shown = 0;
    for (const item of items) {
      item.hidden = picks.some((name) => !(item.getAttribute(`data-${name}`) ?? "").split(" ").includes(form.elements[name].value));
      shown += !item.hidden;
    }
    for (const silent of list.querySelectorAll("details.silent")) silent.open = picks.length > 0;
    for (const group of groups) group.hidden = items.some((item) => group.contains(item)) && !items.some((item) => group.contains(item) && !item.hidden);
    const left = new Set(items.filter((item) => item.hidden).map((item) => `#${item.id}`));
    for (const mark of marks) mark.toggleAttribute("hidden", left.has(mark.getAttribute("href")));
    said.textContent = picks.length ? gettext("%(number)s of %(all)s", { number: shown, all: items.length }) : "";
    form.querySelector("[type=reset]").disabled = !picks.length && !newest;
  };
  const pick = () => {
    const address = new URL(location.href);
    show();
    for (const name of names) form.elements[name].value ? address.searchParams.set(name, form.elements[name].value) : address.searchParams.delete(name);
    address.hash = "";
    history.replaceState(null, "", address);
  };
  /* What a link leads to is always there */
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) form.reset();
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
