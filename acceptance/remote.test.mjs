import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { colour, display, folder, run, startServer, stop, stopAll, thinClient, until } from './lib.mjs';
import { Administrator } from './offline.mjs';

// An administrator with FreeRDP at one display, a thin client with its user at another, and the server between them.
const LIGHT = 180; // the thin client's own screen is light, every drawn page is dark
const CORNER = '200x300+30+120';
let server;
let ann;
let desk; // the administrator's display
let seat; // the user's display
let client;
let state;
let id;
let port;
let password;
let policy;

const x = async (...args) => {
  const child = run('xdotool', args, { env: { ...process.env, DISPLAY: seat.name } });
  assert.equal((await child.done).code, 0, child.text);
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const button = async (left, top) => {
  await x('mousemove', String(left), String(top));
  await x('click', '1');
};
const brightness = async (screen) => (await colour(screen.name, CORNER)).reduce((a, b) => a + b) / 3;
const data = () => ann.call('GET', `/devices/${id}/remote`);
const asked = (what) => until(`the user is asked about the ${what}`, () => client.status().remoteAsks === what);
const scene = (name) => until(`the administrator is shown: ${name}`, () => client.status().remote === name);
const nobody = () => until('nobody is there', () => client.status().remote === null);
const events = async () =>
  (await ann.call('GET', `/events?device=${id}&limit=100`)).items.filter((e) => e.code.startsWith('D1'));

/** Connects as an administrator does: looks up what to type, shows the password, starts the RDP client. */
async function connect(more = [], at = desk) {
  const now = await until('the device lets in', async () => {
    const d = await data();
    return d.open && d;
  });
  port = now.port;
  password = (await ann.call('POST', `/devices/${id}/remote/reveal`, {})).password;
  return rdp(password, more, at);
}

function rdp(secret, more = [], at = desk) {
  const client = run(
    'xfreerdp',
    [`/v:127.0.0.1:${port}`, '/u:support', `/p:${secret}`, '/cert:ignore', '/size:1280x720', '-decorations', ...more],
    { env: { ...process.env, DISPLAY: at.name, HOME: folder() } },
  );
  return client;
}

async function adminClicks(left, top) {
  const env = { ...process.env, DISPLAY: desk.name };
  await run('xdotool', ['mousemove', String(left), String(top)], { env }).done;
  await run('xdotool', ['click', '1'], { env }).done;
}

/** The focus is on the safe button; the other one is clicked. A busy machine may need a second try. */
const refuse = () =>
  until('the key on Deny arrives', async () => {
    await x('key', 'Return');
    await pause(400);
    return client.status().remoteAsks !== 'connection';
  });
const allow = () =>
  until('the click on Allow arrives', async () => {
    await button(870, 477);
    await pause(400);
    return client.status().remoteAsks !== 'connection';
  });

before(async () => {
  server = await startServer(join(folder(), 'data'));
  [desk, seat] = await Promise.all([display(), display()]);
  ann = await new Administrator(server.url).follow(server.setup, 'ann', 'Ann Admin');
  state = folder();
  client = thinClient(seat.name, state, ['--server', server.enrol, '--accept-fingerprint', server.fingerprint]);
  await until('it is online', () => client.status()?.connection === 'online');
  id = client.status().deviceId;
});
after(stopAll);

test('an unassigned device is reached by the data in the console, and its password is nowhere else', async () => {
  const now = await until('it tells its data', async () => {
    const d = await data();
    return d.open && d;
  });
  assert.equal(now.user, 'support');
  assert.match(now.certificate, /^[0-9a-f]{64}$/);
  const { password: shown } = await ann.call('POST', `/devices/${id}/remote/reveal`, {});
  assert.match(shown, /^[A-HJ-NP-Za-km-z2-9]{16}$/);
  const file = await ann.call('GET', `/devices/${id}/remote/file`);
  assert.match(file, new RegExp(`full address:s:127.0.0.1:${now.port}`));
  const everything = [
    file,
    JSON.stringify(await data()),
    JSON.stringify(await ann.call('GET', '/devices')),
    JSON.stringify(await ann.call('GET', `/devices/${id}`)),
    JSON.stringify(await ann.call('GET', '/audit')),
    server.child.text,
    client.child.text,
    JSON.stringify(client.status()),
    ...files(join(state, 'state')),
  ];
  for (const text of everything) assert.ok(!text.includes(shown));
  assert.ok((await ann.call('GET', '/audit')).items.some((e) => e.action === 'remote.reveal'));
});

function files(path) {
  return readdirSync(path).flatMap((name) => {
    const at = join(path, name);
    return statSync(at).isDirectory() ? files(at) : [readFileSync(at, 'latin1')];
  });
}

test('a wrong password is refused before the user hears of anything', async () => {
  port = (await data()).port;
  const wrong = rdp('AAAAAAAAAAAAAAAA');
  const { code } = await wrong.done;
  assert.ok(code !== 0 && code !== 7, `exit ${code}`);
  assert.equal(client.status().remote, null);
  await until('the event is there', async () => (await events()).some((e) => e.code === 'D14.login-failed'));
});

test('by request: the administrator sees a drawn page, and the refusal ends his client with 7', async () => {
  const admin = await connect();
  await asked('connection');
  await until('the page is drawn', async () => (await brightness(desk)) > 5);
  for (let i = 0; i < 5; i++) assert.ok((await brightness(desk)) < 60, 'the screen is seen before the consent');
  await until('the device knows who saw the password', () => client.status().remoteAdministrator === 'Ann Admin');
  await refuse();
  assert.equal((await admin.done).code, 7);
  await nobody();
});

test('by request: allowed, the administrator sees and uses the screen, the user sees a frame and ends it', async () => {
  const admin = await connect();
  await asked('connection');
  await allow();
  await scene('screen');
  await until('the screen arrives', async () => (await brightness(desk)) > LIGHT);
  await until('the frame is there', async () => {
    const [r, g, b] = await colour(seat.name, '600x2+300+0');
    return r > 200 && g > 60 && g < 120 && b < 60;
  });
  const visit = (await data()).visit;
  assert.equal(visit.phase, 'screen');
  assert.equal(visit.administrator, 'Ann Admin');
  await adminClicks(905, 685);
  await until('the click reaches the device', () => client.status().screen.startsWith('settings'), 20);
  await adminClicks(778, 685);
  await until('the next click, too', () => client.status().screen === 'home', 20);
  const before = password;
  await ann.call('POST', `/devices/${id}/remote/end`, {});
  assert.equal((await admin.done).code, 1);
  await nobody();
  await until('the password is another', async () => {
    return (await ann.call('POST', `/devices/${id}/remote/reveal`, {})).password !== before;
  });
  const told = await until('the events are there', async () => {
    const list = await events();
    return list.some((e) => e.code === 'D12.remote-ended') && list;
  });
  const ended = told.find((e) => e.code === 'D12.remote-ended' && e.args.reason === 'administrator');
  assert.equal(ended.args.administrator, 'Ann Admin');
  assert.equal(ended.args.user, 'support');
  assert.ok(ended.args.seconds >= 0);
});

test('a second administrator is told that the device is busy, the first one goes on', async () => {
  const admin = await connect();
  await asked('connection');
  await allow();
  await scene('screen');
  const other = await display();
  const second = rdp(password, [], other);
  assert.equal((await second.done).code, 7);
  assert.equal(client.status().remote, 'screen');
  assert.equal(admin.exitCode, null);
  admin.kill();
  await nobody();
});

test('in a group: without an answer a request is refused when its time is over', async () => {
  const root = (await ann.call('GET', '/groups')).items[0];
  const made = await ann.call('POST', '/policies', {
    ...{ name: 'Desks', groupId: root.id, platform: 'thin-client', status: 'active', inherit: true, force: false },
    ...{ values: { 'remote.access.requestTimeout': 10 }, locks: [] },
  });
  policy = made.policy.id;
  await ann.call('POST', '/devices/move', { ids: [id], groupId: root.id });
  await until('the setting is there', () => client.status().effective['remote.access.requestTimeout'] === 10);
  const admin = await connect();
  await asked('connection');
  assert.equal((await admin.done).code, 7);
});

test('automatic: without an answer it starts after 30 seconds, not before', async () => {
  await change({ 'remote.access.mode': 'automatic' });
  await until('the setting is there', () => client.status().effective['remote.access.mode'] === 'automatic');
  const admin = await connect();
  await asked('connection');
  const start = Date.now();
  await scene('screen');
  assert.ok(Date.now() - start > 29_000, `after ${Date.now() - start} ms`);
  await until('the screen arrives', async () => (await brightness(desk)) > LIGHT);
  await change({ 'remote.access.mode': 'deny' });
  assert.equal((await admin.done).code, 1);
  await until('the device is closed', async () => !(await data()).open);
  const closed = rdp(password);
  assert.ok((await closed.done).code !== 0);
});

/** Other values of the policy. */
async function change(values) {
  const { policy: now, locks } = await ann.call('GET', `/policies/${policy}`);
  const { name, groupId, platform, status, inherit, force, revision } = now;
  await ann.call('PUT', `/policies/${policy}`, { name, groupId, platform, status, inherit, force, values, locks, revision });
}

// ---------- the user's own session: a remote desktop that is all red

const RED = ([r, g, b]) => r > 150 && g < 60 && b < 60;
const red = async (screen) => RED(await colour(screen.name, '200x150+40+400'));

async function remoteDesktop() {
  const place = await display();
  // a display without clients forgets its colour, so this needs its window manager first
  await until('it is red', async () => {
    await run('xsetroot', ['-solid', '#C80000'], { env: { ...process.env, DISPLAY: place.name } }).done;
    return red(place);
  });
  const secretFile = join(folder(), 'password');
  writeFileSync(secretFile, 'office work\n');
  const share = run('./fairlead', [
    ...['rdp-share', '--display', place.name, '--port', '0', '--user', 'worker', '--password-file', secretFile],
  ]);
  const at = await until('the remote desktop listens', () => share.text.match(/at 127\.0\.0\.1:(\d+)/)?.[1]);
  return { place, share, port: Number(at) };
}

/** Opens the connection by its tile. */
async function openSession() {
  await until('the tile is there', () => client.status().screen === 'home');
  await button(180, 220);
  await until('the question for the password', () => client.status().dialog === 'connection:Work');
  await x('type', '--delay', '20', 'office work');
  await x('key', 'Return');
}

test('the session of the user stays private until he shows it, from its first picture to its last', async () => {
  const work = await remoteDesktop();
  await change({
    'remote.access.mode': 'request',
    'remote.session.mode': 'request',
    'connections.rdp.list': [
      { name: 'Work', server: '127.0.0.1', port: work.port, user: 'worker', certificates: 'ask', audio: 'off' },
    ],
  });
  await until('the connection is there', () => client.status().effective['connections.rdp.list'].length === 1);
  const admin = await connect();
  await asked('connection');
  await allow();
  await scene('screen');
  await until('the screen arrives', async () => (await brightness(desk)) > LIGHT);
  let leaks = 0;
  let watching = true;
  const watch = (async () => {
    while (watching) leaks += (await red(desk).catch(() => false)) ? 1 : 0;
  })();
  await openSession();
  await until('the user is asked about the certificate', () => client.status().dialog === 'certificate:127.0.0.1');
  await x('key', 'Tab');
  await x('key', 'Return');
  await scene('private');
  await asked('session');
  await until('the user works', () => red(seat), 90);
  await until('the administrator sees a page', async () => (await brightness(desk)) < 60);
  await adminClicks(640, 360);
  await until('the event is there', async () => (await events()).some((e) => e.code === 'D13.screen-requested'));
  watching = false;
  await watch;
  assert.equal(leaks, 0);
  // shown by the user, seen by the administrator
  await until('the click on Show it arrives', async () => {
    await button(845, 470);
    await pause(400);
    return client.status().remote === 'screen';
  });
  await until('the administrator sees the session', () => red(desk), 30);
  // over: the screen comes back, and the next session is asked for again
  await openPanel();
  await until('the session is over', async () => !(await red(seat)), 30);
  await until('the administrator sees the screen again', async () => (await brightness(desk)) > LIGHT, 30);
  await openSession();
  await scene('private');
  await until('the user works again', () => red(seat), 90);
  assert.ok(!(await red(desk)));
  await stop(work.share);
  await until('the session is over', async () => !(await red(seat)), 60);
  await scene('screen');
  await ann.call('POST', `/devices/${id}/remote/end`, {});
  assert.equal((await admin.done).code, 1);
});

/** Presses Disconnect on the connection panel, which hides in a strip at the upper edge. */
async function openPanel() {
  await x('mousemove', '640', '3');
  await pause(1500);
  await x('mousemove', '816', '26');
  await x('click', '1');
}
