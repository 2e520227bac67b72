// What the page gains from a script: results while one types, filters without a reload, completions, all values of a facet in
// a dialog, a range dragged on the time line, a copied citation. Everything is rendered by the server; this only fetches and exchanges its HTML.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  const form = document.querySelector('form.search');
  const input = form.querySelector('#q');
  const home = new URL(form.getAttribute('action'), location.href);
  const announcement = document.getElementById('announcement');
  const onResults = () => document.querySelector('.layout') !== null;

  // --- exchanging the page ---
  let running = null;
  const withoutFragment = (address) => address.split('#')[0];
  let shown = withoutFragment(location.href);
  const longestWait = 10; // seconds that a busy server may ask for

  // Words that are still being typed ask for less than a key: where the server is gone the page stays, and says so.
  async function show(address, { push = true, focus = null, typed = false } = {}) {
    if (running) running.abort();
    const mine = running = new AbortController();
    const page = document.getElementById('page');
    page.classList.add('stale');
    let fresh;
    try {
      const response = await fetch(address, { signal: mine.signal, headers: { Accept: 'text/html' } });
      if (response.status === 429 || response.status === 503) {
        const wait = Number(response.headers.get('Retry-After')) || 1;
        if (wait <= longestWait) {
          announcement.textContent = 'The search is busy; one moment\u2026';
          setTimeout(() => { if (mine === running) show(address, { push, focus, typed }); }, 1000 * wait);
          return;
        }
      }
      fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (!typed) { location.assign(address); return; } // let the browser say what is wrong
      page.classList.remove('stale');
      form.dataset.trouble = announcement.textContent = 'The search does not answer. Enter asks it once more.';
      return;
    }
    if (mine !== running) return;
    running = null;
    if (!fresh.getElementById('page')) { location.assign(address); return; } // not a page of ours: let the browser show it
    if (push && address !== location.href) history.pushState(null, '', address);
    else if (!push) history.replaceState(null, '', address);
    shown = withoutFragment(location.href);
    exchange(fresh, focus);
  }

  function exchange(fresh, focus) {
    const filtersShown = document.getElementById('filters')?.classList.contains('shown');
    const open = new Set([...document.querySelectorAll('.facet details[open]')].map(facetName));
    document.title = fresh.title;
    document.body.className = fresh.body.className;
    const page = document.getElementById('page');
    page.replaceChildren(...fresh.getElementById('page').childNodes);
    page.classList.remove('stale');
    delete form.dataset.trouble;
    form.querySelector('.kept').replaceChildren(...fresh.querySelector('form.search .kept').childNodes);
    const brand = document.querySelector('.brand');
    document.querySelector('.intro')?.remove();
    const intro = fresh.querySelector('.intro');
    if (intro) brand.after(intro);
    const feed = fresh.querySelector('.colophon p');
    if (feed) document.querySelector('.colophon p').replaceWith(feed);
    if (document.activeElement !== input) input.value = fresh.getElementById('q').value;
    for (const details of document.querySelectorAll('.facet details')) details.open = open.has(facetName(details));
    if (filtersShown) document.getElementById('filters')?.classList.add('shown');
    prepare();
    announcement.textContent = document.querySelector('.count')?.textContent ?? document.title;
    if (focus) document.querySelector(focus)?.focus({ preventScroll: true });
  }

  const facetName = (details) => details.closest('.facet').dataset.facet;

  function formAddress(source, target = home) {
    const address = new URL(target);
    for (const [name, value] of new FormData(source)) if (value !== '') address.searchParams.append(name, value);
    return address.href;
  }

  // --- results while one types ---
  let pause = 0;
  let typed = input.value;
  let typing = false;

  form.addEventListener('submit', (event) => {
    if (!onResults()) return;
    event.preventDefault();
    clearTimeout(pause);
    typing = false;
    closeCompletions();
    show(formAddress(form));
  });

  input.addEventListener('input', () => {
    complete();
    if (!onResults() || input.value.trim() === typed.trim()) return;
    typed = input.value;
    clearTimeout(pause);
    pause = setTimeout(() => {
      show(formAddress(form), { push: !typing, typed: true }); // one step back leads to before the typing
      typing = true;
    }, 220);
  });
  input.addEventListener('change', () => { typing = false; });

  // --- links and forms of the results ---
  /** The link that a click follows in this window. */
  function followed(event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
    return event.target.closest('a');
  }

  document.addEventListener('click', (event) => {
    const link = followed(event);
    if (!link || !link.closest('#page') || !onResults()) return;
    if (link.classList.contains('to-filters')) {
      event.preventDefault();
      const filters = document.getElementById('filters');
      link.setAttribute('aria-expanded', String(filters.classList.toggle('shown')));
      return;
    }
    if (link.classList.contains('all')) {
      event.preventDefault();
      listValues(link.href);
      return;
    }
    const address = new URL(link.href);
    if (address.origin !== home.origin || address.pathname !== home.pathname) return;
    event.preventDefault();
    const facet = link.closest('.facet');
    const place = facet ? [...facet.querySelectorAll('li a')].indexOf(link) : -1;
    show(link.href).then(() => {
      if (facet) {
        const same = document.querySelectorAll(`.facet[data-facet="${facet.dataset.facet}"] li a`);
        same[Math.min(place, same.length - 1)]?.focus({ preventScroll: true });
      } else {
        document.getElementById('main')?.focus({ preventScroll: true });
        if (link.closest('.pages')) scrollTo(0, 0);
      }
    });
  });

  document.addEventListener('submit', (event) => {
    if (!event.target.matches('form.dates')) return;
    event.preventDefault();
    show(formAddress(event.target));
  });

  addEventListener('popstate', () => {
    if (withoutFragment(location.href) === shown) return; // a link within the page: what it leads to has the focus
    if (!onResults()) { location.reload(); return; }
    input.value = new URL(location.href).searchParams.get('q') ?? '';
    typed = input.value;
    typing = false;
    show(location.href, { push: false });
  });

  // Ctrl+K leads to the search box from anywhere. Not a key alone: who speaks to the computer would press it unawares (WCAG 2.1.4).
  addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (dialog.open || event.target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // --- completions: a combobox as in the ARIA Authoring Practices ---
  const list = document.createElement('ul');
  list.id = 'completions';
  list.className = 'completions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Completions');
  list.hidden = true;
  form.append(list);
  for (const [name, value] of Object.entries({
    role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id,
  })) input.setAttribute(name, value);
  let chosen = -1;
  let asking = null;

  async function complete() {
    asking?.abort();
    const text = input.value;
    if (text.trim().length < 2) { closeCompletions(); return; }
    const mine = asking = new AbortController();
    try {
      const address = new URL('api/v1/suggest', home);
      address.searchParams.set('q', text);
      const response = await fetch(address, { signal: mine.signal });
      if (!response.ok) return;
      const { suggestions } = await response.json();
      if (mine === asking && document.activeElement === input) offer(suggestions.filter((s) => s !== text));
    } catch (error) {
      if (error.name !== 'AbortError') closeCompletions(); // completions are a convenience: no message
    }
  }

  function offer(suggestions) {
    list.replaceChildren(...suggestions.map((text, at) => {
      const item = document.createElement('li');
      item.id = `completion-${at}`;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      item.dir = 'auto';
      item.textContent = text;
      return item;
    }));
    chosen = -1;
    list.hidden = suggestions.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    input.removeAttribute('aria-activedescendant');
  }

  function closeCompletions() {
    asking?.abort();
    offer([]);
  }

  function choose(at) {
    const items = [...list.children];
    chosen = (at + items.length + 1) % (items.length + 1);
    items.forEach((item, i) => item.setAttribute('aria-selected', String(i === chosen)));
    if (chosen < items.length) {
      input.setAttribute('aria-activedescendant', items[chosen].id);
      items[chosen].scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function take(item) {
    input.value = item.textContent;
    typed = input.value;
    clearTimeout(pause);
    closeCompletions();
    if (onResults()) show(formAddress(form));
    else form.submit();
  }

  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !list.hidden) { event.preventDefault(); closeCompletions(); return; }
    if (list.hidden || event.isComposing) return;
    if (event.key === 'ArrowDown') { event.preventDefault(); choose(chosen + 1); }
    if (event.key === 'ArrowUp') { event.preventDefault(); choose(chosen < 0 ? list.children.length - 1 : chosen - 1); }
    if (event.key === 'Enter' && list.children[chosen]) { event.preventDefault(); take(list.children[chosen]); }
  });
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the input keeps its focus
  list.addEventListener('click', (event) => {
    const item = event.target.closest('li');
    if (item) take(item);
  });
  input.addEventListener('blur', closeCompletions);

  // --- all values of a facet: their page in a dialog ---
  const dialog = document.createElement('dialog');
  dialog.className = 'all-values';
  dialog.setAttribute('aria-labelledby', 'values-heading');
  document.body.append(dialog);
  let listing = null;

  /** Shows the page of values at that address; in the open dialog only what it lists is exchanged. */
  async function listValues(address) {
    listing?.abort();
    const mine = listing = new AbortController();
    let fresh;
    try {
      const response = await fetch(address, { signal: mine.signal, headers: { Accept: 'text/html' } });
      fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('.all-values');
    } catch (error) {
      if (error.name === 'AbortError') return;
    }
    if (mine !== listing) return;
    if (!fresh) { location.assign(address); return; } // let the browser show what it is instead
    for (const link of fresh.querySelectorAll('a')) link.href = new URL(link.getAttribute('href'), address);
    if (dialog.open) {
      dialog.querySelector('.range').textContent = fresh.querySelector('.range').textContent;
      dialog.querySelector('.listing').replaceWith(fresh.querySelector('.listing'));
      dialog.scrollTop = 0;
      return;
    }
    const find = fresh.querySelector('.find');
    find.action = new URL(find.getAttribute('action'), address);
    const heading = document.createElement('h2');
    heading.id = 'values-heading';
    heading.textContent = fresh.querySelector('h1').textContent;
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'close';
    close.textContent = 'Close';
    close.addEventListener('click', () => dialog.close());
    fresh.querySelector('.back').remove();
    fresh.querySelector('h1').replaceWith(heading, close);
    dialog.replaceChildren(...fresh.childNodes);
    dialog.showModal();
    dialog.querySelector('#contains').focus();
  }

  let pauseInDialog = 0;
  dialog.addEventListener('input', (event) => {
    clearTimeout(pauseInDialog);
    pauseInDialog = setTimeout(() => listValues(formAddress(event.target.form, event.target.form.action)), 180);
  });
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(pauseInDialog);
    listValues(formAddress(event.target, event.target.action));
  });
  dialog.addEventListener('close', () => { clearTimeout(pauseInDialog); listing?.abort(); });
  dialog.addEventListener('click', async (event) => {
    if (event.target === dialog) { dialog.close(); return; } // beside it
    const link = followed(event);
    if (!link) return;
    event.preventDefault();
    if (link.closest('.pages')) {
      await listValues(link.href);
      dialog.querySelector('.listing a')?.focus();
    } else {
      const facet = new URL(dialog.querySelector('.find').action).pathname.split('/').pop();
      dialog.close();
      show(link.href, { focus: `.facet[data-facet="${facet}"] a` });
    }
  });

  // --- the time line: drag a range ---
  function prepareTimeline() {
    const figure = document.querySelector('.timeline');
    if (!figure) return;
    const svg = figure.querySelector('svg');
    const bars = [...svg.querySelectorAll('rect')];
    const output = figure.querySelector('output');
    const yearAt = (event) => {
      const box = svg.getBoundingClientRect();
      const at = Math.floor((event.clientX - box.left) / box.width * bars.length);
      return Number(bars[Math.max(0, Math.min(bars.length - 1, at))].dataset.year);
    };
    const before = bars.map((bar) => bar.classList.contains('in'));
    const ranged = figure.classList.contains('ranged');
    const paint = (from, to) => bars.forEach((bar) => {
      bar.classList.toggle('in', Number(bar.dataset.year) >= from && Number(bar.dataset.year) <= to);
    });
    let start = null;
    const range = (event) => { const end = yearAt(event); return [Math.min(start, end), Math.max(start, end)]; };
    svg.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      start = yearAt(event);
      figure.classList.add('ranged');
      svg.setPointerCapture(event.pointerId);
      paint(start, start);
    });
    svg.addEventListener('pointermove', (event) => {
      const year = yearAt(event);
      if (start === null) {
        const bar = bars.find((b) => Number(b.dataset.year) === year);
        output.textContent = `${year}: ${bar.dataset.count}`;
        return;
      }
      const [from, to] = range(event);
      paint(from, to);
      output.textContent = from === to ? `${from}` : `${from}\u2013${to}`;
    });
    svg.addEventListener('pointerleave', () => { if (start === null) output.textContent = ''; });
    svg.addEventListener('pointercancel', () => {
      start = null;
      output.textContent = '';
      figure.classList.toggle('ranged', ranged);
      bars.forEach((bar, i) => bar.classList.toggle('in', before[i]));
    });
    svg.addEventListener('pointerup', (event) => {
      if (start === null) return;
      const [from, to] = range(event);
      start = null;
      const address = new URL(location.href);
      address.searchParams.delete('offset');
      address.searchParams.set('since', `${from}-01-01`);
      address.searchParams.set('until', `${to}-12-31`);
      show(address.href);
    });
  }

  // --- copy a citation ---
  /** Also where the browser lends no clipboard: to a page that came without TLS, or that stands in a frame. */
  async function copy(element) {
    try {
      await navigator.clipboard.writeText(element.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(element);
      const plainly = (event) => { event.clipboardData.setData('text/plain', element.textContent); event.preventDefault(); };
      document.addEventListener('copy', plainly);
      const done = document.execCommand('copy');
      document.removeEventListener('copy', plainly);
      return done;
    }
  }

  function prepareCitation() {
    const citation = document.getElementById('citation');
    if (!citation) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy the citation';
    button.addEventListener('click', async () => {
      button.textContent = announcement.textContent = await copy(citation) ? 'Copied' : 'Selected: copy it with Ctrl+C';
    });
    citation.after(button);
  }

  function prepare() {
    const filters = document.querySelector('.to-filters');
    if (filters) {
      filters.setAttribute('role', 'button');
      filters.addEventListener('keydown', (event) => {
        if (event.key !== ' ') return;
        event.preventDefault();
        filters.click();
      });
      filters.setAttribute('aria-controls', 'filters');
      filters.setAttribute('aria-expanded', String(document.getElementById('filters').classList.contains('shown')));
    }
    prepareTimeline();
  }

  prepare();
  prepareCitation();
})();
