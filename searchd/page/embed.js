// <script src="https://search.example/embed.js"></script> <caravan-search></caravan-search>
//
// Attributes: theme, author, institution, series, site, lang (filters; several values divided by "|"), limit (results,
// default 5), placeholder, label, target (of links), src (Caravan's address, default: where this script came from).
// Style from outside: --caravan-accent, --caravan-ink, --caravan-soft, --caravan-paper, --caravan-line, --caravan-mark,
// --caravan-font, --caravan-title-font, and ::part(field), ::part(button), ::part(result), ::part(title), ::part(more).
// Events (bubbling, composed): caravan-results {query, total, results}, caravan-open {id, url}, caravan-error {status}.
(() => {
  'use strict';
  const origin = new URL('./', document.currentScript?.src ?? location.href);
  const filters = ['theme', 'author', 'institution', 'series', 'site', 'lang'];

  const style = `
    :host { display: block; color: var(--caravan-ink, #1d1c1a); font: 1rem/1.5 var(--caravan-font, system-ui, sans-serif); }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; }
    form { display: flex; margin: 0; border: 1px solid var(--caravan-soft, #5d5a54); border-radius: .4rem; overflow: hidden; background: var(--caravan-paper, #fff); }
    form:focus-within { border-color: var(--caravan-accent, #8f2a1d); box-shadow: 0 0 0 1px var(--caravan-accent, #8f2a1d); outline: 2px solid transparent; }
    input { flex: 1; min-width: 0; border: 0; padding: .65rem .8rem; font: inherit; color: inherit; background: none; }
    input:focus { outline: none; }
    button { border: 0; padding: 0 1rem; font: inherit; font-weight: 600; color: #fff; background: var(--caravan-accent, #8f2a1d); cursor: pointer; }
    button:focus-visible { outline: 2px solid #fff; outline-offset: -5px; }
    ol { list-style: none; margin: 0; padding: 0; }
    li { padding: .8rem 0; border-bottom: 1px solid var(--caravan-line, #e3ddd1); }
    a { color: inherit; text-decoration: none; font: 1.12rem/1.3 var(--caravan-title-font, Georgia, serif); }
    a:hover { color: var(--caravan-accent, #8f2a1d); text-decoration: underline; }
    a:focus-visible { outline: 2px solid var(--caravan-accent, #8f2a1d); outline-offset: 2px; }
    p { margin: .25rem 0 0; font-size: .9rem; }
    .soft { color: var(--caravan-soft, #5d5a54); }
    .more { font: inherit; font-weight: 600; color: var(--caravan-accent, #8f2a1d); }
    mark { background: var(--caravan-mark, #fbe6ad); color: inherit; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  `;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const part = (made, name) => { made.setAttribute('part', name); return made; };

  // A snippet is escaped text with <mark>: only these are taken over, whatever else it may hold stays text. Without the browser's own
  // parser, which pages with Trusted Types keep locked.
  const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  const plain = (html) => html.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name) => entities[name]);
  const marked = (html) => html.split(/<mark>(.*?)<\/mark>/s).map((piece, at) =>
    at % 2 ? element('mark', { textContent: plain(piece) }) : plain(piece));
  const safeLink = (url) => (/^https?:\/\/[^/?#\s]/i.test(url ?? '') ? url : null);

  class CaravanSearch extends HTMLElement {
    #running = null;
    #pause = 0;
    #input; #list; #status; #more;

    connectedCallback() {
      if (this.shadowRoot) return;
      const shadow = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet(); // not a style element: a strict policy of the page would refuse that
      sheet.replaceSync(style);
      shadow.adoptedStyleSheets = [sheet];
      const label = this.getAttribute('label') ?? 'Search the articles';
      this.#input = part(element('input', { type: 'search', name: 'q', dir: 'auto', autocomplete: 'off', maxLength: 660,
        placeholder: this.getAttribute('placeholder') ?? '' }), 'field');
      this.#input.setAttribute('aria-label', label);
      const form = element('form', {}, this.#input, part(element('button', { type: 'submit', textContent: 'Search' }), 'button'));
      form.setAttribute('role', 'search');
      this.#status = element('p', { className: 'soft' });
      this.#status.setAttribute('role', 'status');
      this.#list = element('ol');
      this.#more = element('p');
      shadow.append(form, this.#status, this.#list, this.#more);
      form.addEventListener('submit', (event) => { event.preventDefault(); clearTimeout(this.#pause); this.search(this.#input.value); });
      this.#input.addEventListener('input', () => {
        clearTimeout(this.#pause);
        this.#pause = setTimeout(() => this.search(this.#input.value), 250);
      });
    }

    disconnectedCallback() {
      clearTimeout(this.#pause);
      this.#running?.abort();
    }

    /** Asks and shows; also for scripts of the page. */
    async search(query) {
      this.#running?.abort();
      if (query.trim() === '') { this.#clear(); return; }
      const mine = this.#running = new AbortController();
      try {
        const response = await fetch(this.#address('api/v1/search', query, { limit: this.getAttribute('limit') ?? '5' }), { signal: mine.signal });
        if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
        this.#show(query, await response.json());
      } catch (error) {
        if (error.name === 'AbortError') return;
        this.#clear();
        this.#status.textContent = 'The search does not answer at the moment.';
        this.#tell('caravan-error', { status: error.status ?? 0 });
      }
    }

    /** Caravan's address, a folder even where src is written without its last slash. */
    #home() {
      const home = new URL(this.getAttribute('src') ?? origin, location.href);
      if (!home.pathname.endsWith('/')) home.pathname += '/';
      return home;
    }

    #address(path, query, more = {}) {
      const address = new URL(path, this.#home());
      address.searchParams.set('q', query);
      for (const name of filters)
        for (const value of (this.getAttribute(name) ?? '').split('|')) if (value.trim()) address.searchParams.append(name, value.trim());
      for (const [name, value] of Object.entries(more)) address.searchParams.set(name, value);
      return address;
    }

    #clear() {
      this.#status.textContent = '';
      this.#list.replaceChildren();
      this.#more.replaceChildren();
    }

    #show(query, answer) {
      const least = answer.incomplete ? 'At least ' : ''; // the time ran out
      this.#status.textContent = least + (answer.total === 1 ? '1 article' : `${answer.total.toLocaleString('en')} articles`);
      this.#list.replaceChildren(...answer.results.map((result) => part(this.#result(result), 'result')));
      this.#more.replaceChildren();
      if (answer.total > answer.results.length) {
        const all = part(element('a', { className: 'more', textContent: 'All results', href: this.#address('./', query).href }), 'more');
        if (this.hasAttribute('target')) all.target = this.getAttribute('target');
        this.#more.append(all);
      }
      this.#tell('caravan-results', { query, total: answer.total, results: answer.results });
    }

    #result(result) {
      const reader = new URL(`documents/${encodeURIComponent(result.id)}`, this.#home()).href;
      const link = part(element('a', { href: safeLink(result.url) ?? reader, textContent: result.title || result.url, dir: 'auto', rel: 'noreferrer' }), 'title');
      if (this.hasAttribute('target')) link.target = this.getAttribute('target');
      link.addEventListener('click', () => this.#tell('caravan-open', { id: result.id, url: link.href }));
      const item = element('li', {}, link);
      if (result.language) item.lang = result.language;
      const authors = (result.authors ?? []).map((author) => author.name).join('; ');
      const facts = [authors, result.site, result.published].filter(Boolean).join(' \u00B7 ');
      if (facts) item.append(element('p', { className: 'soft', dir: 'auto', textContent: facts }));
      if (result.snippet) item.append(element('p', { dir: 'auto' }, ...marked(result.snippet)));
      return item;
    }

    #tell(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }
  }

  if (!customElements.get('caravan-search')) customElements.define('caravan-search', CaravanSearch);
})();
