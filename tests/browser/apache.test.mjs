// The configurations of docs/INTRANET.md for Apache, run by the real one before a real daemon.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answers, certificate, checkBelowAPath, checkClientsAreToldApart, cleanUp, folder, freePort, intranet, intranetBlocks, makeData, onEnd, startDaemon,
} from './support.mjs';

const apache = '/usr/sbin/apache2';
const block = intranetBlocks('apache');
const options = { skip: existsSync(apache) ? false : 'apache2-bin is not installed' };

let daemon;
let data;
before(async () => {
  data = makeData();
  daemon = await startDaemon(data);
});
after(cleanUp);

const modules = ['mpm_event', 'unixd', 'authn_core', 'authz_core', 'authz_user', 'alias', 'headers', 'proxy', 'proxy_http'];
const unloaded = (name) => !execFileSync(apache, ['-l'], { encoding: 'utf8' }).includes(`mod_${name}.c`);

/**
 * Apache with these directives in its virtual host; returns the address of that. Where all of its few workers are busy it ends idle
 * connections just as somebody asks over them: it keeps none.
 */
async function startApache(host, { more = [], tls = false } = {}) {
  const port = await freePort();
  const home = join(folder, `apache-${port}`);
  mkdirSync(home);
  for (const open of [folder, home]) chmodSync(open, 0o751); // started by root, it serves as somebody else
  writeFileSync(join(home, 'apache.conf'), `
    ServerRoot ${home}
    ServerName 127.0.0.1
    PidFile ${home}/pid
    ErrorLog ${home}/error.log
    DefaultRuntimeDir ${home}
    Listen 127.0.0.1:${port}
    ${[...modules, ...more].filter(unloaded).map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n    ')}
    User ${process.getuid() === 0 ? 'nobody' : `#${process.getuid()}`}
    Group #${process.getgid()}
    StartServers 1
    MinSpareThreads 1
    KeepAlive Off
    ThreadsPerChild 8
    MaxRequestWorkers 8
    <VirtualHost 127.0.0.1:${port}>
    ${host}
    </VirtualHost>`);
  execFileSync(apache, ['-t', '-f', join(home, 'apache.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const child = spawn(apache, ['-D', 'FOREGROUND', '-f', join(home, 'apache.conf')], { stdio: 'inherit' });
  onEnd(() => new Promise((resolve) => { child.on('exit', resolve); child.kill('SIGTERM'); }));
  while (!(await answers(port))) assert.equal(child.exitCode, null, `Apache ended: ${existsSync(`${home}/error.log`) ? readFileSync(`${home}/error.log`, 'utf8') : ''}`);
  return `${tls ? 'https' : 'http'}://127.0.0.1:${port}/`;
}

/** The proxied location, aimed at the test's daemon. */
const location = (base = daemon.base) => block('ProxyPass ').replaceAll('http://127.0.0.1:8480/', base);

test('Apache below a path', options, async () => {
  const base = await startApache(location() + block('/search/metrics'));
  await checkBelowAPath(base);
  const style = /href="(\.\/assets\/[^"]+\.css[^"]*)"/.exec(await (await fetch(`${base}search/`)).text())[1];
  assert.equal((await fetch(new URL(style, `${base}search/`))).status, 200);
  const bare = await fetch(`${base}search`, { redirect: 'manual' });
  assert.equal(bare.status, 301);
  assert.equal(bare.headers.get('location'), `${base}search/`);
  assert.equal((await fetch(`${base}search/metrics`)).status, 403);
});

test('Apache says who the client is', options, async () => {
  const limited = await startDaemon(data, [], '127.0.0.1:0', 'rate_limit = 1\nrate_burst = 1\ntrusted_proxies = ["127.0.0.1"]');
  const base = await startApache(location(limited.base));
  await checkClientsAreToldApart(base);
});

test('Apache over a unix socket', options, async () => {
  const [, inline] = /`(ProxyPass "unix:[^`]*)`/.exec(intranet);
  const socket = join(folder, 'searchd.sock');
  await startDaemon(data, [], `unix:${socket}`);
  const base = await startApache(block('ProxyPass ').replace('ProxyPass "http://127.0.0.1:8480/"', inline.replace('/run/caravan/searchd.sock', socket)));
  assert.equal((await fetch(`${base}search/api/v1/search?q=trade`)).status, 200);
});

test('Apache with TLS', options, async () => {
  const [key, chain] = certificate();
  const tls = block('SSLEngine').replace(/"\/etc\/ssl\/certs\/[^"]*"/, chain).replace(/"\/etc\/ssl\/private\/[^"]*"/, key);
  const base = await startApache(tls + location(), { tls: true, more: ['ssl'] });
  const feed = execFileSync('curl', ['-fsS', '--cacert', chain, `${base}search/feed.atom`], { encoding: 'utf8' });
  assert.ok(feed.includes(`<id>${base}search/feed.atom</id>`), feed.slice(0, 500));
});

test('Apache asks who is signed in, and keeps the token to itself', options, async () => {
  const users = join(folder, 'users');
  writeFileSync(users, `ana:{SHA}${execFileSync('bash', ['-c', 'printf secret | openssl sha1 -binary | base64'], { encoding: 'utf8' }).trim()}\n`);
  chmodSync(users, 0o644);
  // The module of a company's sign-on is not to be had here; the server's own one asks in its place.
  const signIn = block('Require valid-user').replace('AuthType openid-connect', `AuthType Basic\n AuthName x\n AuthBasicProvider file\n AuthUserFile ${users}`);
  const more = ['auth_basic', 'authn_file'];
  const base = await startApache(location() + signIn, { more });
  const ana = { Authorization: `Basic ${btoa('ana:secret')}` };
  assert.equal((await fetch(`${base}search/`)).status, 401);
  assert.equal((await fetch(`${base}search/`, { headers: ana })).status, 200);
  assert.equal((await fetch(`${base}search/healthz`)).status, 200);
  assert.equal((await fetch(`${base}search/readyz`)).status, 200);

  const [, token] = /`(RequestHeader set Authorization "Bearer \.\.\.")`/.exec(intranet);
  writeFileSync(join(folder, 'tokens'), `portal ${execFileSync('bash', ['-c', 'printf s3cret | sha256sum | cut -c1-64'], { encoding: 'utf8' })}`);
  const guarded = await startDaemon(data, [], '127.0.0.1:0', 'tokens_file = "tokens"');
  const trusted = await startApache(location(guarded.base) + signIn.replace('RequestHeader unset Authorization', token.replace('...', 's3cret')), { more });
  assert.equal((await fetch(`${trusted}search/`)).status, 401);
  assert.equal((await fetch(`${trusted}search/?q=trade`, { headers: ana })).status, 200);
});
