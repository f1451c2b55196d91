import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, run, startServer, stopAll, until } from './lib.mjs';

// An iPhone from the link to the end, with the push service: both simulated (see simulator/), everything else is real.
// openssl and Python's plistlib look at what the server makes.
const TOPIC = 'com.apple.mgmt.External.5f1c1f0e-0000-4000-8000-00000000a991';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const home = folder();
let server;
let call;
let phones;
let person;
let said = 0;

before(async () => {
  const data = join(home, 'data');
  server = await startServer(data);
  const made = run('./fairlead', ['token', 'create', '--role', 'Main administrator', '--expires', '1', '--name', 'apple', '--data', data]);
  assert.equal((await made.done).code, 0, made.text);
  const token = made.text.trim().split('\n').at(-1);
  call = async (method, path, body, expected = 200) => {
    const answer = await https(method, `${server.url}/api/v1${path}`, {
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    });
    assert.equal(answer.status, expected, `${method} ${path}: ${answer.body}`);
    return answer.body.length ? JSON.parse(answer.body) : null;
  };
  phones = run('./fairlead', ['simulator', 'apple', '--state', join(home, 'apple')], { stdio: ['pipe', 'pipe', 'pipe'] });
  await until('the push service', () => /^apns \d+$/m.test(phones.text), 240);
  person = await call('POST', '/people', { name: 'Anna Apple', mail: 'anna@example.test' });
});
after(stopAll);

function https(method, url, { body, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const question = request(url, { method, agent: new Agent({ rejectUnauthorized: false }), timeout: 60_000, headers }, (answer) => {
      const parts = [];
      answer.on('data', (chunk) => parts.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    question.on('error', reject);
    question.end(body);
  });
}

/** Gives the simulator a line; what is said from then on counts for the next {@link hears}. */
function tell(line) {
  said = phones.text.length;
  phones.stdin.write(`${line}\n`);
}
const hears = (pattern) =>
  until(`the simulator says ${pattern}`, () => phones.text.slice(said).match(pattern)).catch((error) => {
    throw new Error(`${error.message}\nit said: ${phones.text.slice(said)}\nthe server: ${server.child.text.slice(-2000)}`);
  });

const link = async (more = {}) => (await call('POST', '/invitations', { personIds: [person.id], mail: false, replace: false, ...more })).items[0].link;

async function sign(name, topic, days) {
  const request = join(home, `${name}.csr`);
  const out = join(home, `${name}.pem`);
  const view = await call('POST', '/apple/push-certificate/request', { organisation: 'Example', mail: 'it@example.test' });
  writeFileSync(request, view.request);
  tell(`sign ${request} ${out} ${topic} ${days}`);
  await hears(/^signed/m);
  return readFileSync(out, 'utf8');
}

const device = async (udid) => {
  const { items } = await call('GET', `/devices?person=${person.id}`);
  for (const item of items) if ((await call('GET', `/devices/${item.id}/apple`)).udid === udid) return item;
  return null;
};

async function order(id, kind, params = {}) {
  const made = await call('POST', '/commands', { kind, params, deviceIds: [id] });
  assert.equal(made.commands.length, 1, JSON.stringify(made));
  return made.commands[0].id;
}
const ended = (id) =>
  until('the command ends', async () => {
    const command = await call('GET', `/commands/${id}`);
    return ['succeeded', 'failed', 'unsupported'].includes(command.state) && command;
  });

test('without a push certificate a phone reads why, and no profile is handed out', async () => {
  const url = await link();
  const page = await https('GET', url, { headers: { 'User-Agent': IPHONE } });
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.body.toString(), /apple\.mobileconfig/);
  assert.equal((await https('GET', `${url}/apple.mobileconfig`)).status, 503);
});

test('a certificate request is a plain PKCS#10, and its certificate is taken into use', async () => {
  const pem = await sign('push', TOPIC, 20);
  const text = execFileSync('openssl', ['req', '-in', join(home, 'push.csr'), '-noout', '-verify', '-text'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  assert.match(text, /RSA|rsaEncryption/);
  assert.match(text, /2048 bit/);
  const other = await call('PUT', '/apple/push-certificate', { pem: readFileSync(join(home, 'apple', 'root.pem'), 'utf8') }, 422);
  assert.match(JSON.stringify(other.fields), /no push certificate/);
  const view = await call('PUT', '/apple/push-certificate', { pem, account: 'it@example.test' });
  assert.equal(view.state, 'ready');
  assert.equal(view.topic, TOPIC);
  assert.equal(view.request, null);
  const port = Number(phones.text.match(/^apns (\d+)$/m)[1]);
  await call('PUT', '/apple/settings', { gatewayHost: 'localhost', gatewayPort: port, trustedRoots: readFileSync(join(home, 'apple', 'root.pem'), 'utf8') });
});

let url;
let phone;
test('from the link to the device: profile, identity, check-in, push, what the phone says of itself', async () => {
  url = await link();
  const page = await https('GET', url, { headers: { 'User-Agent': IPHONE } });
  assert.match(page.body.toString(), /apple\.mobileconfig/);
  const profile = await https('GET', `${url}/apple.mobileconfig`);
  assert.equal(profile.headers['content-type'], 'application/x-apple-aspen-config');
  assert.equal(profile.headers['cache-control'], 'no-store');
  const file = join(home, 'enroll.mobileconfig');
  writeFileSync(file, profile.body);
  const xml = execFileSync('openssl', ['cms', '-verify', '-inform', 'DER', '-in', file, '-noverify'], { stdio: ['ignore', 'pipe', 'pipe'] });
  writeFileSync(`${file}.xml`, xml);
  const types = execFileSync('python3', ['-c', 'import plistlib,sys; p=plistlib.load(open(sys.argv[1],"rb")); print(p["PayloadVersion"], *[c["PayloadType"] for c in p["PayloadContent"]])', `${file}.xml`], { encoding: 'utf8' });
  assert.equal(types.trim(), '1 com.apple.security.root com.apple.security.scep com.apple.mdm');
  tell(`enrol one ${url} ${server.fingerprint} supervised`);
  const udid = (await hears(/^one enrolled (\S+)$/m))[1];
  await hears(/^push 200$/m);
  await hears(/^one woken$/m);
  await hears(/^one idle$/m);
  phone = await until('the device is described', async () => {
    const found = await device(udid);
    return found?.model === 'iPhone' && found;
  });
  assert.equal(phone.platform, 'ios');
  assert.match(phone.os, /^iOS 18\.1$/);
  const sheet = await call('GET', `/devices/${phone.id}/apple`);
  assert.equal(sheet.state, 'active');
  assert.equal(sheet.supervised, true);
  assert.deepEqual(Object.keys(sheet.answers).sort(), ['DeviceInformation', 'InstalledApplicationList', 'ProfileList', 'SecurityInfo']);
  assert.equal(sheet.answers.InstalledApplicationList.content.InstalledApplicationList[0].Name, 'Mail & more');
});

test('a link that was used admits no second phone, and an identity is issued once for a challenge', async () => {
  tell(`enrol thief ${url} ${server.fingerprint}`);
  assert.match((await hears(/^thief (error|refused) .*$/m))[0], /410|used/);
});

test('a command wakes the phone through the push service and comes back with its result', async () => {
  said = phones.text.length;
  const lock = await ended(await order(phone.id, 'lock', { message: 'Please return <me>', phone: '+49 30 1' }));
  assert.equal(lock.state, 'succeeded', JSON.stringify(lock));
  await hears(/^one did DeviceLock$/m);
  assert.deepEqual(lock.journal.map((entry) => entry.kind), ['queued', 'pushed', 'delivered', 'succeeded']);
  const clear = await ended(await order(phone.id, 'clear-passcode', { reason: 'forgotten' }));
  assert.equal(clear.state, 'succeeded', JSON.stringify(clear));
  const audit = await call('GET', '/audit?limit=20');
  assert.ok(audit.items.some((entry) => entry.action === 'device.unlock-token'));
});

test('lost mode, then a position that is sealed', async () => {
  assert.equal((await ended(await order(phone.id, 'lost-mode', { message: 'Lost' }))).state, 'succeeded');
  const locate = await ended(await order(phone.id, 'locate'));
  assert.equal(locate.state, 'succeeded', JSON.stringify(locate));
  assert.equal((await ended(await order(phone.id, 'end-lost-mode'))).state, 'succeeded');
  const again = await ended(await order(phone.id, 'locate'));
  assert.equal(again.state, 'failed');
  assert.match(again.reason, /lost mode/);
});

test('a request that the phone puts off does not hold up the others', async () => {
  tell('put-off one DeviceInformation');
  await hears(/^one puts off/m);
  const sync = await order(phone.id, 'synchronise');
  await hears(/^one not-now DeviceInformation$/m);
  const lock = await ended(await order(phone.id, 'lock'));
  assert.equal(lock.state, 'succeeded');
  assert.equal((await call('GET', `/commands/${sync}`)).state, 'delivered');
  tell('ready one');
  assert.equal((await ended(sync)).state, 'succeeded');
  assert.ok((await call('GET', `/commands/${sync}`)).journal.some((entry) => entry.kind === 'not-now'));
});

test('hostile property lists are refused and the phone stays managed', async () => {
  const files = {
    'entity.plist': '<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY x SYSTEM "file:///etc/passwd">]><plist><dict><key>UDID</key><string>&x;</string></dict></plist>',
    'laughs.plist': `<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "aaaaaaaaaa">${'bcdefghi'.split('').map((c, i) => `<!ENTITY ${c} "${`&${'abcdefgh'[i]};`.repeat(10)}">`).join('')}]><plist><dict><key>UDID</key><string>&i;</string></dict></plist>`,
    'deep.plist': `<plist>${'<array>'.repeat(5000)}${'</array>'.repeat(5000)}</plist>`,
    'garbage.plist': 'bplist00 and then nothing that makes sense at all, only text, text and text',
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(home, name);
    writeFileSync(file, text);
    for (const kind of ['checkin', 'mdm']) {
      tell(`raw one ${kind} ${file}`);
      assert.equal((await hears(/^one status (\d+)$/m))[1], '400', `${name} as ${kind}`);
    }
  }
  const huge = join(home, 'huge.plist');
  writeFileSync(huge, Buffer.alloc(5 << 20, 32));
  tell(`raw one mdm ${huge}`);
  const answer = (await hears(/^one (status \d+|error .*)$/m))[1];
  assert.match(answer, /^status 413$|^error/);
  const plain = await https('PUT', `${url.split('/i/')[0]}/apple/mdm`, { body: '<plist/>' });
  assert.equal(plain.status, 403, 'a message without a signature');
  assert.equal((await call('GET', `/devices/${phone.id}/apple`)).state, 'active');
});

test('a token that Apple calls dead is said once, and a new token revives the phone', async () => {
  tell('unregister one');
  await hears(/^one unregistered$/m);
  const lock = await order(phone.id, 'lock');
  await hears(/^push 410 Unregistered$/m);
  await until('the phone is marked', async () => (await call('GET', `/devices/${phone.id}/apple`)).unreachableSince);
  const events = await call('GET', `/events?device=${phone.id}&limit=50`);
  assert.equal(events.items.filter((event) => event.code === 'S55.apple-unreachable').length, 1);
  tell('new-token one');
  await hears(/^one token$/m);
  assert.equal((await ended(lock)).state, 'succeeded');
  assert.equal((await call('GET', `/devices/${phone.id}/apple`)).unreachableSince, null);
});

test('after check-out the phone is gone from the management, and a new link continues its history', async () => {
  tell('check-out one');
  await hears(/^one checked-out$/m);
  const sheet = await call('GET', `/devices/${phone.id}/apple`);
  assert.equal(sheet.state, 'ended');
  tell(`enrol one ${await link()} ${server.fingerprint}`);
  const udid = (await hears(/^one enrolled (\S+)$/m))[1];
  await hears(/^one did InstalledApplicationList$/m);
  const again = await device(udid);
  assert.equal(again.id, phone.id, 'the same device');
  assert.equal((await call('GET', `/devices/${phone.id}/apple`)).state, 'active');
  const commands = await call('GET', `/commands?device=${phone.id}&limit=50`);
  assert.ok(commands.items.length >= 6, 'the commands of before are there');
});

test('a certificate with another topic is refused until it is confirmed with the phones that it loses', async () => {
  const pem = await sign('other', TOPIC.replace('a991', 'b000'), 365);
  const refused = await call('PUT', '/apple/push-certificate', { pem }, 409);
  assert.equal(refused.code, 'topic-changed');
  assert.equal(refused.current.phones, 1);
  assert.equal(refused.current.names.length, 1);
  const renewed = await sign('renewed', TOPIC, 365);
  const view = await call('PUT', '/apple/push-certificate', { pem: renewed });
  assert.equal(view.topic, TOPIC);
  assert.equal(view.account, 'it@example.test');
  said = phones.text.length;
  assert.equal((await ended(await order(phone.id, 'lock'))).state, 'succeeded');
});

test('corporate data are removed with the profile, and the phone is not asked again', async () => {
  assert.equal((await ended(await order(phone.id, 'wipe-corporate', { reason: 'left' }))).state, 'succeeded');
  assert.equal((await call('GET', `/devices/${phone.id}/apple`)).state, 'ended');
});
