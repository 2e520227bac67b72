// The search page, the reader's page and the widget in a real browser.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { attacks, cleanUp, makeData, rightToLeft, startBrowser, startDaemon, startProxy, startServer } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let daemon;
let browser;
let data;

before(async () => {
  data = makeData();
  daemon = await startDaemon(data);
  browser = await startBrowser();
});
after(async () => {
  await cleanUp();
});

/** A page that notes what must not happen: requests to elsewhere, policy violations, dialogs, script errors. */
async function open(path, { context = browser, width = 1280, height = 900, base = daemon.base } = {}) {
  const page = await context.newPage();
  page.wrongs = [];
  await page.setViewportSize({ width, height });
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) page.wrongs.push(`request to ${request.url()}`);
  });
  page.on('dialog', (dialog) => { page.wrongs.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('pageerror', (error) => page.wrongs.push(`script error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') page.wrongs.push(`console: ${message.text()}`); });
  await page.goto(new URL(path, base).href);
  return page;
}

async function done(page) {
  assert.deepEqual(page.wrongs, []);
  await page.close();
}

const total = async (page) => Number(/\d[\d,]*/.exec(await page.locator('.count').textContent())[0].replace(',', ''));
const query = (values) => `./?${new URLSearchParams(values)}`;

test('works without JavaScript: search, facets of several values, chips, order, paging, reading', async () => {
  const context = await startBrowser({ javaScriptEnabled: false });
  const page = await open('./', { context });
  assert.equal(await page.locator('.results > li').count(), 10);
  await page.fill('#q', 'trade');
  await page.press('#q', 'Enter');
  await page.waitForURL(/\?q=trade/);
  const all = await total(page);
  assert.ok(all > 10, `${all} articles on trade`);
  assert.ok(await page.locator('.snippet mark').count() > 0, 'snippets are marked');

  const theme = page.locator('[data-facet=theme] li a');
  const number = async (at) => Number(await theme.nth(at).locator('.number').textContent());
  const first = await number(0);
  await theme.nth(0).click();
  assert.equal(await total(page), first, 'the count beside a value is what it leads to');
  assert.equal(await page.locator('.chips li').count(), 2, 'one chip and "clear all"');
  assert.equal(await page.locator('[data-facet=theme] [aria-current]').count(), 1);
  await page.locator('[data-facet=theme] li a:not([aria-current])').first().click();
  assert.ok(await total(page) >= first, 'a second value of a facet widens');
  assert.equal(await page.locator('[data-facet=theme] [aria-current]').count(), 2);
  await page.locator('.clear').click();
  assert.equal(await total(page), all);

  await page.getByRole('link', { name: 'Oldest' }).click();
  const dates = await page.locator('.results time').evaluateAll((times) => times.map((time) => time.dateTime));
  assert.deepEqual(dates, [...dates].sort());
  const ranks = new Set(await page.locator('.results h2').allTextContents());
  await page.locator('.pages [rel=next]').click();
  for (const title of await page.locator('.results h2').allTextContents()) assert.ok(!ranks.has(title), `${title} on two pages`);
  assert.match(await page.locator('.pages').textContent(), /Page 2 of/);
  await page.locator('.read').first().click();
  assert.match(page.url(), /\/documents\//);
  assert.ok((await page.locator('.body p').count()) > 2);
  assert.ok((await page.locator('#citation').textContent()).length > 20);
  await page.locator('.document .kicker a').first().click();
  assert.equal(await page.locator('.chips li').count(), 2);
  await done(page);
});

test('without JavaScript, all values of a facet are a page that is searched, turned and chosen from', async () => {
  const context = await startBrowser({ javaScriptEnabled: false });
  const page = await open('./?q=census&sort=oldest', { context });
  await page.locator('[data-facet=author] .all').click();
  assert.match(page.url(), /\/facets\/author\?q=census&sort=oldest$/);
  assert.equal(await page.locator('.range').textContent(), '1\u201360 of 130');
  const first = await page.locator('.listing li').allTextContents();
  await page.getByRole('link', { name: 'Next' }).click();
  await page.getByRole('link', { name: 'Next' }).click();
  assert.equal(await page.locator('.range').textContent(), '121\u2013130 of 130');
  for (const value of await page.locator('.listing li').allTextContents()) assert.ok(!first.includes(value), value);
  await page.fill('#contains', 'TOR 07');
  await page.press('#contains', 'Enter');
  assert.equal(await page.locator('.listing li').count(), 10);
  await page.locator('.listing a', { hasText: 'Enumerator 073' }).click();
  assert.match(page.url(), /\?q=census&sort=oldest&author=Enumerator%20073$/);
  assert.equal(await total(page), 1);
  await page.locator('[data-facet=author] .all').click();
  assert.equal(await page.locator('.listing [aria-current]').count(), 1, 'what is chosen is said there, too');
  await page.getByRole('link', { name: 'Back to the articles' }).click();
  assert.equal(await total(page), 1);
  await done(page);
});

test('all values of a facet are searched, turned and chosen from in a dialog, by the keyboard alone', async () => {
  const page = await open('./?q=census');
  await page.evaluate(() => { window.same = true; });
  const all = page.locator('[data-facet=author] .all');
  await all.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Author' });
  await dialog.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'contains', 'one types at once');
  assert.equal(await dialog.locator('.range').textContent(), '1\u201360 of 130');
  await dialog.getByRole('link', { name: 'Next' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('dialog .range').textContent.startsWith('61'));
  await page.waitForFunction(() => document.activeElement.closest('dialog .listing li'), null, { timeout: 5000 });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.waitForFunction(() => document.activeElement.className === 'all');
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await page.keyboard.type('073');
  await page.waitForFunction(() => document.querySelectorAll('dialog .listing li').length === 1);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'contains');
  assert.equal(await dialog.locator('[role=status]').textContent(), '1\u20131 of 1');
  for (let stops = 0; stops < 5 && !(await page.evaluate(() => document.activeElement.closest('.listing'))); ++stops) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chips');
  assert.equal(await dialog.isVisible(), false);
  assert.equal(await total(page), 1);
  await page.waitForFunction(() => document.activeElement.closest('[data-facet=author]'));
  assert.equal(await page.evaluate(() => window.same), true, 'no reload');
  await page.goBack();
  await page.waitForSelector('.chips', { state: 'detached' });
  await done(page);
});

test('a date range narrows through its form', async () => {
  const page = await open('./');
  await page.fill('[name=since]', '2018-01-01');
  await page.fill('[name=until]', '2020-12-31');
  await page.click('.dates button');
  await page.waitForURL(/since=2018-01-01/);
  await page.waitForSelector('.chips');
  const years = await page.locator('.results time').evaluateAll((times) => times.map((time) => Number(time.dateTime.slice(0, 4))));
  assert.ok(years.length > 0 && years.every((year) => year >= 2018 && year <= 2020), String(years));
  await done(page);
});

test('shows results while one types, without a reload, and steps back', async () => {
  const page = await open('./');
  await page.evaluate(() => { window.same = true; });
  await page.locator('#q').pressSequentially('trade', { delay: 15 });
  await page.waitForURL(/\?q=trade$/);
  await page.waitForSelector('h1.count');
  assert.match(await page.locator('h1.count').textContent(), /trade/);
  assert.match(await page.title(), /trade/);
  assert.equal(await page.evaluate(() => window.same), true, 'no reload');
  assert.match(await page.locator('#announcement').textContent(), /articles? on/);
  await page.locator('[data-facet=theme] li a').first().click();
  await page.waitForURL(/theme=/);
  await page.waitForSelector('.chips');
  assert.equal(await page.evaluate(() => document.activeElement.closest('[data-facet]')?.dataset.facet), 'theme', 'the focus stays in the facet');
  await page.goBack();
  await page.waitForSelector('.chips', { state: 'detached' });
  await page.goBack();
  await page.waitForSelector('.intro');
  assert.equal(await page.inputValue('#q'), '');
  await page.goForward();
  await page.waitForSelector('h1.count');
  assert.equal(await page.inputValue('#q'), 'trade');
  assert.equal(await page.evaluate(() => window.same), true);
  await done(page);
});

test('a page stays when the server is gone while one types', async () => {
  const page = await open('./?q=trade');
  const before = page.url();
  const shown = await page.locator('.results').textContent();
  await page.context().setOffline(true);
  await page.fill('#q', 'climate');
  const form = page.locator('form.search[data-trouble*="does not answer"]');
  await form.waitFor();
  assert.equal(await page.locator('.results').textContent(), shown);
  assert.equal(page.url(), before);
  assert.equal(await page.locator('#announcement').textContent(), await form.getAttribute('data-trouble'));
  await page.context().setOffline(false);
  await page.press('#q', 'Enter');
  await page.waitForFunction(() => document.querySelector('h1.count bdi')?.textContent === 'climate');
  assert.equal(await form.count(), 0);
  page.wrongs = page.wrongs.filter((wrong) => !wrong.includes('DISCONNECTED'));
  await done(page);
});

test('waits when the server says that it is asked too often', async () => {
  const limited = await startDaemon(data, [], '127.0.0.1:0', 'rate_limit = 1\nrate_burst = 1');
  const page = await open('./', { base: limited.base });
  page.on('response', (response) => { if (response.status() === 429) page.refused = true; });
  for (const words of ['trade', 'sea', 'climate']) {
    await page.fill('#q', words);
    await page.press('#q', 'Enter');
  }
  await page.waitForFunction(() => document.querySelector('h1.count bdi')?.textContent === 'climate');
  assert.ok(page.refused);
  page.wrongs = page.wrongs.filter((wrong) => !wrong.includes('429'));
  await done(page);
});

test('offers completions that the keyboard reaches', async () => {
  const page = await open('./?q=x');
  await page.fill('#q', '');
  await page.locator('#q').pressSequentially('mari', { delay: 15 });
  await page.waitForSelector('#completions li');
  await page.keyboard.press('ArrowDown');
  const chosen = page.locator('#completions [aria-selected=true]');
  assert.equal(await chosen.count(), 1);
  assert.equal(await page.getAttribute('#q', 'aria-activedescendant'), await chosen.getAttribute('id'));
  const text = await chosen.textContent();
  await page.keyboard.press('Enter');
  await page.waitForFunction((wanted) => document.querySelector('.count')?.textContent.includes(wanted), text);
  assert.equal(await page.inputValue('#q'), text);
  assert.equal(await page.locator('#completions').isVisible(), false);
  await page.locator('h1').click();
  await page.keyboard.press('/');
  assert.notEqual(await page.evaluate(() => document.activeElement.id), 'q', 'one key alone does nothing: WCAG 2.1.4');
  await page.keyboard.press('Control+k');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'q', 'leads to the search box');
  await done(page);
});

test('a completion is taken where the button is let go, not where it is pressed (WCAG 2.5.2)', async () => {
  const page = await open('./?q=x');
  await page.fill('#q', '');
  await page.locator('#q').pressSequentially('mari', { delay: 15 });
  const item = page.locator('#completions li').first();
  await item.waitFor();
  const text = await item.textContent();
  const box = await item.boundingBox();
  await page.mouse.move(box.x + 20, box.y + 5);
  await page.mouse.down();
  assert.equal(await page.inputValue('#q'), 'mari', 'pressed');
  await page.mouse.move(box.x + 20, box.y + 600);
  await page.mouse.up();
  assert.equal(await page.inputValue('#q'), 'mari', 'let go elsewhere');
  await item.click();
  assert.equal(await page.inputValue('#q'), text);
  await page.waitForFunction((wanted) => document.querySelector('.count')?.textContent.includes(wanted), text);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
  await done(page);
});

test('dates in the wrong order cost nothing that was typed', async () => {
  const page = await open('./?q=trade');
  await page.fill('[name=since]', '2020-01-01');
  await page.fill('[name=until]', '2018-01-01');
  await page.click('.dates button');
  await page.waitForSelector('.message');
  assert.match(await page.locator('.message').textContent(), /2018-01-01 is before/);
  assert.equal(await page.inputValue('#q'), 'trade');
  await page.locator('.message a').click();
  await page.waitForSelector('.chips');
  assert.match(page.url(), /\?since=2020-01-01&q=trade$/);
  page.wrongs = page.wrongs.filter((wrong) => !wrong.includes('400'));
  await done(page);
});

test('a range dragged on the time line narrows', async () => {
  const page = await open('./');
  const box = await page.locator('.timeline svg').boundingBox();
  const years = await page.locator('.timeline rect').evaluateAll((bars) => bars.map((bar) => bar.dataset.year));
  const middle = (index) => box.x + (index + 0.5) * box.width / years.length;
  await page.mouse.move(middle(years.length - 2), box.y + 20);
  await page.mouse.down();
  await page.mouse.move(middle(years.length - 4), box.y + 20, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(new RegExp(`since=${years.at(-4)}-01-01&until=${years.at(-2)}-12-31`));
  await page.waitForSelector('.timeline.ranged');
  assert.equal(await page.locator('.timeline rect.in').count(), 3);
  await done(page);
});

test('a citation is copied as plain text', async () => {
  const context = await startBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });
  const ids = ['attack-0', 'attack-3', 'attack-8', (await (await fetch(`${daemon.base}api/v1/search?q=trade&limit=1`)).json()).results[0].id];
  for (const id of ids) {
    const page = await open(`./documents/${encodeURIComponent(id)}`, { context });
    await page.getByRole('button', { name: 'Copy the citation' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.locator('#announcement').textContent(), 'Copied');
    const copied = await page.evaluate(async () => ({
      types: (await navigator.clipboard.read()).flatMap((item) => item.types),
      text: await navigator.clipboard.readText(),
    }));
    assert.deepEqual(copied.types, ['text/plain'], id);
    assert.equal(copied.text, await page.locator('#citation').textContent());
    const { title } = await (await fetch(`${daemon.base}api/v1/documents/${encodeURIComponent(id)}`)).json();
    assert.ok(copied.text.includes(title.trim().slice(0, 20)), copied.text);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    await done(page);
  }
});

test('a citation is copied where the browser lends no clipboard: without TLS, or in a frame', async () => {
  const { id } = (await (await fetch(`${daemon.base}api/v1/search?q=trade&limit=1`)).json()).results[0];
  const ways = [
    () => Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }),
    () => { Clipboard.prototype.writeText = () => Promise.reject(new DOMException('not here', 'NotAllowedError')); },
  ];
  for (const way of ways) {
    const context = await startBrowser();
    await context.addInitScript(way);
    const page = await open(`./documents/${encodeURIComponent(id)}`, { context });
    await page.getByRole('button', { name: 'Copy the citation' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    await page.locator('#q').focus();
    await page.keyboard.press('Control+V');
    assert.equal(await page.inputValue('#q'), await page.locator('#citation').textContent());
    await done(page);
  }
});

test('what has the focus is seen where the system chooses the colours', async () => {
  const page = await open('./?q=x');
  await page.emulateMedia({ forcedColors: 'active' });
  await page.fill('#q', '');
  await page.locator('#q').pressSequentially('mari', { delay: 15 });
  const outline = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.equal(await outline('.field'), 'solid', 'the search box');
  await page.waitForSelector('#completions li');
  await page.keyboard.press('ArrowDown');
  assert.equal(await outline('#completions [aria-selected=true]'), 'solid', 'the completion');
  await done(page);
});

test('what is written from right to left reads so, within a page that does not', async () => {
  for (const { id, language, title, words } of rightToLeft) {
    const page = await open(query({ q: words }));
    const direction = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).direction);
    assert.equal(await total(page), 1, `${words} is found`);
    assert.equal(await page.locator('.results article').getAttribute('lang'), language);
    assert.equal(await page.locator('.results h2').textContent(), title);
    assert.ok(await page.locator('.snippet mark').count() > 0, words);
    for (const selector of ['.results h2', '.snippet', '#q', 'h1.count bdi']) assert.equal(await direction(selector), 'rtl', `${id} ${selector}`);
    assert.equal(await direction('.facet'), 'ltr');
    await page.locator('.read').click();
    for (const selector of ['h1', '.body', '#citation']) assert.match(await direction(selector), selector === '#citation' ? /ltr|rtl/ : /rtl/, `${id} ${selector}`);
    const [text, box] = await Promise.all(['.body p', '.body'].map((one) => page.locator(one).first().boundingBox()));
    assert.ok(text.x >= box.x && text.x + text.width <= box.x + box.width + 1);
    await done(page);
  }
});

test('prints what one reads, without what one clicks', async () => {
  const page = await open(query({ q: 'trade', theme: 'Climate & Energy' }));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const selector of ['form.search', '#filters', '.pages', '.colophon', '.read']) assert.equal(await page.locator(selector).first().isVisible(), false, selector);
  for (const selector of ['.brand', 'h1.count', '.results h2', '.snippet']) assert.equal(await page.locator(selector).first().isVisible(), true, selector);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(0, 0, 0)', 'black, whatever the screen');
  assert.match(await page.locator('.results h2 a').first().evaluate((link) => getComputedStyle(link, '::after').content), /http/, 'the address is on the paper');
  await page.emulateMedia({ media: 'screen' });
  await page.locator('.read').first().click();
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['form.search', '.copy', '.similar']) assert.equal(await page.locator(selector).first().isVisible(), false, selector);
  assert.equal(await page.locator('#citation').isVisible(), true);
  const paper = await page.pdf({ format: 'A4' });
  assert.ok(paper.length > 5000 && paper.subarray(0, 5).toString() === '%PDF-');
  await done(page);
});

test('the whole page is reached by the keyboard alone', async () => {
  const page = await open('./?q=trade');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop leads past the head');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'main');
  const seen = new Set();
  for (let stops = 0; stops < 400; ++stops) {
    await page.keyboard.press('Tab');
    const [name, outlined] = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const inside = element.closest('.facet, .results, .sorts, .pages, .dates, .colophon')?.classList[0] ?? element.tagName;
      return [inside, element === document.body || style.outlineStyle !== 'none' || style.boxShadow !== 'none' || element.matches('input')];
    });
    assert.ok(outlined, `the focus is seen in ${name}`);
    if (name === 'BODY') break;
    seen.add(name);
  }
  for (const part of ['facet', 'results', 'dates', 'colophon']) assert.ok(seen.has(part), `${part} among ${[...seen]}`);
  const theme = page.locator('[data-facet=theme] li a').first();
  await theme.focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chips');
  await page.locator('.chips a').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chips', { state: 'detached' });
  await done(page);
});

test('a misspelt word is answered with the right one', async () => {
  const page = await open('./?q=maritme+securty');
  assert.match(await page.locator('.results h2').first().textContent(), /./);
  const meant = page.locator('a', { hasText: /maritime/i }).first();
  await meant.waitFor();
  await done(page);
});

test('the filters open and close on a phone', async () => {
  const page = await open('./?q=trade', { width: 390 });
  assert.equal(await page.locator('#filters').isVisible(), false);
  await page.getByRole('button', { name: 'Filters' }).focus();
  for (const shown of [true, false, true]) {
    await page.keyboard.press('Space'); // as of every button
    assert.equal(await page.locator('#filters').isVisible(), shown);
  }
  await page.locator('[data-facet=theme] li a').first().click();
  await page.waitForSelector('.chips');
  assert.equal(await page.locator('#filters').isVisible(), true, 'stay open for a second value');
  await done(page);
});

test('a reload that is answered 304 keeps the policy and the style', async () => {
  const page = await open('./?q=trade');
  await page.reload();
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.brand')).textDecorationLine), 'none');
  await done(page);
});

const paths = ['./', './?q=trade', query({ q: 'trade', theme: 'Climate & Energy', since: '2016' }), './?q=zzzzqqq', './?q=poisoned',
  './documents/attack-0', './?limit=x', './documents/none', './facets/author', './facets/theme?q=poisoned', './facets/author?contains=zzzz', './facets/none'];
const inADialog = './?q=poisoned+census';
async function openValues(page) {
  const filters = page.getByRole('button', { name: 'Filters' });
  if (await filters.isVisible()) await filters.click();
  await page.locator('[data-facet=author] .all').click();
  await page.locator('dialog .listing li').first().waitFor();
}

for (const width of [320, 390, 768, 1440])
  test(`nothing sticks out at ${width} pixels`, async () => {
    for (const path of [...paths, inADialog]) {
      const page = await open(path, { width });
      if (path === inADialog) await openValues(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${path}: ${wide} pixels wide`);
      await page.close();
    }
  });

// In the dark only colours differ.
const shades = [['light', { rules: { 'target-size': { enabled: true } } }], ['dark', { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }]];
for (const width of [320, 768, 1440])
  test(`axe finds nothing at ${width} pixels`, async () => {
    for (const path of [...paths, inADialog]) {
      const page = await open(path, { width });
      for (const details of await page.locator('details > summary').all()) if (await details.isVisible()) await details.click();
      if (path === inADialog) await openValues(page);
      await page.evaluate(axe);
      for (const [colorScheme, options] of shades) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await page.evaluate((chosen) => window.axe.run(document, { ...chosen, resultTypes: ['violations'] }), options);
        const said = violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
        assert.deepEqual(said, [], `${path} ${colorScheme}`);
      }
      await page.close();
    }
  });

test('stored attacks stay text', async () => {
  const seen = ['./?q=poisoned', './facets/author?q=poisoned', './facets/theme', './facets/institution', './facets/series', './facets/site', './facets/lang', './?q=poisoned&offset=10', './?q=poisoned&sort=title', ...attacks.map((_, i) => `./documents/attack-${i}`),
    ...attacks.flatMap((attack) => [query({ q: attack }), query({ theme: `Theme ${attack}` }), `./facets/author?${new URLSearchParams({ q: attack, contains: attack, theme: attack })}`, query({ q: 'poisoned', author: `Author ${attack}` })])];
  for (const path of seen) {
    const page = await open(path);
    for (const link of await page.locator('.results h2 a, .authors a').all()) await link.hover();
    assert.equal(await page.evaluate(() => window.broken), undefined, path);
    const schemes = await page.locator('[href], [src], [action]').evaluateAll((all) => all.map((one) => new URL(one.href?.baseVal ?? one.href ?? one.src ?? one.action, location.href).protocol));
    assert.ok(schemes.every((scheme) => scheme === 'http:' || scheme === 'https:'), `${path}: ${schemes}`);
    assert.equal(await page.locator('iframe, base, img, main script, main svg:not([role=img]), meta[http-equiv]').count(), 0, path);
    await done(page);
  }
});

test('stored attacks are harmless in what programs are given, shown by the browser itself', async () => {
  const documents = attacks.flatMap((_, i) => ['', '/similar', '/history'].map((more) => `./api/v1/documents/attack-${i}${more}`));
  const asked = attacks.map((attack) => `./api/v1/search?${new URLSearchParams({ q: attack, [attack]: attack, theme: attack })}`);
  const shown = ['./api/v1/search?q=poisoned&facets=1&limit=50', './api/v1/suggest?q=poisoned', './api/v1/suggest?q=author', './api/v1/facets', './openapi.json',
    './api/v1/suggest?q=poisoned&format=opensearch', './opensearch.xml', './feed.atom?q=poisoned', `./nothing/${encodeURIComponent(attacks[0])}`,
    ...documents, ...asked];
  for (const path of shown) {
    const address = new URL(path, daemon.base);
    const answer = await fetch(address);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
    assert.doesNotMatch(answer.headers.get('content-type'), /html/, path);
    assert.match(answer.headers.get('content-security-policy'), /default-src 'none'/, path);
  }
  for (const path of shown.slice(0, 12)) {
    const page = await browser.newPage();
    const wrongs = [];
    page.on('dialog', (dialog) => { wrongs.push(dialog.message()); dialog.dismiss(); });
    page.on('request', (request) => { if (!request.url().startsWith(daemon.base)) wrongs.push(request.url()); });
    // A feed may be a download.
    await page.goto(new URL(path, daemon.base).href).catch((error) => assert.match(error.message, /Download|ERR_ABORTED/));
    assert.equal(await page.evaluate(() => window.broken), undefined, path);
    assert.deepEqual(wrongs, [], path);
    await page.close();
  }
});

test('a feed reader and a browser read the attacks as text', async () => {
  const page = await open('./?q=x');
  const feed = await page.evaluate(async () => {
    const read = async (path, type) => new DOMParser().parseFromString(await (await fetch(path)).text(), type);
    const atom = await read('feed.atom?q=poisoned&limit=50', 'application/xml');
    const description = await read('opensearch.xml', 'application/xml');
    return {
      broken: atom.querySelector('parsererror') !== null || description.querySelector('parsererror') !== null,
      titles: [...atom.querySelectorAll('entry > title')].map((title) => title.textContent),
      links: [...atom.querySelectorAll('link')].map((link) => new URL(link.getAttribute('href')).protocol),
      strange: [...atom.querySelectorAll('*')].map((one) => one.localName).filter((name) => ['script', 'img', 'iframe', 'svg', 'a', 'base', 'meta'].includes(name)),
    };
  });
  assert.equal(feed.broken, false);
  for (const attack of attacks) assert.ok(feed.titles.includes(`Poisoned ${attack}`), `${attack} in ${feed.titles}`);
  assert.ok(feed.links.every((scheme) => scheme === 'http:' || scheme === 'https:'), String(feed.links));
  assert.deepEqual(feed.strange, []);
  await done(page);
});

test('results of the attacks that are typed and completed stay text', async () => {
  const page = await open('./?q=x');
  for (const attack of attacks.slice(0, 4)) {
    await page.fill('#q', attack);
    await page.waitForFunction((wanted) => document.querySelector('h1.count bdi')?.textContent.trim() === wanted.trim(), attack);
  }
  await page.fill('#q', 'Author');
  await page.waitForTimeout(0);
  await page.waitForFunction(() => document.querySelector('h1.count bdi')?.textContent === 'Author');
  assert.equal(await page.evaluate(() => window.broken), undefined);
  await done(page);
});

test('works below a path of a proxy', async () => {
  const proxy = await startProxy(daemon.base, '/intranet/search/');
  const page = await open('./intranet/search/', { base: proxy.base });
  await page.fill('#q', 'trade');
  await page.press('#q', 'Enter');
  await page.waitForURL(/\/intranet\/search\/\?q=trade/);
  await page.waitForSelector('h1.count');
  await page.locator('.read').first().click();
  await page.waitForURL(/\/intranet\/search\/documents\//);
  await page.locator('.brand').click();
  await page.waitForURL(/\/intranet\/search\/$/);
  const feed = await (await fetch(`${proxy.base}intranet/search/feed.atom?q=trade`)).text();
  assert.ok(feed.includes(`${proxy.base}intranet/search/feed.atom?q=trade`), 'feeds carry the outer address');
  await done(page);
});

test('the widget works on another origin under a strict policy, and only on a listed one', async () => {
  let caravan;
  const host = (allowed) => startServer((from, to) => {
    to.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; require-trusted-types-for 'script'; script-src ${caravan.base}embed.js; connect-src ${caravan.base}`,
    });
    to.end(`<!DOCTYPE html><html lang="en"><title>${allowed}</title><h1>Intranet</h1>
      <script src="${caravan.base}embed.js"></script><caravan-search limit="3" placeholder="Ask" theme="Trade &amp; Economy"></caravan-search></html>`);
  });
  const listed = await host('listed');
  const stranger = await host('stranger');
  caravan = await startDaemon(data, [listed.base.slice(0, -1)]);

  const page = await browser.newPage();
  const wrongs = [];
  page.on('console', (message) => { if (message.type() === 'error') wrongs.push(message.text()); });
  await page.goto(listed.base);
  await page.evaluate(() => document.addEventListener('caravan-results', (event) => { window.told = event.detail; }));
  await page.locator('caravan-search input').fill('trade');
  await page.waitForFunction(() => window.told?.query === 'trade');
  assert.equal(await page.locator('caravan-search li').count(), 3);
  assert.ok(await page.locator('caravan-search mark').count() > 0);
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('caravan-search').shadowRoot.querySelector('ol')).listStyleType), 'none', 'styled under the policy');
  assert.ok((await page.evaluate(() => window.told.results)).every((result) => result.themes.includes('Trade & Economy')));
  assert.match(await page.locator('caravan-search a.more').getAttribute('href'), /\?q=trade&theme=Trade/);
  await page.locator('caravan-search').evaluate((element) => element.removeAttribute('theme'));
  await page.locator('caravan-search input').fill('poisoned');
  await page.waitForFunction(() => window.told?.query === 'poisoned');
  for (const attack of attacks) {
    await page.evaluate((words) => document.querySelector('caravan-search').search(`poisoned ${words}`), attack);
    await page.waitForFunction((words) => window.told?.query === `poisoned ${words}`, attack);
    const passages = await page.locator('caravan-search li p:last-child').allTextContents();
    const sent = (await page.evaluate(() => window.told.results.map((result) => result.snippet)))
      .map((html) => html.replace(/<\/?mark>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'));
    assert.deepEqual(passages, sent, attack);
    assert.equal(await page.locator('caravan-search li :not(a, p, mark)').count(), 0, attack);
    assert.equal(await page.locator('caravan-search :is(script, img, iframe, svg, base, meta)').count(), 0, attack);
  }
  await page.locator('caravan-search').evaluate((element) => { element.setAttribute('limit', '50'); return element.search('poisoned'); });
  await page.waitForFunction(() => window.told?.query === 'poisoned' && window.told.results.length > 5);
  const links = await page.locator('caravan-search li a').evaluateAll((all) => all.map((one) => one.protocol));
  assert.ok(links.length > 0 && links.every((scheme) => scheme === 'http:' || scheme === 'https:'), String(links));
  assert.equal(await page.evaluate(() => window.broken), undefined);
  await page.evaluate(axe).catch(() => {}); // the host page's policy may refuse; the widget's own page is checked here when it does not
  assert.deepEqual(wrongs, []);

  await page.goto(stranger.base);
  await page.evaluate(() => document.addEventListener('caravan-error', (event) => { window.told = event.detail; }));
  await page.locator('caravan-search input').fill('trade');
  await page.waitForFunction(() => window.told);
  assert.equal(await page.locator('caravan-search li').count(), 0, 'CORS keeps strangers out');
  await page.close();
});

test('style and script stay small', async () => {
  const html = await (await fetch(daemon.base)).text();
  const addresses = [...html.matchAll(/(?:href|src)="([^"]*assets\/[^"]*\.(?:css|js)[^"]*)"/g)].map((match) => new URL(match[1], daemon.base));
  assert.equal(addresses.length, 2);
  let bytes = 0;
  for (const address of addresses) bytes += gzipSync(await (await fetch(address)).text()).length;
  assert.ok(bytes < 40_000, `${bytes} bytes`);
});
