// The configurations of docs/INTRANET.md, run by the real nginx before a real daemon.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answers, certificate, checkBelowAPath, checkClientsAreToldApart, cleanUp, folder, freePort, intranet, intranetBlocks, makeData, onEnd, startBrowser, startDaemon,
  startServer,
} from './support.mjs';

const nginx = '/usr/sbin/nginx';
const block = intranetBlocks('nginx');

let daemon;
let data;
before(async () => {
  data = makeData();
  daemon = await startDaemon(data);
});
after(cleanUp);

/** nginx with these directives in http and server; returns the address of the server. */
async function startNginx(server, { http = '', tls = false } = {}) {
  const port = await freePort();
  const home = join(folder, `nginx-${port}`);
  execFileSync('mkdir', ['-p', home]);
  writeFileSync(join(home, 'nginx.conf'), `
    daemon off; master_process off; pid ${home}/pid; error_log ${home}/error.log;
    events {}
    http {
      access_log off;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${home}/${kind};`).join(' ')}
      ${http}
      server {
        ${tls ? '' : `listen 127.0.0.1:${port};`}
        ${server.replaceAll('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)}
      }
    }`);
  execFileSync(nginx, ['-t', '-q', '-p', home, '-c', join(home, 'nginx.conf')], { stdio: 'inherit' });
  const child = spawn(nginx, ['-p', home, '-c', join(home, 'nginx.conf')], { stdio: 'inherit' });
  onEnd(() => new Promise((resolve) => { child.on('exit', resolve); child.kill('SIGTERM'); }));
  const base = `${tls ? 'https' : 'http'}://127.0.0.1:${port}/`;
  while (!(await answers(port))) assert.equal(child.exitCode, null, 'nginx ended');
  return base;
}

/** The proxied location, aimed at the test's daemon. */
const location = () => (block('proxy_pass') + block('/search/healthz')).replaceAll('http://127.0.0.1:8480/', daemon.base);
const options = { skip: existsSync(nginx) ? false : 'nginx is not installed' };

test('nginx below a path', options, async () => {
  const base = await startNginx(location() + block('/metrics'));
  await checkBelowAPath(base);
  const bare = await fetch(`${base}search`, { redirect: 'manual' });
  assert.equal(bare.status, 301);
  assert.match(bare.headers.get('location'), /\/search\/$/);
  assert.equal((await fetch(`${base}search/metrics`)).status, 404);
});

test('nginx says who the client is', options, async () => {
  const limited = await startDaemon(data, [], '127.0.0.1:0', 'rate_limit = 1\nrate_burst = 1\ntrusted_proxies = ["127.0.0.1"]');
  const base = await startNginx(block('proxy_pass').replaceAll('http://127.0.0.1:8480/', limited.base));
  await checkClientsAreToldApart(base);
});

test('nginx over a unix socket', options, async () => {
  const [, inline] = /`(proxy_pass http:\/\/unix:[^`]*)`/.exec(intranet);
  const socket = join(folder, 'searchd.sock');
  await startDaemon(data, [], `unix:${socket}`);
  const base = await startNginx(block('proxy_pass').replace('proxy_pass http://127.0.0.1:8480/;', inline.replace('/run/caravan/searchd.sock', socket)));
  assert.equal((await fetch(`${base}search/api/v1/search?q=trade`)).status, 200);
});

test('nginx with TLS', options, async () => {
  const [key, chain] = certificate();
  const tls = block('ssl_certificate').replace(/\/etc\/ssl\/certs\/\S+;/, `${chain};`).replace(/\/etc\/ssl\/private\/\S+;/, `${key};`);
  const base = await startNginx(tls + location(), { tls: true });
  const feed = execFileSync('curl', ['-fsS', '--cacert', chain, `${base}search/feed.atom`], { encoding: 'utf8' });
  assert.ok(feed.includes(`<id>${base}search/feed.atom</id>`), feed.slice(0, 500));
});

test('nginx behind a proxy that ends TLS', options, async () => {
  const [, field] = /`(proxy_set_header X-Forwarded-Proto [^`]*)`/.exec(intranet);
  const base = await startNginx(location().replace('proxy_set_header X-Forwarded-Proto $scheme;', () => field));
  const feed = await (await fetch(`${base}search/feed.atom`, { headers: { 'X-Forwarded-Proto': 'https' } })).text();
  assert.ok(feed.includes(`<id>${base.replace('http:', 'https:')}search/feed.atom</id>`), feed.slice(0, 500));
});

test('nginx limits each client', options, async () => {
  const [zone, limit] = block('limit_req').split('\n');
  const base = await startNginx(location().replace('location /search/ {', `location /search/ { ${limit.replace('burst=60', 'burst=5').split('#')[0]}`), { http: zone.split('#')[0] });
  const statuses = await Promise.all(Array.from({ length: 40 }, () => fetch(`${base}search/opensearch.xml`).then((answer) => answer.status)));
  assert.ok(statuses.includes(200) && statuses.includes(503), String(statuses));
});

test('nginx asks who is signed in', options, async () => {
  const directory = await startServer((from, to) => { to.writeHead(from.headers.cookie === 'who=ana' ? 204 : 401).end(); });
  const signIn = block('auth_request').split('#')[0];
  const base = await startNginx(`${location().replace('location /search/ {', `location /search/ { ${signIn}`)}
    location = /signed-in { internal; proxy_pass ${directory.base}; proxy_pass_request_body off; proxy_set_header Content-Length ""; }`);
  assert.equal((await fetch(`${base}search/`)).status, 401);
  assert.equal((await fetch(`${base}search/`, { headers: { Cookie: 'who=ana' } })).status, 200);
  assert.equal((await fetch(`${base}search/healthz`)).status, 200);
  assert.equal((await fetch(`${base}search/readyz`)).status, 200);
});

test('nginx brings the token along', options, async () => {
  const [, field] = /`(proxy_set_header Authorization "Bearer \.\.\.";)`/.exec(intranet);
  writeFileSync(join(folder, 'portal-tokens'), `portal ${createHash('sha256').update('s3cret').digest('hex')}\n`);
  const guarded = await startDaemon(data, [], '127.0.0.1:0', 'tokens_file = "portal-tokens"');
  const proxied = block('proxy_pass').replaceAll('http://127.0.0.1:8480/', guarded.base);
  assert.equal((await fetch(`${await startNginx(proxied)}search/?q=trade`)).status, 401);
  const base = await startNginx(proxied.replace('location /search/ {', `location /search/ { ${field.replace('...', 's3cret')}`));
  assert.equal((await fetch(`${base}search/?q=trade`)).status, 200);
});

test('two lines on a page of another origin, and a frame there, under the policy that the guide names', options, async () => {
  const html = intranetBlocks('html');
  let search; // Caravan's address as the intranet has it
  let frame = '';
  const host = () => startServer((from, to) => {
    const policy = [...intranet.matchAll(/`((?:script|connect)-src https:[^`]*)`/g)].map((match) => match[1]);
    assert.equal(policy.length, 2);
    to.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; frame-src *; ${policy.join('; ').replaceAll('https://intranet.example/search/', search)}`,
    });
    to.end(`<!DOCTYPE html><html lang="en"><title>Portal</title>${(frame || html('embed.js')).replaceAll('https://intranet.example/search/', search)}</html>`);
  });
  const [listed, stranger] = [await host(), await host()];
  const [, origins] = /^(cors_origins = .*)$/m.exec(intranet);
  const open = await startDaemon(data, null, '127.0.0.1:0', origins.replace('https://portal.example', listed.base.slice(0, -1)));
  search = `${await startNginx(block('proxy_pass').replaceAll('http://127.0.0.1:8480/', open.base))}search/`;
  const page = await (await startBrowser()).newPage();
  const wrongs = [];
  page.on('console', (message) => { if (message.type() === 'error') wrongs.push(message.text()); });

  await page.goto(listed.base);
  await page.evaluate(() => {
    window.told = {};
    for (const name of ['caravan-results', 'caravan-open']) document.addEventListener(name, (event) => { window.told[name] = event.detail; });
  });
  const [, call] = /`(document\.querySelector\('caravan-search'\)\.search\('[^']*'\))`/.exec(intranet);
  await page.evaluate(call.replace('connectivity', 'trade'));
  await page.waitForFunction(() => window.told['caravan-results']?.query === 'trade');
  assert.equal(await page.locator('caravan-search li').count(), 5, 'the default that the guide says');
  assert.deepEqual(await page.evaluate(() => Object.keys(window.told['caravan-results'])), ['query', 'total', 'results']);
  const [, parts] = /\| parts \| (.*) \|/.exec(intranet);
  for (const [, name] of parts.matchAll(/(\w+)(?=\)?`)/g)) assert.ok(await page.locator(`caravan-search [part=${name}]`).count() > 0, name);
  const style = await page.evaluate(() => [...document.querySelector('caravan-search').shadowRoot.adoptedStyleSheets[0].cssRules].map((rule) => rule.cssText).join(' '));
  for (const [, name] of intranet.matchAll(/`(--caravan-[a-z-]+)`/g)) assert.ok(style.includes(`var(${name},`), name);
  await page.locator('caravan-search li a').first().evaluate((link) => { link.addEventListener('click', (event) => event.preventDefault()); link.click(); });
  assert.deepEqual(await page.evaluate(() => Object.keys(window.told['caravan-open'])), ['id', 'url']);
  for (const src of [search, search.slice(0, -1)]) {
    await page.locator('caravan-search').evaluate((element, address) => { element.setAttribute('src', address); return element.search('climate'); }, src);
    await page.waitForFunction(() => window.told['caravan-results'].query === 'climate');
    await page.evaluate(() => { window.told['caravan-results'] = {}; });
  }
  assert.deepEqual(wrongs, []);

  frame = html('<iframe').replace('Global%20Europe', encodeURIComponent('Climate & Energy'));
  await page.goto(listed.base);
  await page.frameLocator('iframe').locator('.chips').waitFor();
  assert.deepEqual(wrongs, []);
  await page.goto(stranger.base);
  assert.equal(await page.frameLocator('iframe').locator('.chips').count(), 0);
  assert.match(wrongs.join(), /frame-ancestors/);
});

test('every piece of caravan.toml in the guide is one', async () => {
  for (const [, toml] of intranet.matchAll(/^```toml\n([^]*?)^```$/gm)) {
    writeFileSync(join(folder, 'tokens'), '');
    await startDaemon(data, null, '127.0.0.1:0', toml.replace(/^\[searchd\]$/m, ''));
  }
});

test('the figures that the guide watches are there', async () => {
  await fetch(`${daemon.base}api/v1/search?q=trade`);
  const metrics = await (await fetch(`${daemon.base}metrics`)).text();
  const watched = [...intranet.matchAll(/\bcaravan_[a-z_]+/g)].map((match) => match[0]);
  assert.ok(watched.length >= 4, String(watched));
  for (const name of watched) assert.match(metrics, new RegExp(`^${name}[ {]`, 'm'), name);
});

test('the example for servers runs', async () => {
  const [, python] = /^```python\n([^]*?)^```$/m.exec(intranet);
  const said = execFileSync('python3', ['-c', python.replaceAll('http://127.0.0.1:8480/', daemon.base)], { encoding: 'utf8' });
  assert.match(said, /^\d{4}-\d\d-\d\d .+ http/m);
});

test('the example for tokens makes what the daemon reads', async () => {
  const [, shell] = /^```sh\n([^]*?tokens)\n```$/m.exec(intranet);
  const token = execFileSync('bash', ['-c', `${shell}\nprintf %s "$token"`], { cwd: folder, encoding: 'utf8' });
  const guarded = await startDaemon(data, [], '127.0.0.1:0', 'tokens_file = "tokens"');
  assert.equal((await fetch(`${guarded.base}api/v1/search?q=trade`)).status, 401);
  assert.equal((await fetch(`${guarded.base}api/v1/search?q=trade`, { headers: { Authorization: `Bearer ${token}` } })).status, 200);
});
