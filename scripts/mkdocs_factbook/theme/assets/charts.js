/* Charts that answer. Each mark of a picture is a link with its words; here they show under the mouse, on focus and at a
   tap, the arrow keys walk from mark to mark, and one claimant can be lit. What is lit stands in the address. */
const onward = getComputedStyle(document.body).direction === "rtl" ? -1 : 1; /* where the next mark of a row is */
for (const figure of document.querySelectorAll("figure.chart")) {
  const links = [...figure.querySelectorAll("svg a[href]")];
  const tip = Object.assign(document.createElement("p"), { className: "chart-tip", hidden: true });
  const select = figure.querySelector(".chart-light select");
  const box = (element) => element.getBoundingClientRect();
  /* The marks that show, in reading order */
  const shown = () => links.filter((link) => box(link).width).sort((one, other) => Math.round((box(one).top - box(other).top) / 8) || onward * (box(one).left - box(other).left));

  /* One stop of the Tab key for each picture */
  const stop = () => {
    const marks = shown();
    const at = marks.find((mark) => mark === document.activeElement) ?? marks[0];
    for (const mark of links) mark.setAttribute("tabindex", mark === at ? 0 : -1);
  };
  const hide = () => { tip.hidden = true; tip.of = null; };
  const show = (mark, touched) => {
    tip.of = mark;
    tip.replaceChildren(mark.getAttribute("aria-label"));
    if (touched) tip.append(" ", Object.assign(document.createElement("a"), { href: mark.getAttribute("href"), textContent: gettext("Go to it") }));
    tip.hidden = false;
    const frame = box(figure), place = box(mark.querySelector("path, rect, circle") ?? mark);
    tip.style.left = `${Math.max(0, Math.min(place.left - frame.left, frame.width - tip.offsetWidth))}px`;
    tip.style.top = `${place.bottom - frame.top + 6}px`;
  };

  for (const link of links) {
    const title = link.querySelector("title");
    link.setAttribute("aria-label", title?.textContent ?? link.textContent);
    title?.remove(); /* the browser's own, late tooltip */
  }
  figure.append(tip);
  stop();
  const markOf = ({ target }) => target.closest?.("svg a[href]");
  figure.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse" && !tip.contains(event.target)) markOf(event) ? show(markOf(event)) : hide(); });
  figure.addEventListener("pointerleave", ({ pointerType }) => { if (pointerType === "mouse") hide(); });
  figure.addEventListener("focusin", (event) => {
    if (!markOf(event)) return;
    stop();
    if (event.target.matches(":focus-visible")) show(event.target);
  });
  figure.addEventListener("focusout", ({ relatedTarget }) => { if (!tip.contains(relatedTarget)) hide(); });
  /* At a tap the first one tells and the second one ends it; the link is in what it tells */
  let pointer = "";
  figure.addEventListener("pointerdown", ({ pointerType }) => { pointer = pointerType; });
  figure.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (pointer !== "touch" || event.detail === 0 || !mark) return;
    event.preventDefault();
    tip.of === mark ? hide() : show(mark, true);
  });
  figure.addEventListener("keydown", (event) => {
    const mark = markOf(event), step = { ArrowRight: onward, ArrowDown: 1, ArrowLeft: -onward, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") hide();
    if (!mark || !(step || ["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    const marks = shown();
    marks.at(event.key === "Home" ? 0 : event.key === "End" ? -1 : (marks.indexOf(mark) + step) % marks.length).focus();
  });
  addEventListener("change", () => setTimeout(stop)); /* a filter may have taken marks away */
  if (!select) continue;

  /* What stands outside the links, an arrow, a line, a date, goes with the nearest mark; of texts, those right beside one */
  const apart = (one, other) => Math.hypot(Math.max(0, one.left - other.right, other.left - one.right), Math.max(0, one.top - other.bottom, other.top - one.bottom));
  const light = () => {
    const lit = select.selectedOptions[0].dataset.marks?.split(" ");
    const marks = shown();
    for (const mark of links) mark.classList.toggle("chart-dim", Boolean(lit) && !lit.includes(mark.getAttribute("href")));
    for (const loose of figure.querySelectorAll("svg :is(path, line, rect, text):not(a *)")) {
      const reach = loose.matches("text") ? 16 : /chart-(\d|nobody|side)/.test(loose.getAttribute("stroke") + loose.getAttribute("fill")) ? Infinity : 0;
      const [far, near] = marks.map((mark) => [apart(box(loose), box(mark)), mark]).sort(([one], [other]) => one - other)[0] ?? [0];
      loose.classList.toggle("chart-dim", far < reach && near.matches(".chart-dim"));
    }
  };
  const asked = new URLSearchParams(location.search).get(select.name);
  if ([...select.options].some((option) => option.value === asked)) select.value = asked;
  select.closest("[hidden]").hidden = false;
  select.addEventListener("change", () => {
    const address = new URL(location.href);
    select.value ? address.searchParams.set(select.name, select.value) : address.searchParams.delete(select.name);
    history.replaceState(history.state, "", address);
    light();
  });
  addEventListener("resize", light);
  light();
}
