// <hcpc-guidance>: asks a guidance server, and shows the answer as its page does. Attributes, all optional: address (of
// the server; else where this script is from), heading, heading-level (1 to 6), passages (at most), examples (split by
// "|"), theme (light, dark, auto), lang (cy for Welsh). WORDS and STYLE are put before this when it is served.
// Nothing is read as HTML: elements are made, and every text becomes a text node, letter for letter.

const LONGEST_WAIT = 20_000; // milliseconds
const QUICK = 500; // before this, that it is being looked up is not announced
const ADDRESS = /https?:\/\/[^\s<>"“”()]+[^\s<>"“”().,;:]/g; // in the server's own words
const OUTSIDE = "Nothing in these documents answers this."; // as app/decline.py says
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(STYLE);

/** An element. Children that are null, false or "" are left out. */
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const name in attributes) if (attributes[name] != null) node.setAttribute(name, attributes[name]);
  node.append(...children.flat().filter(Boolean));
  return node;
}

const p = (kind, ...children) => make("p", { class: kind }, ...children);
const unseen = (text) => make("span", { class: "unseen" }, text);

/** The address, if a browser should open it: never javascript: or file:. */
const web = (url) => (/^https?:\/\/[^/?#]/i.test(url) ? url : null);

const link = (url, ...children) =>
  web(url) ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children) : children[0];

/** The server's own words, their addresses as links. */
function linked(kind, text) {
  const urls = text.match(ADDRESS) ?? [];
  const pieces = text.split(ADDRESS).flatMap((words, i) => [words, urls[i] && link(urls[i], urls[i])]);
  return make("p", { class: kind, lang: "en" }, pieces);
}

const quotation = (document, url, ...children) =>
  make("blockquote", { lang: document.language, cite: web(url) }, ...children);

const titled = (document, ...words) => make("cite", { lang: document.language }, words.join(", "));

class Guidance extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const given = (name) => this.getAttribute(name);
    this.tag = /^cy\b/i.test(this.closest("[lang]")?.lang) ? "cy" : "en-GB";
    this.words = WORDS[this.tag.slice(0, 2)];
    this.level = parseInt(given("heading-level")) || 2;
    const server = new URL(given("address") ?? ".", given("address") == null ? import.meta.url : document.baseURI);
    this.server = server.href.replace(/\/*$/, "/");
    this.host = server.host;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [SHEET];
    this.box = make("textarea", { id: "question", rows: 1, autocomplete: "off", spellcheck: "false" }); // checkers send it
    this.status = make("p", { role: "status", class: "status" });
    this.results = make("div", { class: "results" });
    const form = make(
      "form",
      {},
      make("label", { for: "question" }, this.say("question")),
      make("div", { class: "row" }, this.box, make("button", { class: "ask" }, this.say("ask"))),
    );
    const examples = (given("examples") ?? "").split("|").filter((text) => text.trim());
    root.append(
      make(
        "section",
        { "aria-labelledby": "heading", lang: this.tag },
        this.heading(0, { id: "heading" }, given("heading") || this.say("heading")),
        p("soft", this.say("unofficial")),
        form,
        examples[0] && make("div", { class: "examples" }, p("soft", this.say("examples")), examples.map((text) => this.example(text))),
        this.status,
        this.results,
        p("soft private", this.say("private", { server: this.host })),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(this.box.value);
    });
    // The page around it would take letters for its shortcuts.
    const keep = (event) => event.target === this.box && event.stopPropagation();
    for (const kind of ["keydown", "keypress", "keyup"]) root.addEventListener(kind, keep);
    root.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") this.clear();
      if (event.key === "Enter" && event.target === this.box && !event.shiftKey) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  }

  /** Words of the widget's own in its language, with values in them. */
  say(key, values = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  heading(depth, attributes, ...children) {
    return make(`h${Math.min(this.level + depth, 6)}`, attributes, ...children);
  }

  button(text, act) {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", act);
    return button;
  }

  example(text) {
    return this.button(text, () => this.ask((this.box.value = text)));
  }

  clear() {
    this.asking?.abort();
    this.asking = null;
    this.box.value = "";
    this.show("");
    this.box.focus();
  }

  /** What is announced, and what stands below it. */
  show(status, results = [], kind = "", language = this.tag) {
    this.status.className = `status ${kind}`;
    this.status.lang = language;
    this.status.textContent = status;
    this.results.replaceChildren(...results);
  }

  fail(why, language) {
    this.show(why, [], "error", language);
  }

  async ask(question) {
    this.asking?.abort();
    const mine = (this.asking = new AbortController());
    const timers = [
      setTimeout(() => mine.abort(), LONGEST_WAIT),
      setTimeout(() => this.show(this.say("searching")), QUICK),
    ];
    const then = await this.fetched(question, mine.signal).catch(() => this.unreached(mine.signal));
    timers.forEach(clearTimeout);
    if (mine !== this.asking) return; // another question was asked, or it was cleared
    try {
      then();
    } catch {
      this.fail(this.say("failed"));
    }
  }

  /** What to do with the server's reply. */
  async fetched(question, signal) {
    const reply = await fetch(`${this.server}api/ask`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, passages: parseInt(this.getAttribute("passages")) || undefined }),
      referrerPolicy: "no-referrer",
      signal,
    });
    const told = (await reply.json().catch(() => null)) ?? {};
    if (told.passages) return () => this.answered(told);
    return () => (told.detail ? this.fail(`${told.detail} ${told.do}`, "en") : this.fail(this.say("failed")));
  }

  /** Why there is no reply. If the server is there, it is the origin of this page that it refuses. */
  async unreached(signal) {
    const reached = () => fetch(`${this.server}healthz`, { referrerPolicy: "no-referrer", signal });
    const why = signal.aborted ? "slow" : await reached().then(() => "refused", () => "down");
    return () => this.fail(this.say(why, { server: this.host, origin: location.origin }));
  }

  answered(answer) {
    const count = answer.passages.length;
    const found = this.say("found", { n: count, s: count > 1 ? "s" : "" });
    const best = count > 1 && answer.kind === "passages" ? this.say("best") : "";
    const heading = this.heading(1, { tabindex: -1 }, this.say(count ? "says" : "todo"));
    const printed = new Set();
    const body = [
      heading,
      answer.notices.map((notice) => linked("notice", notice.text)),
      answer.passages.map((passage) => this.card(passage, count, printed)),
      !count && this.none(answer),
      answer.suggestion && p("soft", this.say("meant"), this.example(answer.suggestion)),
      answer.also_searched?.length && p("soft", this.say("searched") + answer.also_searched.join("; ")),
    ];
    const moved = this.shadowRoot.activeElement; // a person who has gone on to something else is left there
    this.show(count ? found + best : this.say("none"), body.flat().filter(Boolean));
    if (moved) heading.focus();
  }

  none({ reason, elsewhere = [] }) {
    const held = elsewhere.filter(({ url }) => web(url));
    return make(
      "div",
      { class: "card" },
      linked("", reason),
      reason.startsWith(OUTSIDE) && p("soft", this.say("reword")), // no other words find a number that is not there
      held.map(({ title, url }) => p("", link(url, title))),
    );
  }

  /** A passage with the standards that govern it; a rule that was printed above is only named. */
  card(passage, count, printed) {
    const { document, rank, url } = passage;
    const rules = passage.standards.map((standard) => {
      const here = passage.start <= standard.start && standard.end <= passage.end;
      const key = JSON.stringify(standard);
      const quoted = !here && !printed.has(key);
      printed.add(key);
      return this.rule(standard, passage, quoted, quoted || here);
    });
    const parts = passage.parts.map(({ text, highlight }) => (highlight ? make("mark", {}, text) : text));
    return make(
      "article",
      { class: "card" },
      this.heading(2, { class: "rank" }, this.say("rank", { n: rank, of: count })),
      rules,
      quotation(document, url, parts),
      p("source", titled(document, document.title, ...passage.headings), make("span", { class: "soft" }, this.provenance(document))),
      passage.also.map((place) =>
        p("soft", this.say("also"), link(place.url, titled(document, place.title, ...place.headings))),
      ),
      this.links(passage),
    );
  }

  rule(standard, { document, url }, quoted, explained) {
    const { number, edition, text, now, document: title } = standard;
    return make(
      "div",
      { class: "rule" },
      p(
        "soft",
        make("strong", {}, this.say("standard", { n: number }) + (edition ? this.say("edition", { edition }) : "")),
        title !== document.title && [unseen(", "), this.say("quoted")],
      ),
      quoted && quotation(document, url, text),
      explained && now && linked("soft", now.note),
    );
  }

  /** HCPC, updated 24 March 2021, superseded 1 September 2024 */
  provenance({ publisher, updated, status, superseded_on: since }) {
    const months = this.say("months").split(" "); // a browser's own take 20 ms the first time, and are not always there
    const written = (day) => {
      const [year, month, date] = day.split("-");
      return `${+date} ${months[month - 1]} ${year}`;
    };
    const age = updated ? this.say("updated", { date: written(updated) }) : this.say("undated");
    const ended = status === "superseded" && [this.say("superseded"), since && written(since)].filter(Boolean).join(" ");
    return [publisher, age, ended].filter(Boolean).join(", ");
  }

  links({ rank, url, citation, document: { language } }) {
    const text = make("p", { class: "citation", lang: language }, citation);
    const details = make("details", {}, make("summary", {}, this.say("citation"), unseen(this.say("of", { n: rank }))), text);
    const said = make("span", { role: "status", class: "soft" });
    const copy = this.button(this.say("copy"), async () => {
      let done = "copied";
      try {
        await navigator.clipboard.writeText(citation);
      } catch {
        details.open = true; // pages without TLS have only the old way, by a selection
        getSelection().selectAllChildren(text);
        if (!document.execCommand("copy")) done = "byhand";
      }
      said.textContent = this.say(done);
    });
    copy.append(unseen(this.say("of", { n: rank })));
    const open = web(url) && link(url, this.say("open"), unseen(this.say("opens", { n: rank })));
    return make("div", { class: "links" }, open, copy, said, details);
  }
}

customElements.get("hcpc-guidance") ?? customElements.define("hcpc-guidance", Guidance);
