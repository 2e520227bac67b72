// What the browser tests stand on: a daemon over an index made for the test, a browser, small servers of other origins.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createServer, request } from 'node:http';
import { connect, createServer as createSocketServer } from 'node:net';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const programs = process.env.CARAVAN_PROGRAMS;
const corpus = process.env.CARAVAN_CORPUS;
if (!programs || !corpus) throw new Error('CARAVAN_PROGRAMS and CARAVAN_CORPUS must name the built programs and corpus/');

export const intranet = readFileSync(join(corpus, '..', 'docs', 'INTRANET.md'), 'utf8');
export const folder = mkdtempSync(join(tmpdir(), 'caravan-browser-'));

const running = []; // what to stop in the end, whether the tests have passed or not
export const onEnd = (stop) => running.push(stop);
export async function cleanUp() {
  for (const stop of running.reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}

/** What strangers' pages may hold. Each would set window.broken if it ran. */
export const attacks = [
  '<script>window.broken = 1</script>',
  '"><script>window.broken = 1</script>',
  '<img src=x onerror="window.broken = 1">',
  '\'"><svg/onload=window.broken=1>',
  '" onmouseover="window.broken=1" autofocus onfocus="window.broken=1',
  '</title></textarea></style><script>window.broken = 1</script>',
  '<iframe srcdoc="<script>parent.broken = 1</script>"></iframe>',
  '<a href="javascript:window.broken=1">x</a>',
  '<mark onclick="window.broken=1">x</mark>',
  '{{content}}<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '\u202Egnirts desrever\u2066',
];
const attackUrls = ['javascript:window.broken=1', 'data:text/html,<script>parent.broken=1</script>', 'https://x.example/"onclick="window.broken=1',
  'vbscript:x', ' javascript:window.broken=1', 'https://x.example/<script>window.broken=1</script>'];

function attackArticles() {
  return attacks.map((attack, i) => ({
    id: `attack-${i}`,
    url: attackUrls[i % attackUrls.length],
    title: `Poisoned ${attack}`,
    authors: [{ name: `Author ${attack}`, role: attack, institution: `Institute ${attack}` }],
    themes: [`Theme ${attack}`],
    series: `Series ${attack}`,
    site: attack,
    language: i % 2 ? 'en' : attack,
    published: '2019-05-01',
    summary: attack,
    body: `The poisoned well was full of ${attack} and poisoned words.\n\n${attack}`,
  }));
}

/** Written from right to left, with words of the other direction within. */
export const rightToLeft = [
  { id: 'arabic', language: 'ar', title: 'طريق الحرير البحري ومنتدى ASEM', words: 'القوافل',
    body: 'تعبر القوافل الصحراء بين آسيا وأوروبا منذ قرون (EU–Asia).\n\nوتعود القوافل اليوم بحرا.' },
  { id: 'hebrew', language: 'he', title: 'דרך המשי והאיחוד האירופי: EU 2020', words: 'שיירות',
    body: 'שיירות עברו במדבר בין אסיה לאירופה.\n\nשיירות חדשות עוברות בים.' },
].map((article) => ({ url: `https://example.org/${article.id}`, published: '2020-02-02', site: 'Example', ...article }));

/** Each by an author of its own: more than stand on one page of the authors. */
const census = Array.from({ length: 130 }, (_, i) => ({
  id: `census-${i}`, url: `https://example.org/census/${i}`, title: `Census ${i}`, authors: [{ name: `Enumerator ${String(i).padStart(3, '0')}` }],
  language: 'en', published: '2001-01-01', site: 'Example', body: `The census counted household ${i}.`,
}));

/** A data folder with the specimen's articles and the attacks. */
export function makeData() {
  const lines = readFileSync(join(corpus, 'truth.ndjson'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  for (const article of lines) article.url = new URL(article.url, 'http://specimen.example/').href;
  const file = join(folder, 'articles.ndjson');
  writeFileSync(file, [...lines, ...attackArticles(), ...census, ...rightToLeft.map(({ words, ...article }) => article)].map((article) => JSON.stringify(article)).join('\n') + '\n');
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  execFileSync(join(programs, 'caravan'), ['--data', data, '-q', 'import', file], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return data;
}

/** A running daemon: {base}. @param more  further lines of [searchd]; with corsOrigins null, that one among them */
export async function startDaemon(data, corsOrigins = [], listen = '127.0.0.1:0', more = '') {
  const config = join(folder, `caravan-${Math.random().toString(36).slice(2)}.toml`);
  writeFileSync(config, `data = ${JSON.stringify(data)}\n[searchd]\n${corsOrigins ? `cors_origins = ${JSON.stringify(corsOrigins)}\n` : ''}${more}\n`);
  const child = spawn(join(programs, 'caravan-searchd'), ['--config', config, '--listen', listen], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said = [];
  const base = await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const found = /listening on (\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
    child.on('exit', (status) => reject(new Error(`the daemon ended with ${status}: ${said.join('\n')}`)));
  });
  running.push(() => new Promise((resolve) => { child.removeAllListeners('exit'); child.on('exit', resolve); child.kill('SIGTERM'); }));
  return { base };
}

export async function startBrowser(options = {}) {
  const context = await chromium.launchPersistentContext(mkdtempSync(join(folder, 'profile-')), {
    executablePath: process.env.CARAVAN_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
    ...options,
  });
  running.push(() => context.close());
  return context;
}

/** A small server on loopback: {base}. */
export async function startServer(handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(() => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }));
  return { base: `http://127.0.0.1:${server.address().port}/` };
}

/** A proxy that shows what stands at `target` below `prefix`, as an intranet's would. */
export const startProxy = (target, prefix) => startServer((from, to) => {
  if (!from.url.startsWith(prefix)) { to.writeHead(404).end(); return; }
  const headers = { ...from.headers, 'x-forwarded-prefix': prefix, 'x-forwarded-host': from.headers.host };
  from.pipe(request(new URL(from.url.slice(prefix.length), target), { method: from.method, headers }, (answer) => {
    to.writeHead(answer.statusCode, answer.headers);
    answer.pipe(to);
  }));
});

export const freePort = () => new Promise((resolve) => {
  const server = createSocketServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

/** Whether somebody listens. */
export const answers = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});

/** A key and a certificate for 127.0.0.1, made for the test: their files. */
export function certificate() {
  const files = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', files[0], '-out', files[1]], { stdio: 'ignore' });
  return files;
}

/** What every proxy of docs/INTRANET.md must let through below /search/, `base` being the address of its server. */
export async function checkBelowAPath(base) {
  const page = await fetch(`${base}search/?q=trade`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
  for (const [, address] of (await page.text()).matchAll(/(?:href|src|action)="(\.{1,2}\/[^"]*)"/g)) {
    const url = new URL(address.replaceAll('&amp;', '&'), `${base}search/`);
    assert.ok(url.href.startsWith(`${base}search/`), url.href);
  }
  const feed = await (await fetch(`${base}search/feed.atom?q=trade`)).text();
  assert.ok(feed.includes(`<id>${base}search/feed.atom?q=trade</id>`), feed.slice(0, 500));
  const again = await fetch(`${base}search/?q=trade`, { headers: { 'If-None-Match': page.headers.get('etag') } });
  assert.equal(again.status, 304);
}

/** That the daemon behind a proxy, limiting clients to one request at once, tells the proxy's clients apart. */
export async function checkClientsAreToldApart(base) {
  // The proxy's own client is trusted as well, so that each says its own name here.
  const ask = (client) => fetch(`${base}search/api/v1/search?q=trade`, { headers: { 'X-Forwarded-For': client } });
  assert.equal((await ask('192.0.2.1')).status, 200);
  const statuses = await Promise.all(Array.from({ length: 20 }, () => ask('192.0.2.1').then((answer) => answer.status)));
  assert.ok(statuses.includes(429), String(statuses));
  assert.equal((await ask('192.0.2.2')).status, 200);
}

/** Blocks of one language in docs/INTRANET.md: gives the first that holds a word. */
export function intranetBlocks(language) {
  const blocks = [...intranet.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map((match) => match[1]);
  return (word) => {
    const found = blocks.find((one) => one.includes(word));
    assert.ok(found, `INTRANET.md has no ${language} block with ${word}`);
    return found;
  };
}
