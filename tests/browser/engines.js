/* Looks at pages in a frame of a phone's and of a desk's width, light and dark; hands over what is wrong, and how much was looked at. */
const [paths, widths, done] = arguments;
const faults = [], seen = { pages: 0, cards: 0, charts: 0 };

const wait = async (until) => { for (let turn = 0; turn < 1000 && !until(); turn++) await new Promise((go) => setTimeout(go, 20)); };
const look = async (window, width, told) => {
  const document = window.document;
  const shown = (element) => element.getClientRects().length > 0;
  if (document.scrollingElement.scrollWidth > width) told("is wider than the screen");
  for (const element of document.querySelectorAll("main :not(svg, svg *)")) {
    if (["hidden", "clip"].includes(window.getComputedStyle(element).overflowX) && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1) told(`cuts ${element.className || element.tagName}`);
  }
  for (const figure of document.querySelectorAll("figure.chart")) {
    const drawings = [...figure.querySelectorAll(":scope > div > svg")].filter(shown);
    if (drawings.length !== 1) told(`shows ${drawings.length} drawings of one chart`);
    for (const drawing of drawings) {
      const frame = drawing.getBoundingClientRect();
      for (const text of drawing.querySelectorAll("text")) {
        const { a, e } = text.getScreenCTM(), box = text.getBBox(); /* without the outline of letters, which Firefox counts elsewhere */
        const [left, right] = [box.x, box.x + box.width].map((x) => Math.round(a * x + e - frame.left));
        if (left < -2 || right > frame.width + 2) told(`cuts the label ${text.textContent}: ${left} to ${right} of ${frame.width}`);
      }
    }
    seen.charts++;
  }
  const fact = document.querySelector("main button.fact");
  if (fact) {
    const { textDecorationLine: line, textDecorationStyle: style, textDecorationThickness: thick } = window.getComputedStyle(fact);
    if (`${line} ${style} ${thick}` !== "underline dotted 2px") told(`has facts with the line ${line} ${style} ${thick}`);
    fact.scrollIntoView({ block: "center", behavior: "instant" });
    fact.click();
    const card = fact.popoverTargetElement;
    const { left, right, top, bottom } = card.getBoundingClientRect();
    if (!card.matches(":popover-open") || left < 0 || right > width || top < 0 || bottom > window.innerHeight + 1 || bottom - top < 40) told("has a card that does not open on the screen");
    await wait(() => window.history.state?.card);
    card.hidePopover();
    await wait(() => !window.history.state?.card);
    seen.cards++;
  }
  const link = [...document.querySelectorAll("main p a")].find(shown);
  if (link && !link.closest(".desk, .onward") && window.getComputedStyle(link).textDecorationLine !== "underline") told("has a link without a line");
};

(async () => {
  const frame = document.createElement("iframe");
  Object.assign(frame.style, { height: "844px", border: 0 });
  document.body.replaceChildren(frame);
  for (const path of paths) {
    frame.src = path;
    await wait(() => frame.contentWindow.location.href === path && frame.contentDocument.readyState === "complete");
    const { contentWindow: window, contentDocument: page } = frame;
    await page.fonts.ready;
    const grounds = new Set();
    for (const width of widths) {
      frame.style.width = `${width}px`;
      for (const scheme of ["default", "slate"]) {
        page.body.dataset.mdColorScheme = scheme;
        grounds.add(window.getComputedStyle(page.body).backgroundColor);
        await look(window, width, (fault) => faults.push(`${path} ${fault} (${width} px, ${scheme})`));
      }
    }
    if (grounds.size !== 2) faults.push(`${path} is as dark as light`);
    const fonts = [...page.fonts].filter((font) => font.status === "loaded").map((font) => font.family).join();
    if (!/Factbook Serif/.test(fonts) || !/Factbook Sans/.test(fonts)) faults.push(`${path} has no fonts but ${fonts}`);
    seen.pages++;
  }
  done([faults, seen]);
})().catch((error) => done([[`${error} ${error.stack}`], seen]));
