// The pages in docs/ to HTML in site/, with a picture in the place of each <!--plot COUNT WIDTH-->.

import { readFileSync } from "node:fs";
import { picture } from "./picture.js";

const counts = JSON.parse(readFileSync(new URL("counts.json", import.meta.url), "utf-8"));

export default function (config) {
  config.addGlobalData("layout", "page.njk");
  config.addTransform("plot", (content) =>
    content.replace(/<!--plot ([\w-]+) (\d+)-->/g, (_, count, width) => picture(counts[count], Number(width))),
  );
  return {
    dir: { input: "docs", includes: "../_includes", output: "site" },
    markdownTemplateEngine: false, // the Markdown is finished
  };
}
