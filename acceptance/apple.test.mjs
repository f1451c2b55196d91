import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
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
  assert.deepEqual(Object.keys(sheet.answers).sort(), ['CertificateList', 'DeviceInformation', 'InstalledApplicationList', 'ProfileList', 'SecurityInfo']);
  assert.equal(sheet.answers.InstalledApplicationList.content.InstalledApplicationList[0].Name, 'Mail & more');
});

test('the phone keeps declarations, reports them, and is told when a policy changes them', async () => {
  await until('the phone has read its declarations', async () => (await call('GET', `/devices/${phone.id}/apple`)).declarations.reports > 0);
  const { declarations } = await call('GET', `/devices/${phone.id}/apple`);
  assert.equal(declarations.current, true);
  assert.equal(declarations.status.device['operating-system'].version, '18.1');
  assert.equal(declarations.status.screen, undefined, 'what nobody subscribed to is not reported');
  tell('report one 18.1.1');
  await hears(/^one reported$/m);
  assert.equal((await call('GET', `/devices/${phone.id}`)).device.os, 'iOS 18.1.1');
  const { items: groups } = await call('GET', '/groups');
  said = phones.text.length;
  await call('POST', '/policies', {
    name: 'Phones', platform: 'ios', groupId: groups.find((g) => !g.parentId).id, status: 'active', inherit: true, force: false,
    values: { 'ios.update.version': '18.2', 'ios.update.date': '2099-12-31', 'ios.update.time': '18:30', 'ios.passcode.required': true, 'ios.passcode.minLength': 8 }, locks: [],
  });
  await hears(/^one declarations read [3-9]$/m);
  tell('declaration one org.fairlead.update');
  assert.deepEqual(JSON.parse((await hears(/^one holds org.fairlead.update (\{.*\})$/m))[1]), { TargetOSVersion: '18.2', TargetLocalDateTime: '2099-12-31T18:30:00' });
  tell('declaration one org.fairlead.passcode');
  assert.equal(JSON.parse((await hears(/^one holds org.fairlead.passcode (\{.*\})$/m))[1]).MinimumLength, 8);
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
  assert.deepEqual(lock.journal.map((entry) => entry.kind), ['queued', 'pushed', 'woke', 'delivered', 'succeeded']);
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

test('every other command reaches the phone, is answered by it and stands in the journal', async () => {
  tell('passcode one');
  await hears(/^one passcode set$/m);
  const table = [
    ['synchronise', {}, /(?=[^]*did SecurityInfo)(?=[^]*did ProfileList)(?=[^]*did InstalledApplicationList)[^]*one idle/],
    ['phone-settings', { name: 'Desk 7', dataRoaming: true, voiceRoaming: false, personalHotspot: true, bluetooth: false }, /did Settings(.|\n)*did DeviceInformation/],
    ['lost-mode', { message: 'Lost, please call', phone: '+49 30 1' }, /did EnableLostMode/],
    ['lost-mode-sound', {}, /did PlayLostModeSound/],
    ['locate', {}, /did DeviceLocation/],
    ['end-lost-mode', {}, /did DisableLostMode/],
    ['restart', {}, /did RestartDevice(.|\n)*one restarted/],
  ];
  for (const [kind, params, said_] of table) {
    said = phones.text.length;
    const command = await ended(await order(phone.id, kind, params));
    assert.equal(command.state, 'succeeded', `${kind}: ${JSON.stringify(command)}`);
    await hears(said_);
    const steps = command.journal.map((entry) => entry.kind);
    assert.deepEqual([steps[0], steps.at(-1)], ['queued', 'succeeded'], kind);
    assert.ok(steps.includes('delivered'), `${kind}: ${steps}`);
    if (kind === 'locate') {
      const { data } = await call('POST', `/commands/${command.id}/open-result`);
      assert.deepEqual([data.latitude, data.longitude, data.accuracy], [59.9386, 30.3141, 12]);
    }
    // a command is over before what it asks for afterwards is answered
    await hears(kind === 'restart' ? /^one restarted$/m : /^one idle$/m);
    if (kind === 'lost-mode') {
      const { offers } = await call('GET', `/devices/${phone.id}`);
      assert.match(offers.find((offer) => offer.kind === 'clear-passcode').objection.ru, /режиме пропажи/);
      assert.equal(offers.find((offer) => offer.kind === 'locate').objection, null);
    }
  }
  const { answers } = await call('GET', `/devices/${phone.id}/apple`);
  assert.equal(answers.DeviceInformation.content.DataRoamingEnabled, true);
  assert.equal((await call('GET', `/devices/${phone.id}`)).device.name.includes('Desk 7') || answers.DeviceInformation.content.DeviceName === 'Desk 7', true);
});

test('a phone that was restarted puts off what its closed files hold, and one that is off comes when it is on', async () => {
  const sync = await order(phone.id, 'synchronise');
  await hears(/^one not-now SecurityInfo$/m);
  tell('unlock one');
  assert.equal((await ended(sync)).state, 'succeeded');
  said = phones.text.length;
  assert.equal((await ended(await order(phone.id, 'shut-down'))).state, 'succeeded');
  await hears(/^one off$/m);
  const lock = await order(phone.id, 'lock', { message: 'Call us' });
  await hears(/^push 200$/m);
  assert.equal((await call('GET', `/commands/${lock}`)).state, 'queued');
  tell('on one');
  assert.equal((await ended(lock)).state, 'succeeded');
  tell('unlock one');
  await hears(/^one idle$/m);
});

test('a phone without supervision is offered what it can do, and refuses the rest with the code of Apple', async () => {
  tell(`enrol plain ${await link()} ${server.fingerprint} ipad`);
  const udid = (await hears(/^plain enrolled (\S+)$/m))[1];
  await hears(/^plain did InstalledApplicationList$/m);
  const plain = await until('the iPad is described', async () => {
    const found = await device(udid);
    return found?.model === 'iPad' && found;
  });
  const { offers } = await call('GET', `/devices/${plain.id}`);
  const objections = Object.fromEntries(offers.map((offer) => [offer.kind, offer.objection]));
  for (const kind of ['restart', 'shut-down', 'lost-mode', 'lost-mode-sound', 'locate', 'end-lost-mode']) assert.match(objections[kind].en, /supervised/, kind);
  assert.match(objections['phone-settings'].en, /no mobile network/);
  for (const kind of ['synchronise', 'lock', 'clear-passcode', 'wipe', 'wipe-corporate']) assert.equal(objections[kind], null, kind);
  const cases = [
    ['restart', {}, /12021/],
    ['lost-mode', { message: 'x' }, /12021/],
    ['phone-settings', { name: 'Mine', dataRoaming: true, bluetooth: true }, /^not set: DeviceName: .*12021.*DataRoaming: .*12021.*Bluetooth/],
  ];
  const ids = [];
  for (const [kind, params] of cases) ids.push(await order(plain.id, kind, params));
  for (const [index, [kind, , reason]] of cases.entries()) {
    const command = await ended(ids[index]);
    assert.equal(command.state, 'failed', kind);
    assert.match(command.reason, reason);
    assert.match(command.reasonText.ru, /[а-я]/);
  }
  const wrong = await call('POST', '/commands', { kind: 'phone-settings', params: { wallpaper: true }, deviceIds: [plain.id] }, 422);
  assert.match(JSON.stringify(wrong), /dataRoaming/);
  assert.equal((await ended(await order(plain.id, 'clear-passcode', { reason: 'forgotten' }))).state, 'succeeded');
  const lock = await ended(await order(plain.id, 'lock', { message: 'Call us' }));
  assert.match(lock.reason, /not shown, the phone has no passcode/);
  assert.equal((await ended(await order(plain.id, 'wipe', { reason: 'sold' }))).state, 'succeeded');
  assert.equal((await call('GET', `/devices/${plain.id}/apple`)).state, 'ended');
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

test('property lists of another implementation, XML and binary, are understood, and a limit is a limit', async () => {
  const sheet = await call('GET', `/devices/${phone.id}/apple`);
  const make = (name, format, more = '{}') => {
    const file = join(home, name);
    execFileSync('python3', ['-c', `
import plistlib, sys, json
message = {'MessageType': 'GetBootstrapToken', 'UDID': sys.argv[2]}
message.update(json.loads(sys.argv[3]))
plistlib.dump(message, open(sys.argv[1], 'wb'), fmt=plistlib.FMT_${format})`, file, sheet.udid, more]);
    return file;
  };
  const status = async (kind, file) => {
    tell(`raw one ${kind} ${file}`);
    return (await hears(/^one status (\d+)$/m))[1];
  };
  assert.equal(await status('checkin', make('own.xml', 'XML')), '200');
  assert.equal(await status('checkin', make('own.bin', 'BINARY')), '200');
  assert.equal(await status('mdm', make('idle.bin', 'BINARY', '{"Status": "Idle"}')), '200');
  assert.equal(await status('checkin', make('user.xml', 'XML', '{"MessageType": "UserAuthenticate", "UserID": "A"}')), '410');
  assert.equal(await status('checkin', make('token.xml', 'XML', '{"MessageType": "GetToken", "TokenServiceType": "com.apple.maid"}')), '400');
  assert.equal(await status('checkin', make('other.xml', 'XML', '{"UDID": "00008030-0000000000000000"}')), '403');
  const full = join(home, 'full.plist');
  const head = readFileSync(join(home, 'own.xml'));
  writeFileSync(full, Buffer.concat([head, Buffer.alloc((1 << 20) - head.length, 10)]));
  assert.equal(await status('checkin', full), '200', 'a message of a mebibyte');
  writeFileSync(full, Buffer.concat([head, Buffer.alloc((1 << 20) + 1 - head.length, 10)]));
  tell(`raw one checkin ${full}`);
  assert.match((await hears(/^one (status \d+|error .*)$/m))[1], /^status 413$|^error/, 'one byte more');
});

/** What a fresh invitation's profile says of SCEP, and the responder by plain HTTP for clients that know nothing else. */
async function scepOverHttp() {
  const profile = await https('GET', `${await link()}/apple.mobileconfig`);
  const file = join(home, 'scep.mobileconfig');
  writeFileSync(file, profile.body);
  writeFileSync(`${file}.xml`, execFileSync('openssl', ['cms', '-verify', '-inform', 'DER', '-in', file, '-noverify'], { stdio: ['ignore', 'pipe', 'pipe'] }));
  const scep = JSON.parse(execFileSync('python3', ['-c', `
import plistlib, sys, json
p = plistlib.load(open(sys.argv[1], 'rb'))
c = next(c for c in p['PayloadContent'] if c['PayloadType'] == 'com.apple.security.scep')['PayloadContent']
print(json.dumps({'url': c['URL'], 'challenge': c['Challenge']}))`, `${file}.xml`], { encoding: 'utf8' }));
  const relay = http.createServer(async (question, answer) => {
    const parts = [];
    for await (const part of question) parts.push(part);
    const got = await https(question.method, new URL(question.url, scep.url).href, { body: parts.length ? Buffer.concat(parts) : undefined, headers: { 'Content-Type': question.headers['content-type'] ?? 'application/octet-stream' } });
    // strongSwan 5.9.8 takes AES and SHA-256 as known only where these two other keywords stand as well
    const body = question.url.includes('GetCACaps') ? Buffer.concat([got.body, Buffer.from('SHA-1\nSHA-384\n')]) : got.body;
    answer.writeHead(got.status, { 'Content-Type': got.headers['content-type'] ?? 'text/plain', 'Content-Length': body.length });
    answer.end(body);
  });
  await new Promise((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${relay.address().port}/apple/scep`, challenge: scep.challenge, close: () => relay.close() };
}

/** An identity of our making, whatever the client asked for. */
function isIdentity(file, authority) {
  const text = execFileSync('openssl', ['x509', '-in', file, '-noout', '-text'], { encoding: 'utf8' });
  assert.match(text, /TLS Web Client Authentication/);
  assert.doesNotMatch(text, /whatever the client wants/, 'the subject is the server\'s word');
  execFileSync('openssl', ['verify', '-CAfile', authority, file]);
}

test('a SCEP client of strongSwan gets an identity with a challenge, once', async () => {
  const scep = await scepOverHttp();
  try {
    const ca = run('pki', ['--scepca', '--url', scep.url, '--caout', join(home, 'scep-ca.pem'), '--outform', 'pem', '--force']);
    assert.equal((await ca.done).code, 0, ca.text);
    const authority = readdirSync(home).filter((name) => name.startsWith('scep-ca')).map((name) => join(home, name))[0];
    execFileSync('openssl', ['genrsa', '-out', join(home, 'scep-key.pem'), '2048'], { stdio: 'ignore' });
    execFileSync('openssl', ['genrsa', '-out', join(home, 'scep-other.pem'), '2048'], { stdio: 'ignore' });
    const enrol = (key, challenge) =>
      new Promise((resolve) => {
        const child = spawn('pki', ['--scep', '--url', scep.url, '--in', join(home, key), '--dn', 'CN=whatever the client wants', '--password', challenge, '--cacert-enc', authority, '--cacert-sig', authority, '--cipher', 'aes', '--digest', 'sha256', '--outform', 'pem', '--maxpolltime', '5'], { stdio: ['ignore', 'pipe', 'pipe'] });
        let out = '';
        let err = '';
        child.stdout.on('data', (part) => { out += part; });
        child.stderr.on('data', (part) => { err += part; });
        child.on('exit', (code) => resolve({ code, out, err }));
      });
    const wrong = await enrol('scep-key.pem', 'a guess');
    assert.notEqual(wrong.code, 0);
    const first = await enrol('scep-key.pem', scep.challenge);
    assert.equal(first.code, 0, first.err);
    writeFileSync(join(home, 'scep-cert.pem'), first.out);
    isIdentity(join(home, 'scep-cert.pem'), authority);
    const second = await enrol('scep-other.pem', scep.challenge);
    assert.notEqual(second.code, 0, 'another key with the same challenge');
  } finally {
    scep.close();
  }
});

test('Debian\'s scepclient, which seals by single DES, is told so and gets nothing; its challenge stays good', async () => {
  const scep = await scepOverHttp();
  const own = folder();
  try {
    const child = run('scepclient', ['-server-url', scep.url, '-challenge', scep.challenge, '-private-key', join(own, 'client.key'), '-certificate', join(own, 'client.pem')]);
    assert.notEqual((await child.done).code, 0);
    assert.match(child.text, /failInfo: badAlg/);
    assert.ok(!existsSync(join(own, 'client.pem')));
    const authority = readdirSync(home).filter((name) => name.startsWith('scep-ca')).map((name) => join(home, name))[0];
    const strong = run('pki', ['--scep', '--url', scep.url, '--in', join(home, 'scep-other.pem'), '--dn', 'CN=one', '--password', scep.challenge, '--cacert-enc', authority, '--cacert-sig', authority, '--cipher', 'aes', '--digest', 'sha256', '--outform', 'pem', '--maxpolltime', '5']);
    assert.equal((await strong.done).code, 0, strong.text);
  } finally {
    scep.close();
  }
});

test('of two phones that install one invitation at the same time exactly one wins', async () => {
  const fresh = await link();
  said = phones.text.length;
  phones.stdin.write(`race ${fresh} ${server.fingerprint} left right\n`);
  const lines = await until('both have ended', () => {
    const found = phones.text.slice(said).match(/^(left|right) (enrolled|refused|error)\b.*$/gm) ?? [];
    return found.length === 2 && found;
  });
  assert.equal(lines.filter((line) => / enrolled /.test(line)).length, 1, lines.join(' | '));
  assert.match(lines.find((line) => !/ enrolled /.test(line)), /used|403|410/);
});

test('a hostile phone that fills every field is shown bounded and harms nobody', async () => {
  tell(`enrol evil ${await link()} ${server.fingerprint} hostile`);
  const udid = (await hears(/^evil enrolled (\S+)$/m))[1];
  await hears(/^evil did InstalledApplicationList$/m);
  await hears(/^evil idle$/m);
  const evil = await device(udid);
  const sheet = await call('GET', `/devices/${evil.id}/apple`);
  const text = JSON.stringify(sheet);
  assert.ok(text.length < 400_000, `${text.length} characters`);
  for (const value of [evil.name, evil.os, evil.model, evil.serial]) assert.ok(String(value ?? '').length <= 300, String(value).length);
  assert.ok(sheet.answers.InstalledApplicationList.content.InstalledApplicationList.length <= 2000);
  assert.equal((await ended(await order(evil.id, 'lock'))).state, 'succeeded');
});

test('a phone of another person with a known UDID waits until an administrator has decided', async () => {
  const other = await call('POST', '/people', { name: 'Otto Other', mail: 'otto@example.test' });
  const theirs = (await call('POST', '/invitations', { personIds: [other.id], mail: false, replace: false })).items[0].link;
  tell(`enrol twin ${await link()} ${server.fingerprint}`);
  const udid = (await hears(/^twin enrolled (\S+)$/m))[1];
  await hears(/^twin idle$/m);
  const mine = await device(udid);
  tell(`again twin ${theirs} ${server.fingerprint}`);
  await hears(/^twin enrolled/m);
  const waiting = await until('the claim', async () => {
    const sheet = await call('GET', `/devices/${mine.id}/apple`);
    return sheet.claims.length === 1 && sheet;
  });
  tell('idle twin');
  await hears(/^twin idle$/m);
  assert.doesNotMatch(phones.text.slice(said), /twin did/, 'it gets nothing');
  const events = await call('GET', `/events?device=${mine.id}&limit=50`);
  assert.ok(events.items.some((event) => event.code === 'S56.apple-other-person'));
  said = phones.text.length;
  const sheet = await call('POST', `/devices/${mine.id}/apple/claims/${waiting.claims[0].enrolment}`, { accept: true });
  assert.equal(sheet.claims.length, 0);
  await hears(/^twin did InstalledApplicationList$/m);
  assert.equal((await call('GET', `/devices/${mine.id}`)).device.personId ?? other.id, other.id);
});

test('an identity that nears its end is renewed by the phone, and the old one is refused once the new one was used', async () => {
  const before = await call('GET', `/devices/${phone.id}/apple`);
  const settings = await call('GET', '/apple/settings');
  assert.deepEqual([settings.identityDays, settings.renewDays], [730, 60]);
  await call('PUT', '/apple/settings', { ...settings, renewDays: 730 }, 422);
  said = phones.text.length;
  // identities of two years that are renewed 735 days before the end are due at once, those of three years are not
  await call('PUT', '/apple/settings', { ...settings, identityDays: 1095, renewDays: 735 });
  await hears(/^one renewed$/m);
  await until('the server knows the new end', async () => {
    const { identityNotAfter } = await call('GET', `/devices/${phone.id}/apple`);
    return Date.parse(identityNotAfter) - Date.parse(before.identityNotAfter) > 360 * 86_400_000;
  });
  tell('old-identity one');
  assert.equal((await hears(/^one old identity (\d+)$/m))[1], '403');
  tell('idle one');
  await hears(/^one idle$/m);
  const sheet = await call('GET', `/devices/${phone.id}/apple`);
  assert.equal(sheet.state, 'active');
  assert.deepEqual(Object.keys(sheet.answers), Object.keys(before.answers), 'what it said of itself stays');
});

test('a new authority of identities reaches every phone, and the old one is retired when nobody needs it', async () => {
  tell('put-off evil InstallProfile');
  await hears(/^evil puts off/m);
  await call('POST', '/apple/identity-authorities', {}, 422);
  const held = await call('GET', '/apple/identity-authorities/1/phones?limit=200');
  assert.ok(held.items.some((item) => item.id === phone.id));
  said = phones.text.length;
  const made = await call('POST', '/apple/identity-authorities', { reason: 'yearly' });
  assert.deepEqual(made.items.map((a) => [a.generation, a.issues]), [[2, true], [1, false]]);
  assert.ok(made.items[1].phones > 0);
  await hears(/^one renewed$/m);
  await until('the phone works with the new authority', async () => (await call('GET', '/apple/identity-authorities/2/phones')).items.some((item) => item.id === phone.id));
  const left = await call('GET', '/apple/identity-authorities/1/phones');
  assert.ok(left.items.every((item) => item.id !== phone.id));
  const refused = await call('DELETE', '/apple/identity-authorities/1', undefined, 409);
  assert.match(refused.detail, /still work/);
  tell('ready evil');
  await until('nobody needs the old one', async () => (await call('GET', '/apple/identity-authorities/1/phones')).items.length === 0);
  assert.equal((await call('DELETE', '/apple/identity-authorities/1')).items.length, 1);
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
  assert.ok(refused.current.phones >= 1);
  assert.equal(refused.current.names.length, refused.current.phones);
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
