import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, home, run, startServer, stop, stopAll, until } from './lib.mjs';

// The agent of Android phones: its own core, in simulated phones, against the real server; and the APK as it is handed out.
const apk = join(home, '.fairlead', 'android', 'fairlead-agent.apk');
const data = join(folder(), 'data');
let server;
let token;
let root;
let phone;
let id;

function https(method, url, body) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json', ...(text ? { 'Content-Length': Buffer.byteLength(text) } : {}) };
    if (url.startsWith(server.url)) headers.Authorization = `Bearer ${token}`;
    const question = request(url, { method, agent: new Agent({ rejectUnauthorized: false }), timeout: 60_000, headers }, (answer) => {
      const parts = [];
      answer.on('data', (chunk) => parts.push(chunk));
      answer.on('end', () => {
        const bytes = Buffer.concat(parts);
        const json = /json/.test(answer.headers['content-type'] ?? '');
        resolve({ status: answer.statusCode, headers: answer.headers, bytes, body: json ? JSON.parse(bytes.toString()) : null });
      });
    });
    question.on('error', reject);
    question.end(text);
  });
}

async function call(method, path, body) {
  const answer = await https(method, `${server.url}/api/v1${path}`, body);
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Adds a person with an invitation; gives the link. */
async function invite(mail) {
  const person = await call('POST', '/people', { name: mail.split('@')[0], mail });
  const invited = await call('POST', '/invitations', { personIds: [person.id], mail: false });
  return invited.items[0].link;
}

/** Starts simulated phones; their lines are in child.text. */
function phones(state, ...args) {
  return run('./fairlead', ['simulator', 'android', '--state', state, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
}

const says = (child, pattern, what = String(pattern)) => until(what, () => child.text.match(pattern), 90);

async function command(kind, params, device = id) {
  const made = await call('POST', '/commands', { kind, deviceIds: [device], ...(params ? { params } : {}) });
  assert.equal(made.commands.length, 1, JSON.stringify(made));
  return made.commands[0].id;
}

const ended = (order, state) =>
  until(`the command is ${state}`, async () => {
    const now = await call('GET', `/commands/${order}`);
    return now.state === state ? now : null;
  });

before(async () => {
  server = await startServer(data);
  const made = run('./fairlead', ['token', 'create', '--role', 'Main administrator', '--expires', '1', '--name', 'android', '--data', data]);
  assert.equal((await made.done).code, 0, made.text);
  token = made.text.trim().split('\n').at(-1);
  root = (await call('GET', '/groups')).items[0].id;
});
after(stopAll);

test('a phone enrols by the pasted link and appears with its owner in the group of managed devices', async () => {
  const link = await invite('ivan@example.org');
  phone = phones(join(folder(), 'a'), '--link', `Hello Ivan, open ${link} on your phone.`, '--fingerprint', server.fingerprint);
  id = (await says(phone, /enrolled (\S+)/))[1];
  await says(phone, /phone 0: connected/);
  const seen = await until('the server knows the phone', async () => {
    const now = await call('GET', `/devices/${id}`);
    return now.reported.mode ? now : null;
  });
  assert.equal(seen.device.platform, 'android');
  assert.equal(seen.device.groupId, root);
  assert.equal(seen.reported.mode, 'device-owner');
  assert.equal(seen.reported.apiLevel, 34);
  await until('the invitation is known to have led to a phone that works', async () => {
    const made = (await call('GET', '/invitations')).items.find((i) => i.personName === 'ivan');
    const story = await call('GET', `/invitations/${made.id}`);
    return story.deviceIds.includes(id) && story.steps.some((s) => s.step === 'active');
  });

  const again = phones(join(folder(), 'b'), '--link', link, '--fingerprint', server.fingerprint);
  await says(again, /error invitation-used/);
  await stop(again);
});

test('nothing is believed of a server whose key nobody vouches for', async () => {
  const link = await invite('olga@example.org');
  const careful = phones(join(folder(), 'c'), '--link', link, '--fingerprint', '00'.repeat(32));
  await says(careful, /met .* known=false/);
  await says(careful, /refused the fingerprint/);
  await stop(careful);
  const pinned = phones(join(folder(), 'd'), '--link', `fairlead://enrol?link=${encodeURIComponent(link)}&pin=${server.fingerprint}`);
  await says(pinned, /known=true/);
  await says(pinned, /phone 0: connected/);
  await stop(pinned);
});

test('a phone that another management system owns says so and does not enrol', async () => {
  const link = await invite('petr@example.org');
  const owned = phones(join(folder(), 'e'), '--link', link, '--owned-by', 'Other Manager');
  await says(owned, /error owned Other Manager/);
  await stop(owned);
});

test('a policy for phones reaches the phone, and what it cannot do is said block by block', async () => {
  const made = await call('POST', '/policies', {
    name: 'Phones',
    groupId: root,
    platform: 'android',
    status: 'active',
    inherit: true,
    force: false,
    values: {
      'android.password.strength': 'medium',
      'android.password.minLength': 6,
      'android.camera.camera': false,
      'android.restrictions.usb': false,
      'android.wifi.networks': [
        { ssid: 'Office', security: 'wpa2', password: 'correct horse' },
        { ssid: 'Guests', security: 'open' },
      ],
    },
    locks: ['android.camera'],
  });
  assert.equal(made.policy.platform, 'android');
  await says(phone, /step Camera\[allowed=false]/);
  await says(phone, /step PasswordComplexity\[strength=MEDIUM]/);
  await says(phone, /step UserRestriction\[name=no_usb_file_transfer, on=true]/);
  await says(phone, /step Wifi\[Office, Guests]/);
  const kept = (await call('GET', `/policies/${made.policy.id}`)).values['android.wifi.networks'];
  assert.equal(kept[0].password.set, true, 'the password is sealed inside its network');
  assert.ok(!JSON.stringify(kept).includes('correct horse'));
  assert.ok(!phone.text.includes('correct horse'), 'no password in what the phone says');
  const seen = await until('the blocks are reported', async () => {
    const now = await call('GET', `/devices/${id}`);
    return now.blocks.find((b) => b.block === 'android.camera')?.state === 'applied' ? now : null;
  });
  const password = seen.blocks.find((b) => b.block === 'android.password');
  assert.equal(password.state, 'unsupported');
  assert.match(password.reason, /from Android 12 the strength decides/);
  const refused = await https('POST', `${server.url}/api/v1/policies`, {
    name: 'Wrong',
    groupId: root,
    platform: 'android',
    status: 'inactive',
    inherit: true,
    force: false,
    values: { 'remote.access.mode': 'deny' },
    locks: [],
  });
  assert.equal(refused.status, 422, JSON.stringify(refused.body));
  assert.match(JSON.stringify(refused.body), /is no setting of this platform/);
});

test('each command is done, refused or unsupported, with the reason', async () => {
  await ended(await command('lock'), 'succeeded');
  await says(phone, /task Lock/);
  await ended(await command('message', { text: 'Please call' }), 'succeeded');
  await ended(await command('alarm'), 'succeeded');

  const located = await ended(await command('locate'), 'succeeded');
  assert.equal(located.hasResult, true);
  assert.ok(!JSON.stringify(located).includes('59.9'), 'the position is not in the open');
  const where = await call('POST', `/commands/${located.id}/open-result`);
  assert.equal(where.data.latitude, 59.9386);
  const audit = (await call('GET', '/audit?limit=5')).items;
  assert.ok(audit.some((entry) => entry.action === 'command.open-result'));

  const photo = await command('photo');
  await ended(photo, 'running');
  phone.stdin.write('wrong-password 0\n');
  await ended(photo, 'succeeded');
  assert.ok((await call('POST', `/commands/${photo}/open-result`)).data.photo);

  const reset = await ended(await command('reset-password', { password: 'S3cret-77', reason: 'forgotten' }), 'succeeded');
  assert.deepEqual(reset.params.password, { set: true });
  assert.ok(!JSON.stringify(await call('GET', '/audit?limit=20')).includes('S3cret-77'));

  const foreign = await call('POST', '/commands', { kind: 'new-id', deviceIds: [id] });
  assert.match(foreign.refused[0].reason, /do not know this command/);
});

test('without rights on the phone the refusals say what is missing', async () => {
  const link = await invite('anna@example.org');
  const plain = phones(join(folder(), 'f'), '--link', link, '--fingerprint', server.fingerprint, '--mode', 'none');
  const other = (await says(plain, /enrolled (\S+)/))[1];
  await says(plain, /phone 0: connected/);
  const lock = await ended(await command('lock', undefined, other), 'failed');
  assert.match(lock.reason, /^refused: .*device administrator/);
  const locate = await ended(await command('locate', undefined, other), 'failed');
  assert.match(locate.reason, /company's own phones only/);
  plain.stdin.write('mode 0 admin\n');
  await until('the server hears of it', async () => (await call('GET', `/devices/${other}`)).reported.mode === 'admin');
  await ended(await command('lock', undefined, other), 'succeeded');
  const wipe = await ended(await command('wipe', { reason: 'stolen' }, other), 'unsupported');
  assert.match(wipe.reason, /from Android 14/);
  await stop(plain);
});

test('a phone with Android 8 connects by TLS 1.2, and weaker suites or a thin client get nothing by it', async () => {
  const link = await invite('old@example.org');
  const old = phones(join(folder(), 'h'), '--link', link, '--fingerprint', server.fingerprint, '--api', '26');
  const device = (await says(old, /enrolled (\S+)/))[1];
  await says(old, /phone 0: connected/);
  await ended(await command('lock', undefined, device), 'succeeded');
  await stop(old);

  const gateway = (await call('GET', '/server')).gateway;
  const client = async (...args) => {
    const tried = run('openssl', ['s_client', '-connect', gateway, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    await tried.done;
    return tried.text;
  };
  assert.match(await client('-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256'), /Cipher is ECDHE-ECDSA-AES128-GCM-SHA256/);
  assert.match(await client('-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA'), /handshake failure|Cipher is \(NONE\)/);
  assert.match(await client('-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'), /alert protocol version|Cipher is \(NONE\)/);
});

test('the phone goes on after a restart, and a command that waited is done once', async () => {
  const state = join(folder(), 'g');
  const link = await invite('maria@example.org');
  let first = phones(state, '--link', link, '--fingerprint', server.fingerprint);
  const other = (await says(first, /enrolled (\S+)/))[1];
  await says(first, /phone 0: connected/);
  await stop(first);
  const order = await command('lock', undefined, other);
  first = phones(state);
  await ended(order, 'succeeded');
  assert.equal(first.text.match(/task Lock/g).length, 1);

  const leave = await command('wipe-corporate', { reason: 'left the company' }, other);
  await ended(leave, 'succeeded');
  await says(first, /released/);
  assert.ok(!first.text.includes('task Wipe'), 'the user keeps what is his');
  await stop(first);
});

test('a wipe is announced before it begins', async () => {
  const order = await command('wipe', { reason: 'lost in a taxi' });
  await says(phone, /task Wipe/);
  const done = await ended(order, 'succeeded');
  assert.ok(done.journal.some((entry) => /erasing begins/.test(entry.text.en)) || done.journal.some((e) => e.kind === 'running'));
});

test('the server hands out the agent with its SHA-256 and certificate, and makes the code for set-up', async () => {
  const built = existsSync(apk);
  assert.ok(built, 'build the agent first: ./fairlead apk');
  const agent = await call('GET', '/android/agent');
  assert.equal(agent.available, true);
  const told = agent.builds.find((b) => b.active);
  const file = await https('GET', `https://${server.enrol}/get/android.apk`);
  assert.equal(file.headers['content-type'], 'application/vnd.android.package-archive');
  assert.equal(createHash('sha256').update(file.bytes).digest('hex'), told.sha256);
  const check = run('apksigner', ['verify', '--print-certs', apk]);
  await check.done;
  assert.equal(check.text.match(/certificate SHA-256 digest: ([0-9a-f]+)/)[1], told.signer);
  const outside = await https('GET', `https://${server.enrol}/get/android.json`);
  assert.equal(outside.body.signer, told.signer);

  const link = await invite('boris@example.org');
  const invitation = link.split('/i/')[1];
  const code = await https('GET', `https://${server.enrol}/i/${invitation}/android-provisioning.json`);
  assert.equal(code.status, 200);
  const key = (name) => code.body[`android.app.extra.PROVISIONING_${name}`];
  assert.equal(key('DEVICE_ADMIN_COMPONENT_NAME'), 'org.fairlead.agent/org.fairlead.agent.AdminReceiver');
  assert.equal(key('DEVICE_ADMIN_SIGNATURE_CHECKSUM'), Buffer.from(told.signer, 'hex').toString('base64url'));
  assert.equal(key('ADMIN_EXTRAS_BUNDLE').link, link);
  const unknown = await https('GET', `https://${server.enrol}/i/${'x'.repeat(26)}/android-provisioning.json`);
  assert.equal(unknown.status, 404);
});

/** Sends a file as the body. */
function upload(path, bytes) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes.length, Authorization: `Bearer ${token}` };
    const question = request(`${server.url}/api/v1${path}`, { method: 'PUT', agent: new Agent({ rejectUnauthorized: false }), headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, body: JSON.parse(text) }));
    });
    question.on('error', reject);
    question.end(bytes);
  });
}

test("an operator's own build is taken after its consequence was accepted, and the one before comes back", async () => {
  const key = join(folder(), 'own.p12');
  const own = join(folder(), 'own.apk');
  const made = run('keytool', ['-genkeypair', '-keystore', key, '-storetype', 'PKCS12', '-storepass', 'changeit', '-alias', 'own',
    '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '9000', '-dname', 'CN=Own company']);
  assert.equal((await made.done).code, 0, made.text);
  const signed = run('apksigner', ['sign', '--ks', key, '--ks-pass', 'pass:changeit', '--min-sdk-version', '26',
    '--v1-signing-enabled', 'false', '--out', own, apk]);
  assert.equal((await signed.done).code, 0, signed.text);
  const bytes = readFileSync(own);
  const served = async () => createHash('sha256').update((await https('GET', `https://${server.enrol}/get/android.apk`)).bytes).digest('hex');
  const before = await served();

  const damaged = Buffer.from(bytes);
  damaged[damaged.length >> 1] ^= 1;
  assert.equal((await upload('/android/agent', damaged)).status, 422);
  const asked = await upload('/android/agent', bytes);
  assert.equal(asked.status, 409);
  assert.deepEqual(asked.body.current.risks, ['other-signer']);
  assert.match(asked.body.detail, /refuse it as an update/);
  assert.equal(await served(), before);

  const taken = await upload('/android/agent?agree=other-signer', bytes);
  assert.equal(taken.status, 200, JSON.stringify(taken.body));
  assert.equal(taken.body.builds.find((b) => b.active).signerName, 'CN=Own company');
  assert.equal(await served(), createHash('sha256').update(bytes).digest('hex'));

  const back = await call('POST', '/android/agent/activate', { agree: ['other-signer'] });
  assert.equal(back.builds.find((b) => b.active).id, null);
  assert.equal(await served(), before);
});
