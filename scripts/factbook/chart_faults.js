/* What a reader with good eyes and a ruler would find wrong with the pictures that are shown: one line each. */
() => {
  const TEXT = 4.5, MARK = 3;  // WCAG 2.2, 1.4.3 and 1.4.11
  const SOFT = 1.2;  // what keeps company must still be seen
  const SMALLEST = 10.5;  // pixels

  /* A colour as [red, green, blue, alpha], or null for none */
  const parsed = (text) => {
    const parts = text.match(/[\d.]+/g);
    return text === "none" || !parts ? null : [...parts.slice(0, 3).map(Number), parts.length > 3 ? Number(parts[3]) : 1];
  };
  const over = (top, below) => below.map((part, at) => top[at] * top[3] + part * (1 - top[3]));
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  /* How much of an element comes through all the groups that it stands in */
  const opacity = (element) => {
    let all = 1;
    for (let at = element; at instanceof SVGElement; at = at.parentNode) all *= getComputedStyle(at).opacity;
    return all;
  };
  const paint = (element, name) => {
    const style = getComputedStyle(element), colour = parsed(style[name]);
    return colour && [...colour.slice(0, 3), colour[3] * style[`${name}Opacity`] * opacity(element)];
  };
  const root = getComputedStyle(document.body);
  const probe = document.body.appendChild(document.createElement("i"));
  const named = (variable) => { probe.style.color = `var(${variable})`; return parsed(getComputedStyle(probe).color); };
  const PAPER = named("--chart-paper").slice(0, 3), GRID = named("--chart-grid").slice(0, 3);
  const page = parsed(root.backgroundColor).slice(0, 3);
  probe.remove();
  const same = (one, other) => one.every((part, at) => part === other[at]);

  const found = [];
  if (!same(page, PAPER)) found.push(`the page is ${page}, the charts' paper ${PAPER}`);
  for (const svg of document.querySelectorAll(".chart svg")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const name = svg.closest("[data-name]")?.dataset.name ?? svg.closest("[id]")?.id;
    const say = (what) => found.push(`${name}: ${what}`);
    const scale = frame.width / svg.viewBox.baseVal.width;
    const shapes = [...svg.querySelectorAll("path, line")].map((element) => ({
      element, box: element.getBoundingClientRect(), fill: element.tagName === "line" ? null : paint(element, "fill"), stroke: paint(element, "stroke"),
      wide: parseFloat(getComputedStyle(element).strokeWidth), back: element.getScreenCTM().inverse(),
    }));
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim() && text.checkVisibility({ visibilityProperty: true })).map((element) => ({
      element, box: element.getBoundingClientRect(), slanted: Math.abs(element.getCTM().b) > 0.01,
      words: element.textContent.slice(0, 40), fill: paint(element, "fill"), halo: paint(element, "stroke"),
    }));
    const covers = ({ element, box, fill, stroke, wide, back }, x, y) => {
      const edge = stroke ? wide * scale : 0;
      if (x < box.left - edge || x > box.right + edge || y < box.top - edge || y > box.bottom + edge) return null;
      const point = new DOMPoint(x, y).matrixTransform(back);
      return stroke && element.isPointInStroke(point) ? stroke : fill && element.tagName === "path" && element.isPointInFill(point) ? fill : null;
    };
    const after = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;

    for (const { element, box, slanted, words, fill, halo } of texts) {
      const by = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (by / Math.max(scale, 1) > 2 && !slanted) say(`clipped by ${by.toFixed(0)} px: ${words}`);
      const size = parseFloat(getComputedStyle(element).fontSize) * scale;
      if (size < SMALLEST) say(`${size.toFixed(1)} px small: ${words}`);
      const middle = (box.top + box.bottom) / 2;
      points: for (const x of slanted ? [(box.left + box.right) / 2] : [box.left + 2, (box.left + box.right) / 2, box.right - 2]) {
        let ground = PAPER;
        for (const shape of shapes) {
          const colour = covers(shape, x, middle);
          if (!colour) continue;
          if (after(shape.element, element)) ground = over(colour, ground);
          else if (!slanted && colour[3] > 0.3 && shape.fill === colour) { say(`covered by a mark: ${words}`); break points; }
        }
        if (halo) ground = over(halo, ground);
        const seen = contrast(over(fill, ground), ground);
        if (seen < TEXT) { say(`contrast of ${seen.toFixed(2)}: ${words}`); break; }
      }
    }
    /* Straight strokes through words, but grid lines, which are faint, and but beneath a halo */
    const strokes = shapes.filter(({ box, stroke, fill }) => stroke && !fill && Math.min(box.width, box.height) < 2 && contrast(over(stroke, PAPER), PAPER) > 1.6);
    for (const { element, box, slanted, words, halo } of texts)
      for (const stroke of slanted ? [] : strokes) {
        const w = Math.min(box.right, stroke.box.right) - Math.max(box.left, stroke.box.left);
        const h = Math.min(box.bottom, stroke.box.bottom) - Math.max(box.top, stroke.box.top);
        const through = stroke.box.width < 2 ? h > 6 && stroke.box.left > box.left + 2 && stroke.box.right < box.right - 2 : w > 6 && stroke.box.top > box.top + 4 && stroke.box.bottom < box.bottom - 4;
        const between = through && shapes.some((shape) => shape.fill && after(stroke.element, shape.element) && after(shape.element, element)
          && covers(shape, (box.left + box.right) / 2, (box.top + box.bottom) / 2));
        if (through && !between && !(halo && after(stroke.element, element))) { say(`crossed by a line: ${words}`); break; }
      }
    const flat = texts.filter((text) => !text.slanted);
    flat.forEach((one, index) => flat.slice(index + 1).forEach((other) => {
      const a = one.box, b = other.box;
      const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (Math.min(w / 3, h / 5) > Math.max(scale, 1)) say(`overlap ${w.toFixed(0)}x${h.toFixed(0)}: ${one.words} / ${other.words}`);
    }));

    /* Of a fact's marks the strongest counts, as softer ones only keep it company; an area that bears its own
       words is read by them. Grid and paper carry nothing. */
    const groups = new Map();
    for (const shape of shapes) {
      const paints = [shape.fill, shape.stroke].filter((colour) => colour && ![GRID, PAPER].some((quiet) => same(quiet, colour.slice(0, 3))));
      if (!paints.length) continue;
      const group = shape.element.closest("a") ?? shape.element;
      const seen = Math.max(...paints.map((colour) => contrast(over(colour, PAPER), PAPER)));
      const soft = Math.max(...paints.map((colour) => colour[3])) < 1;
      const known = groups.get(group);
      if (!known || known.seen < seen) groups.set(group, { seen, soft });
    }
    for (const [group, { seen, soft }] of groups) {
      const tip = group.getAttribute("aria-label") ?? group.querySelector(":scope > title")?.textContent ?? "";
      const bears = soft && texts.some(({ element }) => group !== element && group.contains(element));
      const least = (group.tagName !== "a" && soft) || bears ? SOFT : MARK;
      if (seen < least) say(`mark with a contrast of ${seen.toFixed(2)}: ${tip || group.outerHTML.slice(0, 80)}`);
    }
  }
  return found;
}
