import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { display, folder, run, startServer, stop, stopAll, until as untilIn } from './lib.mjs';
import { Administrator, Cable, Middle } from './offline.mjs';

// Offline codes with the cable cut: the codes travel by hand, between the real thin client and the real server.
let cable;
let data;
let server;
let near;
let screen;
let ann;
let bob;
let policy;
let token;
const devices = {};
const port = (address) => address.split(':').at(-1).replaceAll('/', '');

const until = (what, question) => untilIn(what, question, 240);

async function serve(folderOfData) {
  server = await startServer(folderOfData, ['--bind', '0.0.0.0', '--public-name', cable.near]);
  near = `${cable.near}:${port(server.enrol)}`;
  return `https://127.0.0.1:${port(server.url)}`;
}

const x = async (...args) => {
  const child = run('xdotool', args, { env: { ...process.env, DISPLAY: screen.name } });
  const { code } = await child.done;
  assert.equal(code, 0, child.text);
};
const click = async (left, top) => {
  await x('mousemove', String(left), String(top), 'click', '1');
  await pause(300);
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const wheel = async () => {
  await x('mousemove', '760', '400', 'click', '--repeat', '30', '5');
  await pause(300);
};

/** Starts a device whose state is kept from before, or enrols a new one. */
async function start(name, more = []) {
  devices[name] ??= { state: folder() };
  const device = devices[name];
  const client = cable.thinClient(screen.name, device.state, more);
  Object.assign(device, client);
  await until(`${name} is on the screen`, () => client.status()?.pid && client.status().screen);
  return device;
}

async function enrol(name) {
  const device = await start(name, ['--server', near, '--accept-fingerprint', server.fingerprint, '--token', token]);
  await until(`${name} is online in its group`, () => device.status().connection === 'online' && device.status().group === 'Office');
  await until(`${name} has its keys`, () => readdirSync(device.folder).includes('codekeys.json'));
  device.id = device.status().deviceId;
  device.keys = JSON.parse(readFileSync(join(device.folder, 'codekeys.json'), 'utf8'));
  device.key = JSON.parse(readFileSync(join(device.folder, 'identity.json'), 'utf8')).key;
  return device;
}

const sees = (device, what, wanted) => until(what, () => wanted(device.status()));
const dialog = (device, name) => sees(device, `the dialog ${name}`, (status) => status.dialog === name);

/** Opens a dialog by clicks; clicks again when the screen was not ready. */
async function open(device, name, clicks) {
  for (let i = 0; i < 5; i++) {
    await clicks();
    for (let wait = 0; wait < 40; wait++) {
      if (device.status().dialog === name || device.status().screen === name) return;
      await pause(100);
    }
    await x('key', 'Escape');
  }
  assert.fail(`never opened: ${name}; ${JSON.stringify({ ...device.status(), effective: 0 })}`);
}
const settings = async (section) => {
  await click(873, 685);
  await pause(500);
  await click(140, section);
  await wheel();
};
const askForReset = (device) =>
  open(device, 'approval:reset', async () => {
    await settings(87);
    await click(403, 588);
  });
async function askForServer(device, address) {
  await open(device, 'welcome:address', async () => {
    await settings(225);
    await click(447, 608);
  });
  await pause(500);
  await x('type', address);
  await x('key', 'Return');
}
const askForCertificate = async (device) => {
  await sees(device, 'the unknown certificate is seen', (status) => status.serverShows !== null);
  await open(device, 'stranger', async () => {
    await click(745, 685);
    await pause(500);
    await click(158, 256);
  });
  await open(device, 'approval:certificate', () => click(873, 556));
};
const type = async (code) => {
  await x('type', '--delay', '20', code);
  await x('key', 'Return');
};
const request = (device) => sees(device, 'the request code', (status) => status.request);

/** A code with one digit changed so that every group still looks right. */
const other = (code) => {
  const first = Number(code.slice(0, 6)) / 13;
  return String((first ^ 1) * 13).padStart(6, '0') + code.slice(6);
};

before(async () => {
  cable = await Cable.lay();
  data = join(folder(), 'data');
  const url = await serve(data);
  ann = await new Administrator(url).follow(server.setup, 'ann', 'Ann');
  const made = run('./fairlead', ['admin', 'create', '--data', data, '--login', 'bob']);
  assert.equal((await made.done).code, 0, made.text);
  bob = await new Administrator(url).follow(made.text.match(/https:\S+/)[0], 'bob', 'Bob');
  const root = (await ann.call('GET', '/groups')).items[0];
  const office = await ann.call('POST', '/groups', { name: 'Office', parentId: root.id });
  ({ policy } = await ann.call('POST', '/policies', {
    name: 'Desks',
    groupId: office.id,
    platform: 'thin-client',
    status: 'active',
    inherit: true,
    force: false,
    values: { 'general.contacts.text': 'IT service desk\n+44 20 7946 0999' },
    locks: [],
  }));
  token = (
    await ann.call('POST', '/enrolment-tokens', {
      name: 'Office',
      groupId: office.id,
      maxUses: 20,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    })
  ).secret;
  screen = await display();
});
after(async () => {
  await stopAll();
  await cable?.remove();
});

test('devices of a group get their keys, readable by their owner only', async () => {
  for (const name of ['mover', 'sitter', 'doubter', 'member']) {
    const device = await enrol(name);
    assert.equal(statSync(join(device.folder, 'codekeys.json')).mode & 0o777, 0o600);
    assert.deepEqual(new Set(device.keys.keys.map((key) => key.kind)), new Set(['DEVICE', 'CERTIFICATE', 'GROUP']));
    await stop(device.child);
  }
});

test('with the cable cut a code resets a device, once, after a wrong one was refused', async () => {
  const device = await start('sitter');
  await sees(device, 'it is online', (status) => status.connection === 'online');
  await cable.cut();
  await askForReset(device);
  const asked = await request(device);
  const seen = await ann.call('POST', '/codes/lookup', { code: asked });
  assert.equal(seen.device.id, device.id);
  assert.equal(seen.page, 'device');
  const { code } = await ann.call('POST', `/devices/${device.id}/confirmations`, {
    request: asked.replaceAll('-', ' '),
    reason: 'it moves to another desk',
  });
  await x('type', '--delay', '20', `${code.replaceAll('-', '').slice(0, 5)}${(Number(code[5]) + 1) % 10}`);
  await sees(device, 'the wrong group is named', (status) => status.shownProblem.startsWith('Group 1 is not right'));
  for (let i = 0; i < 6; i++) await x('key', 'BackSpace');
  await type(other(code).replaceAll('-', ''));
  await sees(device, 'one try is gone', (status) => status.triesLeft === 4);
  await sees(device, 'the screen says so', (status) => status.shownProblem.endsWith('Attempts left: 4'));
  await type(code.replaceAll('-', ''));
  await sees(device, 'it is as at its first start', (status) => status.deviceId === null && status.screen === 'welcome:choice');
  const left = readdirSync(device.folder)
    .map((name) => readFileSync(join(device.folder, name), 'utf8'))
    .join('\n');
  for (const secret of [device.id, token, ...device.keys.keys.map((key) => key.secret), ...device.key.split('\n').slice(1, 3)]) {
    assert.ok(!left.includes(secret), 'a secret is left on the disk');
  }
  assert.match(left, /reset-done/);
  await stop(device.child);
  await cable.join();
});

test('a new server is tried before the old one is given up', async () => {
  const device = await start('mover');
  await sees(device, 'it is online', (status) => status.connection === 'online');
  const fresh = `${cable.nearToo}:${port(server.enrol)}`;
  await askForServer(device, fresh);
  await dialog(device, 'approval:connection');
  const asked = await request(device);
  await until('the server knows what is asked', async () => (await ann.call('POST', '/codes/lookup', { code: asked })).details);
  const { code, details } = await ann.call('POST', `/devices/${device.id}/confirmations`, { request: asked, reason: 'renumbered' });
  assert.equal(details.newServer, fresh);
  await cable.cut();
  await type(code.replaceAll('-', ''));
  await sees(device, 'it says that it failed', (status) => status.shownProblem.startsWith('Approved, but not done.'));
  await cable.join();
  await x('key', 'Return');
  await sees(device, 'it is online at the old one', (status) => status.connection === 'online');
  const identity = () => JSON.parse(readFileSync(join(device.folder, 'identity.json'), 'utf8'));
  assert.equal(identity().serverHost, cable.near);

  await pause(60_000); // one request a minute
  await askForServer(device, fresh);
  await dialog(device, 'approval:connection');
  const again = await request(device);
  assert.notEqual(again, asked);
  await type(code.replaceAll('-', ''));
  await sees(device, 'the old code is refused', (status) => status.triesLeft === 4);
  const second = await ann.call('POST', `/devices/${device.id}/confirmations`, { request: again, reason: 'renumbered' });
  await type(second.code.replaceAll('-', ''));
  await dialog(device, 'done');
  await sees(device, 'it is online', (status) => status.connection === 'online');
  assert.equal(identity().serverHost, cable.nearToo);
  assert.equal(device.status().deviceId, device.id);
  await until('the server knows that both were used', async () => {
    const { items } = await ann.call('GET', `/devices/${device.id}/confirmations`);
    return items.length === 2 && items.every((item) => item.usedAt);
  });
  await stop(device.child);
});

test('a planned change of the certificate needs no code', async () => {
  const device = await start('mover');
  await sees(device, 'it is online', (status) => status.connection === 'online');
  const before = JSON.parse(readFileSync(join(device.folder, 'identity.json'), 'utf8')).pins;
  await until('the key is rotated', () => ann.call('POST', '/server/key-rotation', {}));
  await stop(device.child);
  await start('mover');
  await sees(devices.mover, 'it is online', (status) => status.connection === 'online');
  assert.equal(devices.mover.status().serverShows, null);
  const pins = JSON.parse(readFileSync(join(device.folder, 'identity.json'), 'utf8')).pins;
  assert.equal(pins[0], before[1]);
  await stop(devices.mover.child);
});

let groupCode;

test('a code for a whole group needs a second administrator', async () => {
  // while the devices were away the key changed twice more, so that they know neither the present nor the next one
  await ann.call('POST', '/server/key-rotation', { force: true });
  await ann.call('POST', '/server/key-rotation', { force: true });
  const path = `/policies/${policy.id}/group-certificate-codes`;
  const { id } = await ann.call('POST', path, { reason: 'the key was lost', key: 'current', days: 3 });
  await assert.rejects(ann.call('POST', `${path}/${id}/approve`), (problem) => problem.status >= 400);
  groupCode = (await bob.call('POST', `${path}/${id}/approve`)).code;
  assert.match(groupCode, /^(\d{6}-){3}\d{6}$/);
});

test('a man in the middle gets nothing, and the right code does nothing for him', async () => {
  const device = devices.doubter;
  const identity = JSON.parse(readFileSync(join(device.folder, 'identity.json'), 'utf8'));
  const middle = await Middle.stand(cable, identity.gatewayPort, folder());
  await start('doubter');
  await askForCertificate(device);
  const asked = await request(device);
  await assert.rejects(
    ann.call('POST', `/policies/${policy.id}/certificate-codes`, { request: asked, reason: 'new certificate' }),
    (problem) => problem.status === 409 && JSON.stringify(problem.body).includes('stranger'),
  );
  const { items } = await ann.call('GET', '/events?limit=100');
  assert.ok(
    items.some((event) => JSON.stringify(event).includes(device.id) && event.level === 'critical'),
    'an event tells of the stranger',
  );
  await type(groupCode.replaceAll('-', ''));
  await sees(device, 'the code of the real server is refused', (status) => status.triesLeft === 4);
  for (let i = 0; i < 3; i++) {
    await stop(device.child);
    await start('doubter');
    await sees(device, 'it refuses again', (status) => status.serverShows !== null);
  }
  device.stranger = device.status().serverShows;
  const seen = middle.seen();
  assert.ok(seen.connections >= 4);
  assert.equal(seen.secured, 0);
  assert.equal(seen.certificates, 0);
  assert.equal(seen.read, '');
  const wire = seen.wire.map((text) => Buffer.from(text, 'base64').toString('latin1')).join('');
  for (const secret of [device.id, token, ...device.keys.keys.map((key) => key.secret)]) {
    assert.ok(!wire.includes(secret), 'a secret went over the wire');
  }
  await stop(device.child);
  await middle.leave();
});

test('one code lets the whole group in', async () => {
  const device = await start('member');
  await sees(device, 'the unknown certificate is refused', (status) => status.serverShows !== null);
  assert.notEqual(device.status().serverShows, devices.doubter.stranger);
  await cable.cut();
  await askForCertificate(device);
  await type(groupCode.replaceAll('-', ''));
  await dialog(device, 'done');
  await cable.join();
  await sees(device, 'it is online', (status) => status.connection === 'online' && status.serverShows === null);
  await stop(device.child);
});

test('the answer to its own request lets one device in, with the cable cut meanwhile', async () => {
  await pause(50_000); // one request a minute
  const device = await start('doubter');
  await sees(device, 'the unknown certificate is refused', (status) => status.serverShows !== null);
  assert.notEqual(device.status().serverShows, device.stranger);
  await cable.cut();
  await askForCertificate(device);
  const { code } = await ann.call('POST', `/policies/${policy.id}/certificate-codes`, {
    request: await request(device),
    reason: 'the key was lost',
  });
  await type(code.replaceAll('-', ''));
  await dialog(device, 'done');
  await cable.join();
  await sees(device, 'it is online', (status) => status.connection === 'online' && status.serverShows === null);
  await stop(device.child);
});

test('devices move to a new server by codes that the new server gives', async () => {
  const file = join(folder(), 'everything.fairlead');
  await stop(server.child);
  const secret = join(folder(), 'passphrase');
  writeFileSync(secret, 'a passphrase that is long enough');
  const out = run('./fairlead', ['export', file, '--data', data, '--passphrase-file', secret]);
  assert.equal((await out.done).code, 0, out.text);
  data = join(folder(), 'data');
  const back = run('./fairlead', ['import', file, '--data', data, '--passphrase-file', secret]);
  assert.equal((await back.done).code, 0, back.text);
  const url = await serve(data);
  ann.url = url;
  await ann.signIn();
  const device = await start('mover');
  await sees(device, 'the old server is gone', (status) => status.connection === 'offline');
  await askForServer(device, near);
  // the key was changed while it was away, so the user compares the fingerprint first
  await sees(device, 'the fingerprint is shown', (status) => status.screen === 'welcome:fingerprint');
  await pause(500);
  await x('key', 'Tab', 'Return');
  await dialog(device, 'approval:connection');
  const asked = await request(device);
  const { code } = await ann.call('POST', `/devices/${device.id}/confirmations`, { request: asked, reason: 'new server' });
  await type(code.replaceAll('-', ''));
  await dialog(device, 'done');
  await sees(device, 'it is online', (status) => status.connection === 'online');
  assert.equal(device.status().deviceId, device.id);
  assert.equal(device.status().group, 'Office');
  await stop(device.child);
});

test('a device leaves for a server that does not know it, with the code of the one that it leaves', async () => {
  const device = await start('mover');
  await sees(device, 'it is online', (status) => status.connection === 'online');
  const foreign = await startServer(join(folder(), 'data'), ['--bind', '0.0.0.0', '--public-name', cable.near]);
  await pause(60_000); // one request a minute
  await askForServer(device, `${cable.near}:${port(foreign.enrol)}`);
  await sees(device, 'the fingerprint is shown', (status) => status.screen === 'welcome:fingerprint');
  await pause(500);
  await x('key', 'Tab', 'Return');
  await dialog(device, 'approval:connection');
  const { code } = await ann.call('POST', `/devices/${device.id}/confirmations`, {
    request: await request(device),
    reason: 'sold to another company',
  });
  await type(code.replaceAll('-', ''));
  await sees(device, 'it is a new device of the other server', (status) => status.deviceId && status.deviceId !== device.id);
  await sees(device, 'it is online', (status) => status.connection === 'online');
  assert.equal(device.status().group, null);
  assert.ok(!readdirSync(device.folder).includes('codekeys.json'));
  const identity = JSON.parse(readFileSync(join(device.folder, 'identity.json'), 'utf8'));
  assert.notEqual(identity.key, device.key);
  await until('the server that it left knows that the code was used', async () => {
    const { items } = await ann.call('GET', `/devices/${device.id}/confirmations`);
    return items[0].usedAt && items[0].result === 'done';
  });
  await stop(device.child);
});
