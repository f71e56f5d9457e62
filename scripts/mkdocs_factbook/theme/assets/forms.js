/* Forms for facts: drawn from forms.json, which the engine makes of its kinds, so that no field and no rule stands here.
   What is filled in becomes the YAML of one or several files, and steps that lead to GitHub's own pages for them. */
const place = document.querySelector(".forms");
const status = place.querySelector("[role=status]");
const MAX_ADDRESS = 6000; /* characters of an address that GitHub still takes */
let about;

const make = (name, attributes = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in element && key !== "list") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...inside.filter((each) => each !== null && each !== undefined));
  return element;
};
let ids = 0;
const newId = () => `form-${(ids += 1)}`;
const slug = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
const title = (text) => { const words = text.replaceAll("_", " "); return words[0].toUpperCase() + words.slice(1); };
const group = (instead, groups) => instead.replace(/\$(\d)/g, (_, number) => groups[number - 1] ?? "");

/* What is wrong with a value, and what was probably meant; as in factbook/values/misspelt.py */
const judge = (rule, text) => {
  const right = new RegExp(rule.pattern, "u");
  if (right.test(text)) return null;
  const reasons = [];
  let meant = text.normalize("NFKC");
  if (rule.of && meant !== text) reasons.push(about.says.characters);
  if (rule.of && meant.toLowerCase() !== meant) reasons.push(about.says.capitals);
  meant = meant.toLowerCase();
  for (const [pattern, instead, reason] of rule.misspelt) {
    const mended = meant.replace(new RegExp(pattern, "g"), (...found) => group(instead, found.slice(1)));
    if (mended !== meant && reason && !reasons.includes(reason)) reasons.push(reason);
    meant = mended;
  }
  const known = right.test(meant);
  return { must: known && rule.of && reasons.length ? `${rule.of} ${reasons.join(", ")}` : rule.must, example: known ? meant : rule.example, sure: known };
};

/* YAML: a text is left plain where every program reads it as that text */
const PLAIN = /^(?![-?:](?:\s|$)|---|\.\.\.)[^\s,[\]{}#&*!|>'"%@`][^\n\t]*$/u;
const scalar = (text) => {
  if (PLAIN.test(text) && !/: | #|:$|\p{Cc}/u.test(text)) return text;
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
};
const lines = (fields) => fields.flatMap(([name, value]) => {
  if (typeof value === "string") return [`${name}: ${scalar(value)}`];
  if (!Array.isArray(value)) return [`${name}:`, ...lines(value.fields).map((line) => `  ${line}`)];
  return [`${name}:`, ...value.flatMap((each) => (typeof each === "string" ? [`- ${scalar(each)}`] : member(each.fields))).map((line) => `  ${line}`)];
});
const member = (fields) => lines(fields).map((line, number) => (number ? `  ${line}` : `- ${line}`));

/* A table as CSV (RFC 4180); a spreadsheet puts tabs between the cells that are copied from it */
const cell = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (text) => `${text.trim().split(/\r?\n/).map((line) => (line.includes("\t") ? line.split("\t").map(cell).join(",") : line)).join("\n")}\n`;

/* Facts that are made in this form beside the first, by their kind; a field may name them before they are published */
const made = [];
const knows = (kinds, text) => kinds.some((kind) => text in (about.known[kind] ?? {}) || made.some((each) => each.kind === kind && each.id() === text));
const pairs = (text) => new Set([...text.toLowerCase()].map((letter, number, all) => letter + (all[number + 1] ?? "")));
const nearest = (kinds, text) => {
  const sought = pairs(text);
  const like = (id) => { const own = pairs(id); return (2 * [...own].filter((each) => sought.has(each)).length) / (own.size + sought.size); };
  const best = kinds.flatMap((kind) => Object.keys(about.known[kind] ?? {})).reduce((one, other) => (like(other) > like(one) ? other : one), "");
  return best && like(best) > 0.5 ? `; did you mean “${best}”?` : "";
};
const datalists = new Map();
const listOf = (kinds) => {
  const key = kinds.join(" ");
  if (!datalists.has(key)) {
    const options = kinds.flatMap((kind) => Object.entries(about.known[kind] ?? {})).map(([id, label]) => make("option", { value: id, label }));
    const list = make("datalist", { id: newId() }, ...options);
    place.append(list);
    datalists.set(key, list.id);
  }
  return datalists.get(key);
};

/* One value: a label, an input, its help, and what is wrong with it; the last two are English in every language, as in a check */
class Value {
  constructor(field, owner, label = title(field.name)) {
    this.field = field;
    const id = newId();
    const words = field.enum ?? about.words[field.words];
    const attributes = { id, name: field.name, autocomplete: "off", spellcheck: Boolean(field.long) };
    if (words) {
      this.input = make("select", { id, name: field.name }, make("option", { value: "" }, ""), ...words.map((word) => make("option", { value: word }, word)));
      this.input.value = field.default ?? "";
    } else this.input = make(field.long ? "textarea" : "input", field.long ? { ...attributes, rows: 3 } : attributes);
    if (field.kinds) this.input.setAttribute("list", listOf(field.kinds));
    this.input.setAttribute("aria-describedby", `${id}-help ${id}-wrong`);
    if (field.required) this.input.setAttribute("aria-required", "true");
    this.wrong = make("p", { id: `${id}-wrong`, lang: "en", className: "forms-wrong", hidden: true });
    this.named = make("span", { className: "forms-named" });
    const examples = field.examples && !words ? ` ${gettext("For example: %(examples)s", { examples: field.examples.join(" · ") })}` : "";
    this.element = make("div", { className: "forms-field" },
      make("label", { htmlFor: id }, label, field.required ? make("span", { className: "forms-needed" }, ` ${gettext("needed")}`) : null),
      this.input, this.named, this.wrong,
      make("p", { id: `${id}-help`, className: "forms-help" }, make("span", { lang: "en" }, field.help), examples));
    if (field.kinds) this.offer(owner);
    this.touched = false;
    this.input.addEventListener("change", () => { this.touched = true; this.show(); });
    this.input.addEventListener("input", () => { this.input.dataset.own = "true"; if (this.touched) this.show(false); });
  }

  get text() { return this.input.value.trim().replace(/\s+/g, " "); }

  /* Buttons that begin the form of a fact which does not exist yet */
  offer(owner) {
    for (const kind of this.field.whole ? [] : this.field.kinds.filter((each) => about.kinds[each]?.file.includes("{id}")).slice(0, 3)) {
      this.named.before(make("button", { type: "button", className: "forms-new", onclick: () => begin(kind, this, owner) }, gettext("New %(kind)s", { kind })));
    }
  }

  /* A name that stands for an id */
  resolve() {
    const id = about.spellings[this.text.toLowerCase()];
    if (this.field.kinds && !knows(this.field.kinds, this.text) && id && knows(this.field.kinds, id)) this.input.value = id;
    this.named.textContent = (this.field.kinds ?? []).map((kind) => about.known[kind]?.[this.text]).find(Boolean) ?? "";
  }

  problem() {
    const { field, text } = this;
    if (!text) return field.required ? `${about.says.required}, found none` : "";
    if (field.kinds) return knows(field.kinds, text) ? "" : `${about.says.known} ${field.kinds.join(" or ")}, found “${text}”${nearest(field.kinds, text)}`;
    const rule = about.values[field.value];
    const found = rule ? judge(rule, text) : field.pattern && !new RegExp(field.pattern, "u").test(text) ? { must: field.must, example: field.name === "id" ? slug(text) : "" } : null;
    if (!found) return "";
    return `must be ${found.must}, found “${text}”${found.example ? `. For example: ${found.example}` : ""}`;
  }

  show(resolves = true) {
    if (resolves) this.resolve();
    const said = this.problem();
    this.wrong.textContent = said;
    this.wrong.hidden = !said;
    this.input.setAttribute("aria-invalid", String(Boolean(said)));
    return said ? [this.input] : [];
  }

  read() { return this.text || null; }

  fill(value) { this.input.value = value; this.input.dataset.own = "true"; this.resolve(); }
}

/* Several values, or several groups of fields, with a button for one more */
class Several {
  constructor(field, owner) {
    this.field = field;
    this.owner = owner;
    this.each = [];
    this.list = make("div");
    const one = title(field.name).toLowerCase();
    this.element = make("fieldset", { className: "forms-several" }, make("legend", {}, title(field.name), field.required ? make("span", { className: "forms-needed" }, ` ${gettext("needed")}`) : null),
      make("p", { className: "forms-help", lang: "en" }, field.help), this.list,
      make("button", { type: "button", className: "forms-more", onclick: () => this.add().focus() }, gettext("Add to “%(list)s”", { list: one })));
    if (field.required) this.add();
  }

  add() {
    const number = this.each.length + 1;
    const single = { ...this.field, many: false, help: "", required: false };
    const inside = this.field.record ? new Group(this.field.record, this.owner) : new Value(single, this.owner, `${title(this.field.name)}, ${number}`);
    const remove = make("button", { type: "button", className: "forms-less", onclick: () => { this.each = this.each.filter((each) => each !== inside); box.remove(); this.element.querySelector(":scope > .forms-more").focus(); } }, gettext("Take out number %(number)s", { number }));
    const box = make("div", { className: "forms-one" }, inside.element, remove);
    this.each.push(inside);
    this.list.append(box);
    return box.querySelector("input, select, textarea");
  }

  show() {
    return this.each.flatMap((each) => each.show());
  }

  fill(values) {
    this.each = [];
    this.list.replaceChildren();
    for (const value of [].concat(values)) {
      this.add();
      this.each.at(-1).fill(value);
    }
  }

  read() {
    const values = this.each.map((each) => each.read()).filter(Boolean);
    return values.length ? values : null;
  }
}

/* The fields of a record: those that are needed, and the others behind a button */
class Group {
  constructor(name, owner) {
    this.fields = about.records[name].fields.map((field) => {
      const inside = field.many ? new Several(field, owner) : field.record ? new Group(field.record, owner) : new Value(field, owner);
      return [field, inside];
    });
    const needed = this.fields.filter(([field]) => field.required).sort(([one], [other]) => (one.name === "id") - (other.name === "id")).map(([, inside]) => inside.element); /* the id is made of the others */
    const others = this.fields.filter(([field]) => !field.required).map(([, inside]) => inside.element);
    const more = others.length ? make("details", {}, make("summary", {}, ngettext("%(num)s more field, where there is something to say", "%(num)s more fields, where there is something to say", others.length)), ...others) : null;
    this.element = make("div", { className: "forms-group" }, ...needed, more);
  }

  /* What is said of each field today; those that are filled in are shown */
  fill(values) {
    for (const [field, inside] of this.fields) {
      if (!(field.name in values)) continue;
      inside.fill(values[field.name]);
      inside.element.parentElement.closest("details")?.setAttribute("open", "");
    }
  }

  field(name) { return this.fields.find(([field]) => field.name === name)?.[1]; }

  show() {
    return this.fields.flatMap(([field, inside]) => (field.many || !field.record || inside.read() ? inside.show() : []));
  }

  read() {
    const fields = this.fields.map(([field, inside]) => [field.name, inside.read()]).filter(([, value]) => value !== null);
    const said = fields.some(([name, value]) => this.field(name).field?.default !== value);
    return said ? { fields: fields.filter(([name, value]) => this.field(name).field?.default !== value) } : null;
  }
}

/* One fact: its fields, and where it is written */
class Fact {
  constructor(kind, today = null) {
    this.kind = kind;
    this.today = today; /* of a fact that is there: its file, and its fields as they are written */
    const { record, title: name } = about.kinds[kind];
    this.group = new Group(record, this);
    this.id = () => this.group.field("id")?.text ?? "";
    this.whole = null;
    const first = [];
    if (today) first.push(make("p", { className: "forms-help" }, gettext("%(file)s, as it was when this site was made.", { file: today.file })));
    else if (!about.kinds[kind].file) {
      this.whole = new Value({ name: "count", kinds: ["count"], whole: true, required: true, help: gettext("The count that it is a claim about.") }, this, gettext("What is counted"));
      first.push(this.whole.element);
    } else if (about.kinds[kind].file.includes("*")) {
      const folder = about.kinds[kind].file.replace("*.yml", "");
      const files = Object.keys(about.ends).filter((path) => path.startsWith(folder));
      this.whole = new Value({ name: "file", enum: files.length ? files : [`${folder}all.yml`], default: files[0] ?? `${folder}all.yml`, required: true, help: gettext("The file that it is added to.") }, this);
      first.push(this.whole.element);
    }
    this.table = about.kinds[kind].table && !today ? new Value({ name: "rows", long: true, required: true, help: gettext("The table as CSV, or cells copied from a spreadsheet: the names of the columns in the first line, then a line for each row.") }, this) : null;
    this.element = make("section", { className: "forms-fact" }, make("h2", { tabIndex: -1 }, title(name)), make("p", { lang: "en" }, about.records[record].about), ...first, this.group.element, this.table?.element);
    if (today) this.fill();
    this.element.addEventListener("input", () => this.suggest());
    this.element.addEventListener("change", () => this.suggest());
  }

  fill() {
    const isFact = ([field]) => Object.values(about.kinds).some((each) => each.record === field.record); /* with a form of its own */
    for (const [, inside] of this.group.fields.filter(isFact)) inside.element.remove();
    this.group.fields = this.group.fields.filter((each) => !isFact(each));
    this.group.fill(Object.fromEntries(this.today.fields.map(([name, , , value]) => [name, value])));
    this.group.field("id").input.readOnly = true;
    this.before = this.values();
    this.element.querySelector("h2").textContent = gettext("Change %(kind)s %(fact)s", { kind: this.kind, fact: this.today.ref });
    this.element.addEventListener("change", () => draftEntries(this));
    this.element.addEventListener("click", () => setTimeout(() => draftEntries(this)));
  }

  values() { return new Map(this.group.read()?.fields ?? []); }

  /* The fields that are written otherwise now, with what stood there and what stands there */
  changes() {
    const now = this.values();
    return this.group.fields.map(([field]) => [field, this.before.get(field.name) ?? null, now.get(field.name) ?? null])
      .filter(([, was, is]) => JSON.stringify(was) !== JSON.stringify(is));
  }

  /* The file with the changed fields; every other line stays as it is */
  changed() {
    const { text, column, fields, file } = this.today;
    const old = text.split("\n");
    const order = this.group.fields.map(([field]) => field.name);
    const result = [...old];
    const edits = this.changes().map(([{ name }, , is]) => {
      const there = fields.find(([each]) => each === name);
      const above = there ?? fields.filter(([each]) => order.indexOf(each) < order.indexOf(name)).at(-1) ?? fields[0];
      const from = there ? there[1] : above[2] + 1;
      const start = there ? old[from - 1].slice(0, column) : " ".repeat(column);
      const written = is === null ? [] : lines([[name, is]]).map((line, number) => (number ? " ".repeat(column) : start) + line);
      return { from, count: there ? there[2] - from + 1 : 0, written };
    });
    for (const { from, count, written } of edits.reverse().sort((one, other) => other.from - one.from)) result.splice(from - 1, count, ...written);
    return { path: file, text: result.join("\n"), lines: differing(file, old, result) };
  }

  /* An id of what is filled in, as long as nobody writes another */
  suggest() {
    const field = this.group.field("id");
    if (!field || this.today || field.input.dataset.own) return;
    const text = (name) => this.group.field(name)?.text ?? "";
    const day = (name) => slug(/^\d{4}(?:-\d\d){0,2}/.exec(text(name))?.[0] ?? "");
    const named = text("name") || text("title");
    const said = [text("by"), day("said_on") || day("as_of") || day("date")];
    const parts = text("publisher") ? [text("publisher"), day("published") || "undated"] : named ? [named] : said;
    field.input.value = slug(parts.filter(Boolean).join("-")).slice(0, 80);
    field.input.dispatchEvent(new CustomEvent("named", { bubbles: true }));
  }

  problems() {
    if (this.today) { /* what stays is not asked about */
      const changed = this.changes().map(([field]) => field);
      return this.group.fields.filter(([field]) => changed.includes(field)).flatMap(([, inside]) => inside.show());
    }
    const wrong = [...(this.whole?.show() ?? []), ...this.group.show(), ...(this.table?.show() ?? [])];
    const id = this.group.field("id");
    const full = this.kind === "claim" ? `${this.whole.text}/${this.id()}` : this.id();
    if (id && full in (about.known[this.kind] ?? {})) {
      id.wrong.textContent = `${about.says.used}, found “${this.id()}” again`;
      id.wrong.hidden = false;
      wrong.push(id.input);
    }
    return wrong;
  }

  /* The files: of a table, one more */
  files() {
    const rows = this.table ? [{ path: about.kinds[this.kind].table.replace("{id}", this.id()), text: csv(this.table.input.value) }] : [];
    return [this.file(), ...rows];
  }

  /* The file, its text or the text to add to it, and below which line */
  file() {
    if (this.today) return this.changed();
    const { file, head } = about.kinds[this.kind];
    const fields = this.group.read()?.fields ?? [];
    if (file.includes("{id}")) return { path: file.replace("{id}", this.id()), text: `${[head, ...lines(fields)].join("\n")}\n` };
    const end = about.ends[this.whole ? this.whole.text : file];
    const text = member(fields).map((line) => " ".repeat(end?.column ?? 0) + line).join("\n");
    return end ? { path: end.file, text: `${text}\n`, below: end } : { path: this.whole?.text ?? file, text: `${head}\n${text}\n` };
  }
}

/* The lines that differ: the first and the last of them, what stands there instead, and a patch for "git apply" */
function differing(path, old, result) {
  const shorter = Math.min(old.length, result.length);
  let head = 0;
  while (head < shorter && old[head] === result[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === result.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - 3);
  const last = Math.min(old.length - 1, old.length - tail + 3); /* behind the last line break is no line */
  const behind = old.slice(old.length - tail, last);
  const changed = (all) => all.slice(head, all.length - tail);
  const range = (all) => `${from + 1},${head - from + changed(all).length + behind.length}`;
  const part = (sign, all) => all.map((line) => sign + line);
  const patch = [`--- a/${path}`, `+++ b/${path}`, `@@ -${range(old)} +${range(result)} @@`, ...part(" ", old.slice(from, head)), ...part("-", changed(old)), ...part("+", changed(result)), ...part(" ", behind), ""];
  return { from: head + 1, to: old.length - tail, old: changed(old), now: changed(result), patch: patch.join("\n") };
}

/* An entry of the corrections for each change of what was published, with its reason left to the editor */
const drafted = new Map();
function draftEntries(fact) {
  const wanted = new Map();
  for (const [field, was, is] of fact.changes()) {
    const [before, after] = [was ?? field.absent, is ?? field.absent ?? "left out"].map((each) => (field.record || !each ? "" : [].concat(each).join(", ")));
    const longer = Array.isArray(was) && Array.isArray(is) && !field.absent && was.every((each, number) => each === is[number]);
    const newer = fact.kind === "claim" && field.name === "status" && is === "superseded";
    if (!field.own && before && after && Math.max(before.length, after.length) <= about.longest && !longer && !newer) wanted.set(field.name, { before, after });
  }
  for (const [name, entry] of drafted) {
    if (wanted.has(name)) continue;
    made.splice(made.indexOf(entry), 1);
    entry.element.remove();
    drafted.delete(name);
  }
  for (const [name, said] of wanted) {
    if (!drafted.has(name)) {
      const day = new Date().toISOString().slice(0, 10);
      const entry = new Fact("correction");
      entry.group.fill({ id: slug(`${fact.today.ref}-${name}-${day}`), date: day, type: "correction", fact: fact.today.ref, field: name });
      entry.element.querySelector("h2").after(make("p", { className: "forms-help" }, gettext("What was published changes with a reason, which readers see. This entry goes with your change: say why.")));
      drafted.set(name, entry);
      made.push(entry);
      form.querySelector(".forms-others").append(entry.element);
    }
    drafted.get(name).group.fill(said);
  }
}

/* A further fact that a field of another names; its id follows into that field */
function begin(kind, value) {
  const fact = new Fact(kind);
  made.push(fact);
  const follow = () => { value.input.value = fact.id(); value.input.dataset.own = "true"; value.input.dispatchEvent(new CustomEvent("input", { bubbles: true })); };
  fact.element.append(make("button", { type: "button", className: "forms-less", onclick: () => { made.splice(made.indexOf(fact), 1); fact.element.remove(); value.input.value = ""; value.input.focus(); } }, gettext("Take out this %(kind)s", { kind })));
  for (const event of ["input", "named", "change"]) fact.element.addEventListener(event, follow);
  const named = fact.group.field("name") ?? fact.group.field("title");
  if (named instanceof Value && value.text && !knows(value.field.kinds, value.text)) named.input.value = value.text;
  form.querySelector(".forms-others").append(fact.element);
  fact.suggest();
  fact.element.querySelector("h2").focus();
}

/* The steps on GitHub, in the order in which the files need each other */
const branch = make("input", { id: newId(), name: "branch", type: "url", autocomplete: "off" });
const at = (address) => {
  const found = /^(https:\/\/[^/\s]+\/[^/\s]+\/[^/\s]+)\/(?:tree|blob|commits|edit|new)\/([^\s?#]+)/.exec(branch.value.trim());
  return found ? address.replace(/^https:\/\/[^/]+\/[^/]+\/[^/]+\/(edit|new)\/[^/?]+/, (_, page) => `${found[1]}/${page}/${found[2]}`) : address;
};
const replaces = ({ path, lines: { from, to, old, now } }) => {
  const where = { path, from, to, above: from - 1, first: old[0]?.trim(), last: old.at(-1)?.trim() };
  if (!old.length) return gettext("Open %(path)s, and paste these lines below line %(above)s.", where);
  if (to > from) {
    return now.length
      ? gettext("Open %(path)s, and put these lines in place of lines %(from)s to %(to)s, from “%(first)s” to “%(last)s”.", where)
      : gettext("Open %(path)s, and delete lines %(from)s to %(to)s, from “%(first)s” to “%(last)s”.", where);
  }
  return now.length
    ? gettext("Open %(path)s, and put these lines in place of line %(from)s, “%(first)s”.", where)
    : gettext("Open %(path)s, and delete line %(from)s, “%(first)s”.", where);
};
/* What is added to one file comes in one step */
const together = (files) => files.reduce((all, file) => {
  const same = all.find((each) => each.path === file.path && !each.lines && !file.lines);
  if (!same) return [...all, file];
  same.text += file.below ? file.text : file.text.slice(file.text.indexOf("\n"));
  return all;
}, []);
const step = (file, number, all) => {
  const many = all.length > 1;
  const copied = make("output", {});
  const there = file.lines; /* of a file that is there, what changes in it */
  const shown = there ? `${there.now.join("\n")}${there.now.length ? "\n" : ""}` : file.text;
  const text = make("textarea", { readOnly: true, rows: Math.min(14, shown.split("\n").length), value: shown, ariaLabel: gettext("Text for %(path)s", file) });
  const copying = (what, said) => make("button", { type: "button", onclick: () => navigator.clipboard.writeText(said).then(() => { copied.textContent = gettext("Copied"); }, () => text.select()) }, what);
  const download = (what, said, name) => make("a", { href: URL.createObjectURL(new Blob([said], { type: "text/plain" })), download: name }, what);
  const name = file.path.split("/").pop();
  const ways = there ? [copying(gettext("Copy these lines"), shown), copying(gettext("Copy the whole file"), file.text), download(gettext("Download the whole file"), file.text, name), download(gettext("Download the patch"), there.patch, name.replace(/yml$/, "patch"))] : [copying(gettext("Copy"), file.text), download(gettext("Download"), file.text, name)];
  const whole = about.new && `${about.new}?filename=${encodeURIComponent(file.path)}&value=${encodeURIComponent(file.text)}`;
  const fits = whole && whole.length <= MAX_ADDRESS;
  const opens = there || file.below;
  const target = opens ? about.edit && about.edit + file.path : fits ? whole : about.new && `${about.new}?filename=${encodeURIComponent(file.path)}`;
  const link = target && make("a", { href: at(target), target: "_blank", rel: "noopener", className: "forms-go" }, opens ? gettext("Open the file on GitHub") : gettext("Open the new file on GitHub"));
  if (link) branch.addEventListener("input", () => { link.href = at(target); });
  const words = there
    ? `${replaces(file)} ${gettext("Or select all in GitHub’s editor, paste the whole file, and look at what GitHub shows as changed: it has to be this and no more, or somebody changed the file since this site was made.")}`
    : file.below
    ? gettext("Copy the text. Open %(path)s, and go to line %(line)s, which says “%(says)s”. Press End, then Enter, take out the spaces at the start of the new line, and paste.", { path: file.path, line: file.below.line, says: file.below.says })
    : fits || !about.new ? gettext("%(path)s is a new file.", file) : gettext("%(path)s is a new file, too long for an address: copy the text, and paste it there.", file);
  const proposed = many
    ? gettext("Press “Commit changes…”, then “Propose changes”; do not create the pull request yet. The first time, GitHub makes a copy of your own, a fork, where you cannot break anything.")
    : gettext("Press “Commit changes…”, then “Propose changes” and “Create pull request”. The first time, GitHub makes a copy of your own, a fork, where you cannot break anything.");
  const then = !about.new ? "" : number ? gettext("Press “Commit changes…” and keep the branch.") : proposed;
  const item = make("li", {}, make("h3", {}, there ? gettext("Change %(path)s", file) : file.below ? gettext("Add to %(path)s", file) : gettext("Make %(path)s", file)), make("p", {}, words), text, make("p", { className: "forms-ways" }, ...ways, copied, link), then ? make("p", {}, then) : null);
  if (!number && many && about.new) {
    item.append(make("div", { className: "forms-field" }, make("label", { htmlFor: branch.id }, gettext("The address of your branch")), branch,
      make("p", { className: "forms-help" }, gettext("GitHub shows the name of the branch, such as patch-1. Open it there, and copy its address, github.com/you/…/tree/patch-1. The links below then lead to the same branch, so that all files come in one request."))));
  }
  return item;
};
const result = make("section", { className: "forms-steps", hidden: true }, make("h2", { tabIndex: -1 }, gettext("What to do now")), make("ol"));
const show = (facts) => {
  const files = together(facts.flatMap((fact) => fact.files()));
  const last = about.new && files.length > 1 ? [make("li", {}, make("h3", {}, gettext("Create the pull request")), make("p", {}, gettext("On the page of your branch, press “Contribute” or “Compare & pull request”, then “Create pull request”. In some minutes the run “Facts” says whether all is well.")))] : [];
  result.querySelector("ol").replaceChildren(...files.map(step), ...last);
  result.hidden = false;
  result.querySelector("h2").focus();
};

/* The page */
const form = make("form", { noValidate: true });
let first;
const choose = (kind, count, today = null) => {
  made.length = 0;
  drafted.clear();
  first = new Fact(kind, today);
  if (count && first.whole) { first.whole.input.value = count; first.whole.resolve(); }
  result.hidden = true;
  form.querySelector(".forms-first").replaceChildren(first.element);
  form.querySelector(".forms-others").replaceChildren();
};
/* A field that loses the focus may show a line more; the button would move away between press and release */
form.addEventListener("mousedown", (event) => { if (event.target.closest("button, summary")) event.preventDefault(); });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const facts = [...[...made].reverse(), first];
  if (first.today && !first.changes().length) {
    status.textContent = gettext("Nothing is changed yet.");
    return;
  }
  const wrong = facts.flatMap((fact) => fact.problems()).sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  for (const input of wrong) for (let box = input.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const problems = ngettext("One field has to be mended.", "%(num)s fields have to be mended.", wrong.length);
  status.textContent = wrong.length ? problems : "";
  if (wrong.length) wrong[0].focus();
  else show(facts);
});

try {
  status.textContent = gettext("Loading the forms …");
  about = await (await fetch(place.dataset.forms)).json();
  status.textContent = "";
  const asked = new URLSearchParams(location.search);
  const kinds = make("select", { id: newId() }, ...Object.entries(about.kinds).map(([kind, { title: name }]) => make("option", { value: kind }, title(name))));
  kinds.value = asked.get("kind") in about.kinds ? asked.get("kind") : "claim";
  kinds.addEventListener("change", () => choose(kinds.value));
  form.append(make("div", { className: "forms-field" }, make("label", { htmlFor: kinds.id }, gettext("What do you want to add?")), kinds), make("div", { className: "forms-first" }), make("div", { className: "forms-others" }),
    make("button", { type: "submit", className: "forms-go" }, gettext("Make the files")));
  place.prepend(form);
  form.after(status, result);
  const { files = {}, facts = {} } = asked.get("fact") ? await (await fetch(new URL(about.written[kinds.value], new URL(place.dataset.forms, location)))).json() : {};
  const ref = asked.get("fact");
  const today = facts[ref];
  if (ref && !today) status.textContent = gettext("%(kind)s “%(fact)s” is not here, or cannot be changed in a form.", { kind: title(kinds.value), fact: ref });
  choose(kinds.value, asked.get("count"), today && { ref, text: files[today.file], ...today });
} catch {
  status.textContent = gettext("The forms could not be loaded. Load the page again, or write the files by hand.");
}
