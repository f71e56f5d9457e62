/* The interactive version of a chart, on request. Nothing is loaded before a reader clicks; the runtime (Vega) comes from
   the site's own folder and runs its expressions through an interpreter, so no policy needs 'unsafe-eval'. The template
   before this script names its files, with the hashes by which the page's policy knows them. */
"use strict";
(() => {
  const files = [...document.currentScript.previousElementSibling.content.children]
    .map((file) => ({ integrity: file.integrity, src: file.getAttribute("src") }));
  let runtime;

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const script = ({ src, integrity }) => new Promise((resolve, reject) => {
    document.head.append(make("script", { integrity, src, onload: resolve, onerror: () => reject(new Error(src)) }));
  });
  const load = () => runtime ??= files.reduce((before, file) => before.then(() => script(file)), Promise.resolve())
    .catch((error) => { runtime = undefined; throw error; });

  /* The page's own colours, light or dark, in the place of those in the file */
  const coloured = (text) => {
    const style = getComputedStyle(document.body);
    return Object.entries(JSON.parse(text).usermeta.colours).reduce((done, [colour, variable]) =>
      done.replaceAll(`"${colour}"`, JSON.stringify(style.getPropertyValue(variable).trim() || colour)), text);
  };

  const tooltip = (box) => (handler, event, item, value) => {
    box.hidden = value == null || value === "";
    if (box.hidden) return;
    box.replaceChildren(...Object.entries(value).filter(([, text]) => text && text !== "current")
      .map(([name, text]) => make("div", {}, make("b", { textContent: `${name}: ` }), `${text}`)));
    const frame = box.parentElement.getBoundingClientRect();
    const left = Math.min(event.clientX - frame.left + 12, frame.width - box.offsetWidth);
    box.style.left = `${Math.max(0, left)}px`;
    box.style.top = `${event.clientY - frame.top + 16}px`;
  };

  /* Buttons for those who have no wheel: in, towards the middle of what is in view, where most of it is; out; and all again */
  const zoom = (view, times, factor) => {
    const [first, last] = view.scale("x").domain().map(Number);
    const seen = times.filter((time) => first <= time && time <= last);
    const middle = factor < 1 && seen.length ? seen[seen.length >> 1] : (first + last) / 2, half = (last - first) / 2 * factor;
    view.signal("zoom_at", factor ? [middle - half, middle + half] : null).run();
  };

  const draw = async (text, place) => {
    const { vega, vegaLite, vegaInterpreter } = window;
    const canvas = make("div", { className: "chart-canvas" });
    const box = make("div", { className: "chart-tip", hidden: true });
    const bar = make("div", { className: "chart-bar" });
    place.replaceChildren(bar, canvas, box);
    const wanted = { ...JSON.parse(coloured(text)), width: canvas.clientWidth };
    wanted.config.axisY.labelLimit = Math.min(240, canvas.clientWidth * 0.45);
    const spec = vegaLite.compile(wanted, { logger: vega.logger(vega.Error) }).spec;
    const view = new vega.View(vega.parse(spec, null, { ast: true }), {
      expr: vegaInterpreter.expressionInterpreter, renderer: "svg", container: canvas, bind: bar, hover: true, tooltip: tooltip(box),
    });
    const times = wanted.data.values.map((item) => item.at).sort((one, other) => one - other);
    for (const [name, factor] of [["Zoom in", 0.5], ["Zoom out", 2], ["Whole time", 0]])
      bar.append(make("button", { type: "button", textContent: name, onclick: () => zoom(view, times, factor) }));
    await view.runAsync();
    return view;
  };

  const explore = (button) => {
    const name = button.textContent;
    const figure = button.closest("figure");
    const pictures = figure.querySelectorAll(".chart-wide, .chart-narrow");
    const place = make("div", { className: "chart-live", hidden: true });
    let text, view, drawn = "";
    pictures[0].before(place);

    const redraw = async () => {
      const now = coloured(text);
      if (now === drawn || place.hidden) return;
      drawn = now;
      view?.finalize();
      view = await draw(text, place);
    };

    const show = (live) => {
      place.hidden = !live;
      pictures.forEach((picture) => { picture.hidden = live; });
      button.textContent = live ? "Back to the picture" : name;
    };

    button.onclick = async () => {
      if (!place.hidden) return show(false);
      button.disabled = true;
      button.textContent = "Loading …";
      try {
        const [answer] = await Promise.all([text ?? fetch(button.dataset.src).then((found) => {
          if (!found.ok) throw new Error(found.status);
          return found.text();
        }), load()]);
        text = answer;
        show(true);
        await redraw();
      } catch (error) {
        show(false);
        button.textContent = `${name} (it could not be loaded; try again)`;
        console.error(error);
      }
      button.disabled = false;
    };
    new MutationObserver(() => text && redraw()).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    button.hidden = false;
  };

  document.querySelectorAll(".chart-explore").forEach(explore);
  /* A site that does not know its address writes relative ones; here is the place that knows */
  document.querySelectorAll(".chart-take textarea").forEach((area) => {
    area.value = area.value.replace(/src="([^"]*)"/, (_, src) => `src="${new URL(src, location.href).href}"`);
  });
})();
