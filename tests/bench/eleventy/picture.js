// The claims about one count as an SVG: a row for each claim, a dot or a bar, an arrow where it is open, its words beside it.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const { document } = parseHTML("<!doctype html><html><body></body></html>");
const ROW = 22; // pixels
const ARROW = 26;

export function picture({ unit, claims }, width) {
  const known = claims.filter((claim) => claim.low !== null);
  const wide = width > 400;
  return Plot.plot({
    document,
    width,
    height: 60 + ROW * claims.length,
    marginLeft: wide ? 220 : 130,
    marginRight: 110,
    x: { axis: "top", label: unit, grid: true, ticks: wide ? 5 : 3, zero: true },
    y: { label: null, type: "band", domain: claims.keys(), tickSize: 0, tickFormat: (row) => claims[row].name },
    color: { type: "categorical" },
    marks: [
      Plot.ruleX([0]),
      Plot.link(known, { x1: "low", x2: "high", y: "row", stroke: "side", strokeWidth: 7, strokeLinecap: "round" }),
      ...[1, -1].map((way) =>
        Plot.vector(known.filter((claim) => claim.opens === way), {
          x: way > 0 ? "high" : "low", y: "row", length: ARROW, rotate: way * 90, anchor: "start", stroke: "side",
        }),
      ),
      Plot.dot(known, { x: (claim) => (claim.low + claim.high) / 2, y: "row", r: 5, fill: "side", stroke: "white" }),
      Plot.text(claims, { x: (claim) => claim.high ?? 0, y: "row", text: "words", textAnchor: "start", dx: ARROW + 6 }),
    ],
  }).outerHTML;
}
