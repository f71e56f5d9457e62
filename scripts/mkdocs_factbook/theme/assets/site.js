/* What a page needs from a script at once: the language of its words, light or dark, cards that "Back" closes, links to pass on, and the search, of which
   nothing is fetched before it is opened. */
"use strict";
(() => {
  const own = document.currentScript;
  document.documentElement.classList.replace("no-js", "js");

  /* The words of the theme's scripts: a page in another language has, before each script, what the catalogue says for its messages */
  const language = `${document.documentElement.lang || "en"}-u-nu-latn`;
  const rtl = document.body.dir === "rtl"; /* then a value keeps to itself: a name in other letters does not move what is around it */
  const words = (message) => [...document.querySelectorAll("script.words")].map((each) => JSON.parse(each.textContent)[message]).find(Boolean);
  const filled = (text, values) => text.replace(/%(?:\((\w+)\)s|%)/g, (_, name) => (!name ? "%" : rtl ? `\u2068${values[name]}\u2069` : values[name]));
  window.gettext = (message, values = {}) => filled(words(message) ?? message, values);
  window.ngettext = (one, many, number, values = {}) => {
    const forms = words(one) ?? { one, other: many };
    return filled(forms[new Intl.PluralRules(language).select(number)] ?? forms.other, { num: number.toLocaleString(language), ...values });
  };

  /* The page's policy cannot name folders, as it does not know where the site is served; here is the place that knows,
     before the content is read. Styles, fonts and the worker come from the theme alone, never from a file beside the pages. */
  const assets = new URL(".", own.src).href.replace(/[;,]/g, encodeURIComponent);
  document.head.append(Object.assign(document.createElement("meta"), {
    httpEquiv: "Content-Security-Policy",
    content: `style-src ${assets}; font-src ${assets}fonts/; worker-src ${assets}javascripts/workers/`,
  }));

  /* Light or dark: what the system says, until the reader chooses */
  const here = new URL("..", own.src).pathname;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = (name, value) => {
    try {
      return value ? localStorage.setItem(here + name, value) : localStorage.getItem(here + name);
    } catch { /* storage is switched off: the choice holds for this page */ }
  };
  const paint = (scheme) => { document.body.dataset.mdColorScheme = scheme ?? (system.matches ? "slate" : "default"); };
  if ("schemes" in own.dataset) {
    paint(kept("scheme"));
    system.addEventListener("change", () => paint(kept("scheme")));
    document.addEventListener("click", ({ target }) => {
      const button = target.closest?.("button[data-scheme]");
      if (!button) return;
      kept("scheme", button.dataset.scheme);
      paint(button.dataset.scheme);
      document.querySelector(`button[data-scheme]:not([data-scheme=${button.dataset.scheme}])`)?.focus();
    });
  }

  /* "Back" closes an open card, and a card that was closed otherwise leaves no step behind, unless a link was followed from it */
  const isOpen = () => document.querySelector(".card:popover-open");
  let leaving = false;
  document.addEventListener("click", ({ target }) => { leaving = Boolean(target.closest?.("a[href]")); }, true);
  addEventListener("popstate", () => {
    if (!history.state?.card) isOpen()?.hidePopover();
    history.scrollRestoration = "auto";
  });
  const step = () => {
    if (isOpen() && !history.state?.card) {
      history.scrollRestoration = "manual"; /* the page stays where it is */
      history.pushState({ card: true }, "");
    } else setTimeout(() => { /* a step back at once would stop a page that is just asked for */
      if (!isOpen() && history.state?.card && !leaving) history.back();
    }, 300);
  };

  /* A card or chart that opens gets buttons that copy its address or hand it to the device */
  const offer = (place, address, title) => {
    const add = (name, act) => place.append(Object.assign(document.createElement("button"), {
      type: "button", className: "md-share", textContent: name, onclick: ({ target }) => act().then(() => { target.textContent = gettext("Done"); }, () => {}),
    }));
    if (navigator.clipboard) add(gettext("Copy link"), () => navigator.clipboard.writeText(address()));
    if (navigator.share) add(gettext("Share"), () => navigator.share({ title, url: address() }));
  };
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches(".card")) setTimeout(step);
    const link = target.querySelector(".card-link a:not([rel])");
    const place = target.matches(".chart-take") ? target.querySelector("p") : link?.parentElement;
    if (!place || place.querySelector(".md-share")) return;
    const here = () => Object.assign(new URL(location.href), { hash: target.closest("figure").id }).href;
    offer(place, link ? () => link.href : here, document.title);
    /* A site that does not know its address writes relative ones; here is the place that knows */
    for (const area of target.querySelectorAll("textarea")) area.value = area.value.replace(/src="([^"]*)"/, (_, src) => `src="${new URL(src, location.href).href}"`);
  }, true);

  /* What a link leads to is open */
  const reveal = () => document.querySelectorAll(":target > details").forEach((details) => { details.open = true; });
  addEventListener("hashchange", reveal);
  addEventListener("load", reveal);

  /* The bar of a long page leads back up, too; and who goes by keyboard need not go through a long list */
  document.addEventListener("DOMContentLoaded", () => {
    const link = (href, textContent, className = "") => Object.assign(document.createElement("a"), { href, textContent, className });
    document.querySelectorAll(".on-this-page").forEach((bar) => bar.append(link("#top", gettext("Top"))));
    const lists = "table, .list, .timeline, .statements, .corrections, .cards";
    [...document.querySelectorAll(lists)].filter((list) => !list.parentElement.closest(lists) && list.querySelectorAll("a, button, summary").length > 20).forEach((list, number) => {
      const end = Object.assign(document.createElement("span"), { id: `table-end-${number}`, tabIndex: -1 });
      list.before(link(`#${end.id}`, gettext("Skip this list"), "md-skip"));
      list.after(end);
    });
  });

  /* An open card would lie on top of the printed page; closed, it is a note at its end */
  addEventListener("beforeprint", () => document.querySelectorAll("[popover]:popover-open").forEach((card) => card.hidePopover()));

  /* Search: the theme's script fetches the index and starts its worker as soon as it runs, so it runs when search opens */
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.forms.namedItem("search");
    const later = document.querySelector("template#search-script");
    if (!form || !later) return;
    const toggle = document.querySelector("input#__search");
    const { query } = form.elements;
    let begun = false;

    const begin = () => {
      if (begun) return;
      begun = true;
      /* The theme finds its settings by id; a heading of that name, earlier on the page, is not them */
      document.querySelectorAll("article [id^='__']").forEach((other) => other.removeAttribute("id"));
      toggle.checked = true;
      const script = document.createElement("script");
      const file = later.content.querySelector("script");
      Object.assign(script, { integrity: file.integrity, src: file.getAttribute("src") });
      script.onload = () => {
        /* As it starts, the theme's script closes what was open, once; what the reader has just opened stays open */
        const keep = (event) => {
          if (event.isTrusted || toggle.checked) return;
          event.preventDefault();
          toggle.removeEventListener("click", keep);
        };
        toggle.addEventListener("click", keep);
        setTimeout(() => toggle.removeEventListener("click", keep), 500);
      };
      script.onerror = () => {
        begun = false;
        script.remove();
        form.parentElement.querySelector(".md-search-result__meta").textContent = gettext("The search could not be loaded. Close it and open it again.");
      };
      document.head.append(script);
    };

    const open = () => {
      if (begun && !toggle.checked) toggle.click();
      begin();
      query.focus();
    };

    /* The worker takes a colon behind a word for the name of a field, and a run of letters without spaces for one word; remove
       when it does neither. The index has a gap between such letters, so of a query each must be there. */
    const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]\p{M}*/gu;
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message, ...rest) {
      const asked = message.type === 2 ? { ...message, data: message.data.replace(/[:^~*]+(?=\s|$)/g, "").replace(unspaced, " +$& ") } : message;
      return postMessage.call(this, asked, ...rest);
    };

    form.addEventListener("submit", (event) => event.preventDefault());
    query.addEventListener("focus", begin);
    query.addEventListener("input", () => {
      if (!toggle.checked) open();
      query.dispatchEvent(new Event("keyup")); /* the theme listens to keys alone; text may be pasted or spoken */
    });
    toggle.addEventListener("change", () => { if (!begun && toggle.checked) query.focus(); });
    document.querySelector(".md-search-open").addEventListener("click", open);
    const key = document.querySelector(".md-search-key input");
    key.checked = kept("key") !== "off";
    key.addEventListener("change", () => kept("key", key.checked ? "on" : "off"));

    /* Who comes by with the Tab key has not asked for the search. The theme's keys of one letter cannot be switched off
       (WCAG 2.1.4), so none of them is left; "/" can. */
    let tabbed = false;
    addEventListener("pointerdown", () => { tabbed = false; }, true);
    addEventListener("focus", (event) => { if (event.target === query && tabbed && !toggle.checked) event.stopImmediatePropagation(); }, true);
    addEventListener("keydown", (event) => {
      tabbed = event.key === "Tab";
      if (event.key === "Enter" && event.target === query && !toggle.checked) open();
      if (toggle.checked || !"/sfnp,.".includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]")) return;
      event.stopImmediatePropagation();
      if (event.key !== "/" || !key.checked) return;
      event.preventDefault();
      open();
    }, true);
    if (new URLSearchParams(location.search).has("q")) begin();
  });
})();
