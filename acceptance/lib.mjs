// Starts the real programs for the acceptance tests and ends what it started.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const home = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(join(home, 'console', 'package.json'));
const { chromium } = require('playwright-core');

const folders = [];
export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'fairlead-acceptance-'));
  folders.push(path);
  return path;
}

const running = new Set();
const browsers = new Set();
export function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  child.text = '';
  const take = (chunk) => {
    child.text = (child.text + chunk).slice(-200_000);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  child.done = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
  running.add(child);
  child.done.then(() => running.delete(child));
  return child;
}

export async function stop(child, signal = 'SIGTERM') {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await child.done;
  }
}

/** Ends everything that is still running; call it after the tests of a file. */
export async function stopAll() {
  await Promise.all([...browsers].map((context) => context.close().catch(() => {})));
  await Promise.all([...running].reverse().map((child) => stop(child)));
  for (const path of folders) rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Polls until the function answers something true; the bound only ends a test that would hang. */
export async function until(what, question, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      last = await question();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${what}; last: ${last instanceof Error ? last.stack : JSON.stringify(last)}`);
}

export async function startServer(data, extra = []) {
  const child = run('./fairlead', [
    'up',
    '--data',
    data,
    '--bind',
    '127.0.0.1',
    '--console-port',
    '0',
    '--public-port',
    '0',
    '--gateway-port',
    '0',
    ...extra,
  ]);
  const field = (name) => child.text.match(name)?.[1];
  await until(
    'the server is ready',
    () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${child.text}`);
      return field(/^Thin clients: .*fingerprint ([0-9A-F ]+)$/m);
    },
    240,
  );
  // the setup link comes last, and only while there is no administrator
  await until('the setup link', () => field(/(https:\S+\/setup\/\S+)$/m), 3).catch(() => null);
  return {
    child,
    url: field(/^Console: (\S+)$/m),
    setup: field(/(https:\S+\/setup\/\S+)/),
    enrol: field(/^Thin clients: ([^,]+),/m),
    fingerprint: field(/fingerprint ([0-9A-F ]+)$/m).replaceAll(' ', ''),
  };
}

/** A virtual display of its own with a window manager; keys do not repeat, for a busy machine releases them late. */
export async function display(size = '1280x720', more = []) {
  const child = run('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-r', ...more], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let number = '';
  child.stdio[3].on('data', (chunk) => {
    number += chunk;
  });
  await until('the display is there', () => number.includes('\n'));
  const name = `:${number.trim()}`;
  run('openbox', [], { env: { ...process.env, DISPLAY: name } });
  return { child, name };
}

export function thinClient(screen, state, args) {
  const control = join(state, 'control.json');
  const child = run(
    './fairlead',
    ['thinclient', '--display', screen, '--state', join(state, 'state'), '--control', control, '--demo', ...args],
    { env: { ...process.env, DISPLAY: screen, LANG: 'C.UTF-8' } },
  );
  return {
    child,
    /** What the thin client says of itself now. */
    status: () => (existsSync(control) ? JSON.parse(readFileSync(control, 'utf8')) : null),
  };
}

/** The mean colour of the whole screen or of a part (WxH+X+Y), 0 to 255 each. */
export async function colour(screen, crop) {
  const part = crop ? ['-crop', crop, '+repage'] : [];
  const child = run('sh', [
    '-c',
    'import -silent -window root png:- | convert png:- "$@" -resize "1x1!" -depth 8 rgb:- | od -An -tu1',
    'sh',
    ...part,
  ], { env: { ...process.env, DISPLAY: screen } });
  await child.done;
  const numbers = child.text.trim().split(/\s+/).map(Number);
  if (numbers.length < 3 || numbers.some(Number.isNaN)) throw new Error(`no picture: ${child.text}`);
  return numbers.slice(0, 3);
}

/** A browser gives up what it loads when the machine's network changes, as the tests with a cable do: then asks again. */
function patient(page) {
  const go = page.goto.bind(page);
  page.goto = async (url, options) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await go(url, options);
      } catch (error) {
        if (attempt === 5 || !String(error).includes('ERR_NETWORK_CHANGED')) throw error;
      }
    }
  };
}

export async function browser(options = {}) {
  const context = await chromium.launchPersistentContext(folder(), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ignoreHTTPSErrors: true,
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  browsers.add(context);
  const page = context.pages()[0] ?? (await context.newPage());
  patient(page);
  context.on('page', patient);
  page.setDefaultTimeout(30_000);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

/** The one-time password of now (RFC 6238), for a secret in base 32. */
export function totp(secret, at = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const c of secret.replace(/[\s=]/g, '')) bits += alphabet.indexOf(c).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => Number.parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Calls the API as the signed-in page. */
export function api(page) {
  return async (method, path, body) => {
    const answer = await page.evaluate(
      async ([m, p, b]) => {
        const response = await fetch(`/api/v1${p}`, {
          method: m,
          headers: { 'X-Fairlead': '1', 'Content-Type': 'application/json' },
          body: b === undefined ? undefined : JSON.stringify(b),
        });
        const text = await response.text();
        return { status: response.status, body: text ? JSON.parse(text) : null };
      },
      [method, path, body],
    );
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
}

/** Becomes the first administrator by clicking through the one-time link; gives the authenticator's secret. */
export async function setUp(page, link, name = 'Ann Admin', login = 'ann') {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
  await page.getByLabel('Password again').fill('correct horse battery staple');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Use an authenticator app' }).click();
  const secret = await page.locator('.totp .mono').innerText();
  await page.getByLabel('Digit 1').click();
  await page.keyboard.type(totp(secret));
  await page.getByLabel('I have kept the codes').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  return secret;
}
