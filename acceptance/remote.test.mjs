import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, colour, display, folder, home, run, startServer, stop, stopAll, thinClient, until } from './lib.mjs';
import { Administrator } from './offline.mjs';
import { relay } from './relay.mjs';
import { openDisplay, pause, Seat, Watch } from './seat.mjs';

// An administrator with FreeRDP at one display, a thin client with its user at another, and the server between them.
const LIGHT = 180; // the thin client's own screen is light, every drawn page is dark
const axe = readFileSync(createRequire(join(home, 'console', 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');
const CORNER = '200x300+30+120';
let server;
let ann;
let desk; // the administrator's display
let seat; // the user's display
let client;
let user; // what the user does at the seat
let data;
let state;
let id;
let port;
let password;
let policy;

const brightness = async (screen) => (await colour(screen.name, CORNER)).reduce((a, b) => a + b) / 3;
const told = () => ann.call('GET', `/devices/${id}/remote`);
const asked = (what) => until(`the user is asked about the ${what}`, () => client.status().remoteAsks === what);
const scene = (name) => until(`the administrator is shown: ${name}`, () => client.status().remote === name);
const nobody = () => until('nobody is there', () => client.status().remote === null);
const events = async () =>
  (await ann.call('GET', `/events?device=${id}&limit=100`)).items.filter((e) => e.code.startsWith('D1'));

/** Connects as an administrator does: looks up what to type, shows the password, starts the RDP client. */
async function connect(more = [], at = desk) {
  const now = await until('the device lets in', async () => {
    const d = await told();
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

const answered = () => client.status().remoteAsks !== 'connection';
/** The focus is on the safe button. */
const refuse = () =>
  until('the key on Deny arrives', async () => {
    await user.x('key', 'Return');
    await pause(400);
    return answered();
  });
const allow = () => user.press('question', 'allow', answered);
const light = () => until('the screen arrives', async () => (await brightness(desk)) > LIGHT);
const page = () => until('a drawn page arrives', async () => (await brightness(desk)) < 60);

/** Connects, and the user allows it. */
async function visit() {
  const admin = await connect();
  await asked('connection');
  await allow();
  return admin;
}

const byUser = () => user.press('sign', 'terminate', () => client.status().remote === null);
async function byConsole(admin) {
  await ann.call('POST', `/devices/${id}/remote/end`, {});
  assert.equal((await admin.done).code, 1);
  await nobody();
}

before(async () => {
  data = join(folder(), 'data');
  server = await startServer(data);
  [desk, seat] = await Promise.all([openDisplay(), display()]);
  ann = await new Administrator(server.url).follow(server.setup, 'ann', 'Ann Admin');
  state = folder();
  client = thinClient(seat.name, state, ['--server', server.enrol, '--accept-fingerprint', server.fingerprint]);
  user = new Seat(seat);
  await until('it is online', () => client.status()?.connection === 'online');
  id = client.status().deviceId;
});
after(stopAll);

test('an unassigned device is reached by the data in the console, and its password is nowhere else', async () => {
  const now = await until('it tells its data', async () => {
    const d = await told();
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
    JSON.stringify(await told()),
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

/** What is wrong with a page for people who use a keyboard, a reader or other colours. */
async function faults(page) {
  await page.evaluate(axe); // as a script of the page it would be refused
  return page.evaluate(async () =>
    (await globalThis.axe.run()).violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html}`)),
  );
}

/** A browser with Ann's session. */
async function asAnn(scheme) {
  const { context, page } = await browser({ colorScheme: scheme });
  const { hostname } = new URL(server.url);
  await context.addCookies([...ann.cookies].map(([name, value]) => ({ name, value, domain: hostname, path: '/', secure: true })));
  await page.addInitScript((value) => localStorage.setItem('mantine-color-scheme-value', value), scheme);
  return { context, page };
}

test('the page with the connection data is good for everybody, in light and dark', async () => {
  for (const scheme of ['light', 'dark']) {
    const { context, page } = await asAnn(scheme);
    await page.goto(`${server.url}/devices/${id}/settings/connection-data`);
    const button = page.getByRole('button', { name: 'Show', exact: true });
    await button.waitFor();
    assert.equal(await page.locator('html').getAttribute('data-mantine-color-scheme'), scheme);
    assert.deepEqual(await faults(page), [], scheme);
    await button.click();
    await page.getByText(/^[A-HJ-NP-Za-km-z2-9]{16}$/).waitFor();
    assert.deepEqual(await faults(page), [], `${scheme}, shown`);
    await context.close();
  }
});

function files(path) {
  return readdirSync(path).flatMap((name) => {
    const at = join(path, name);
    return statSync(at).isDirectory() ? files(at) : [readFileSync(at, 'latin1')];
  });
}

test('a wrong password is refused before the user hears of anything', async () => {
  port = (await told()).port;
  const wrong = rdp('AAAAAAAAAAAAAAAA');
  const { code } = await wrong.done;
  assert.ok(code !== 0 && code !== 7, `exit ${code}`);
  assert.equal(client.status().remote, null);
  const event = await until('the event is there', async () =>
    (await events()).find((e) => e.code === 'D14.login-failed'),
  );
  assert.equal(event.args.administrator, 'Ann Admin');
  assert.equal(event.args.user, 'support');
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
  const admin = await visit();
  await light();
  await until('the frame is there', async () => {
    const [r, g, b] = await colour(seat.name, '600x2+300+0');
    return r > 200 && g > 60 && g < 120 && b < 60;
  });
  const now = (await told()).visit;
  assert.equal(now.phase, 'screen');
  assert.equal(now.administrator, 'Ann Admin');
  const [managed] = (await ann.call('GET', '/remote/visits')).items;
  assert.equal(managed.device, id);
  assert.equal(managed.visit.address, '127.0.0.1');
  await adminClicks(905, 685);
  await until('the click reaches the device', () => client.status().screen.startsWith('settings'), 20);
  await adminClicks(778, 685);
  await until('the next click, too', () => client.status().screen === 'home', 20);
  const before = password;
  await byConsole(admin);
  await until('the console hears of the end', async () => {
    return (await ann.call('GET', '/remote/visits')).items.length === 0;
  });
  await until('the password is another', async () => {
    return (await ann.call('POST', `/devices/${id}/remote/reveal`, {})).password !== before;
  });
  const story = await until('the events are there', async () => {
    const list = await events();
    return list.some((e) => e.code === 'D12.remote-ended') && list;
  });
  const ended = story.find((e) => e.code === 'D12.remote-ended' && e.args.reason === 'administrator');
  assert.equal(ended.args.administrator, 'Ann Admin');
  assert.equal(ended.args.user, 'support');
  assert.ok(ended.args.seconds >= 0);
});

test('when the line of the administrator breaks he goes on without another question', async () => {
  const before = (await told()).visit;
  assert.ok(!before);
  await until('the device lets in', async () => (await told()).open);
  const line = await relay((await told()).port);
  try {
    password = (await ann.call('POST', `/devices/${id}/remote/reveal`, {})).password;
    const admin = rdp(password, ['+auto-reconnect', `/v:127.0.0.1:${line.port}`]);
    await asked('connection');
    await allow();
    await scene('screen');
    await until('the screen arrives', async () => (await brightness(desk)) > LIGHT);
    const visit = (await told()).visit;
    line.cut();
    await until('he is back', () => line.count() === 2);
    await until('his clicks arrive on the new line', async () => {
      if (admin.exitCode !== null) throw new Error(admin.text);
      assert.equal(client.status().remoteAsks, '');
      await adminClicks(905, 685);
      return client.status().screen.startsWith('settings');
    });
    await until('he leaves the settings', async () => {
      await adminClicks(778, 685);
      return client.status().screen === 'home';
    });
    assert.equal((await told()).visit.session ?? '', visit.session ?? '');
    assert.equal((await told()).visit.phase, 'screen');
    await ann.call('POST', `/devices/${id}/remote/end`, {});
    assert.equal((await admin.done).code, 1);
    await nobody();
  } finally {
    line.close();
  }
});

test('a second administrator is told that the device is busy; paused by the user the first one sees a page', async () => {
  const admin = await visit();
  await light();
  const second = rdp(password, [], await display());
  assert.equal((await second.done).code, 7);
  assert.equal(client.status().remote, 'screen');
  await user.press('sign', 'pause', () => client.status().remote === 'paused');
  await page();
  await adminClicks(905, 685);
  await pause(700);
  assert.equal(client.status().screen, 'home', 'an administrator clicks on a screen that he does not see');
  await user.press('sign', 'resume', () => client.status().remote === 'screen');
  await light();
  await byUser();
  assert.equal((await admin.done).code, 11);
  const ended = await until('the event is there', async () =>
    (await events()).find((e) => e.code === 'D12.remote-ended' && e.args.reason === 'user'),
  );
  assert.equal(ended.args.administrator, 'Ann Admin');
  const log = readFileSync(join(state, 'state', 'events.log'), 'utf8');
  assert.match(log, /remote-ended: support, Ann Admin, from 127\.0\.0\.1, computer .*, after \d+ s, reason: user/);
});

test('a visit goes on while the server is away, and the server hears the rest of it afterwards', async () => {
  const admin = await visit();
  await light();
  const gateway = JSON.parse(readFileSync(join(state, 'state', 'identity.json'), 'utf8')).gatewayPort;
  await stop(server.child);
  await until('the device has lost the server', () => client.status().connection !== 'online');
  await adminClicks(905, 685);
  await until('the administrator works on', () => client.status().screen.startsWith('settings'), 20);
  await adminClicks(778, 685);
  await until('and goes back', () => client.status().screen === 'home', 20);
  server = await startServer(data, [
    ...['--console-port', new URL(server.url).port, '--public-port', server.enrol.split(':').at(-1)],
    ...['--gateway-port', String(gateway)],
  ]);
  const now = await until('the server knows of the visit again', async () => (await told()).visit, 90);
  assert.equal(now.administrator, 'Ann Admin');
  await byConsole(admin);
});

test('a device that restarts ends the visit, and nobody comes back with the old password', async () => {
  const admin = await visit();
  await light();
  await ann.call('POST', '/commands', { kind: 'restart', deviceIds: [id] });
  assert.equal((await admin.done).code, 1);
  await until('it has restarted', () => client.child.text.includes('restarting') && client.status().remote === null);
  await until('it lets in again', async () => {
    const now = await told();
    return now.open && now.online && now.shownTo === '' && now;
  });
  port = (await told()).port;
  assert.notEqual((await rdp(password).done).code, 0);
  const ended = await until('the event is there', async () =>
    (await events()).find((e) => e.code === 'D12.remote-ended' && e.args.reason === 'device'),
  );
  assert.equal(ended.args.administrator, 'Ann Admin');
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

/** The event, none of the earlier ones, that says who let the administrator in. */
const decided = (earlier) =>
  until('the decision is there', async () =>
    (await events()).find((e) => !earlier.has(e.id) && /^D12\.remote-(allowed|auto-accepted)$/.test(e.code)),
  );

test('automatic: the user refuses or allows at once', async () => {
  await change({ 'remote.access.mode': 'automatic' });
  await until('the setting is there', () => client.status().effective['remote.access.mode'] === 'automatic');
  const refused = await connect();
  await asked('connection');
  await refuse();
  assert.equal((await refused.done).code, 7);
  await nobody();
  const earlier = new Set((await events()).map((e) => e.id));
  const admin = await visit();
  await scene('screen');
  assert.equal((await decided(earlier)).code, 'D12.remote-allowed');
  await byUser();
  assert.equal((await admin.done).code, 11);
});

test('automatic: without an answer it starts after 30 seconds, not before', async () => {
  const earlier = new Set((await events()).map((e) => e.id));
  const admin = await connect();
  await asked('connection');
  await scene('screen');
  const accepted = await decided(earlier);
  assert.equal(accepted.code, 'D12.remote-auto-accepted');
  const request = (await events()).find((e) => e.code === 'D12.remote-requested');
  const waited = Date.parse(accepted.at) - Date.parse(request.at);
  assert.ok(waited >= 29_900, `after ${waited} ms`);
  await light();
  await change({ 'remote.access.mode': 'deny' });
  assert.equal((await admin.done).code, 1);
  await until('the device is closed', async () => !(await told()).open);
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
  await user.click(180, 220);
  await until('the question for the password', () => client.status().dialog === 'connection:Work');
  await user.x('type', '--delay', '20', 'office work');
  await user.x('key', 'Return');
}

const reddish = (r, g, b) => r > 150 && g < 60 && b < 60;
const working = () => until('the user works', () => red(seat), 90);
const leave = async () => {
  await user.openPanel();
  await user.press('panel', 'disconnect', async () => !(await red(seat)));
};
const sessionMode = async (mode) => {
  await change({ ...settings, 'remote.session.mode': mode });
  await until('the setting is there', () => client.status().effective['remote.session.mode'] === mode);
};
let settings;
let work;

test('the session of the user stays private until he shows it, from its first picture to its last', async () => {
  work = await remoteDesktop();
  settings = {
    'remote.access.mode': 'request',
    'connections.rdp.list': [
      { name: 'Work', server: '127.0.0.1', port: work.port, user: 'worker', certificates: 'ask', audio: 'off' },
    ],
  };
  await sessionMode('request');
  const admin = await visit();
  await light();
  const first = new Watch(desk, reddish);
  await openSession();
  await until('the user is asked about the certificate', () => client.status().dialog === 'certificate:127.0.0.1');
  await user.x('key', 'Tab');
  await user.x('key', 'Return');
  await scene('private');
  await asked('session');
  await working();
  await page();
  await adminClicks(640, 360);
  await until('the event is there', async () => (await events()).some((e) => e.code === 'D13.screen-requested'));
  assert.equal(first.stop(), 0);
  // shown by the user, seen by the administrator
  await user.press('question', 'show', () => client.status().remote === 'screen');
  await until('the administrator sees the session', () => red(desk), 30);
  // over: the screen comes back, and the next session is asked for again and never seen
  await leave();
  await light();
  const second = new Watch(desk, reddish);
  await openSession();
  await scene('private');
  await working();
  await user.press('question', 'hide', () => client.status().remoteAsks === '');
  assert.equal(client.status().remote, 'private');
  await leave();
  await scene('screen');
  await light();
  assert.equal(second.stop(), 0);
  await byConsole(admin);
});

test('a session that runs already: seen in the automatic mode, by request after the answer, never when denied', async () => {
  await openSession();
  await working();
  await sessionMode('automatic');
  let admin = await visit();
  await scene('screen');
  await until('the administrator sees the session', () => red(desk), 30);
  // a stricter mode counts at once
  await sessionMode('deny');
  await scene('private');
  await page();
  await byConsole(admin);
  await sessionMode('request');
  const watch = new Watch(desk, reddish);
  admin = await visit();
  await asked('session');
  await page();
  await user.press('question', 'hide', () => client.status().remoteAsks === '');
  await page();
  assert.equal(watch.stop(), 0);
  await user.press('sign', 'show', () => client.status().remote === 'screen');
  await until('the administrator sees the session', () => red(desk), 30);
  await byConsole(admin);
  await sessionMode('deny');
  const denied = new Watch(desk, reddish);
  admin = await visit();
  await scene('private');
  await page();
  assert.equal(client.status().remoteAsks, '');
  // the connection panel ends the visit as well
  await user.openPanel();
  await user.press('panel', 'remote', () => user.window('sheet'));
  await user.press('sheet', 'terminate', () => client.status().remote === null);
  assert.equal((await admin.done).code, 11);
  assert.equal(denied.stop(), 0);
  await stop(work.share);
  await until('the session is over', async () => !(await red(seat)), 60);
});
