// Displays that are shared by RDP, stock clients that look at them, and their pictures compared.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, home, run, stop, until } from './lib.mjs';

export const password = 'Pa55 word';
/** What clients and programs of the tests write. */
export const files = folder();

const ofTheTest = [];
/** Starts a program that is ended with the test. */
export function started(...args) {
  const child = run(...args);
  ofTheTest.push(child);
  return child;
}

/** What was started until now lives until all tests are over. */
export function keep() {
  ofTheTest.length = 0;
}

export async function endOfTest() {
  for (const child of ofTheTest.reverse()) await stop(child);
  ofTheTest.length = 0;
}

/** A bare virtual display, so that a client's window is at its corner. */
export async function bare(size) {
  // without -noreset its picture is gone with the last client
  const child = started('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-noreset', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let number = '';
  child.stdio[3].on('data', (chunk) => {
    number += chunk;
  });
  await until('the display is there', () => number.includes('\n'));
  return { child, name: `:${number.trim()}`, size };
}

/** Shares a display with the user "anna" and the password. */
export async function share(display, ...more) {
  const file = join(files, 'password');
  writeFileSync(file, `${password}\n`);
  const args = ['rdp-share', '--display', display.name, '--port', '0', '--user', 'anna', '--password-file', file];
  const child = started('./fairlead', [...args, ...more]);
  const port = await until(
    'the display is shared',
    () => {
      if (child.exitCode !== null) throw new Error(child.text);
      return child.text.match(/ at 127\.0\.0\.1:(\d+) /)?.[1];
    },
    600,
  );
  assert.match(child.text, /Nobody is asked for consent/);
  return { child, port: Number(port) };
}

/** Runs a stock client on a display of its own. */
export function client(on, to, ...args) {
  return started(
    'xfreerdp',
    [`/v:127.0.0.1:${to.port}`, '/u:anna', `/p:${password}`, '/cert:ignore', '/log-level:ERROR', '-decorations',
      '-grab-keyboard', ...args],
    { env: { ...process.env, DISPLAY: on?.name ?? ':none', HOME: files, XDG_CONFIG_HOME: files, LANG: 'C.UTF-8' } },
  );
}

/** Runs a program at a display and gives what it says. */
export async function shell(display, command, ...args) {
  const child = run(command, args, { env: { ...process.env, DISPLAY: display.name } });
  const { code } = await child.done;
  assert.equal(code, 0, `${command} ${args.join(' ')}: ${child.text}`);
  return child.text;
}

/** A picture with text, flat areas, ramps and noise on the root window. */
export async function paint(display, seed) {
  const file = join(files, 'picture.bgra');
  const [width, height] = display.size.split('x').map(Number);
  const lines = Array.from({ length: 30 }, (_, i) => `${seed} line ${i}: the quick brown fox jumps over the lazy dog`);
  await shell(display, 'convert', '-size', display.size, `xc:rgb(${seed},80,140)`, '-seed', String(seed),
    '(', '-size', `${Math.floor(width / 2)}x${Math.floor(height / 3)}`, 'plasma:', ')', '-gravity', 'northeast', '-composite',
    '(', '-size', `${Math.floor(width / 3)}x${Math.floor(height / 4)}`, 'gradient:red-blue', ')', '-gravity', 'southeast', '-composite',
    '-gravity', 'northwest', '-fill', 'white', '-pointsize', '14', '-annotate', '+10+10', lines.join('\n'), '-depth', '8', `bgra:${file}`);
  await shell(display, 'python3', join(home, 'acceptance', 'paint.py'), display.name, display.size, file);
}

/** How many pixels of the two displays differ by more than so many percent. */
export async function different(a, b, fuzz = 0) {
  const child = run('sh', ['-c',
    `DISPLAY=${a.name} import -silent -window root "$0/a.png" && DISPLAY=${b.name} import -silent -window root "$0/b.png" ` +
    `&& convert "$0/b.png" -crop "$(identify -format %wx%h+0+0 "$0/a.png")" +repage "$0/c.png" ` +
    `&& compare -metric AE -fuzz ${fuzz}% "$0/a.png" "$0/c.png" null: 2>&1 || true`, files]);
  await child.done;
  const count = Number(child.text.trim().split(/\s/)[0]);
  if (!Number.isFinite(count)) throw new Error(child.text);
  return count;
}

/** The exit status of a client that ends by itself. */
export async function exitOf(child, seconds = 40) {
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  const { code } = await child.done;
  clearTimeout(timer);
  return code;
}
