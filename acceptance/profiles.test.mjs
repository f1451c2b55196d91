import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, folder, run, setUp, startServer, stopAll, until } from './lib.mjs';

// Security profiles from the console to phones: two simulated iPhones, one of them supervised, and an Android phone.
const TOPIC = 'com.apple.mgmt.External.5f1c1f0e-0000-4000-8000-00000000a992';
const home = folder();
let server;
let call;
let apple;
let android;
let page;
let said = 0;
const group = {};
const phone = {};

before(async () => {
  const data = join(home, 'data');
  server = await startServer(data);
  const made = run('./fairlead', ['token', 'create', '--role', 'Main administrator', '--expires', '1', '--name', 'profiles', '--data', data]);
  assert.equal((await made.done).code, 0, made.text);
  const token = made.text.trim().split('\n').at(-1);
  call = async (method, path, body, expected = 200) => {
    const answer = await https(method, `${server.url}/api/v1${path}`, token, body);
    assert.equal(answer.status, expected, `${method} ${path}: ${answer.body}`);
    return answer.body.length ? JSON.parse(answer.body) : null;
  };
  apple = run('./fairlead', ['simulator', 'apple', '--state', join(home, 'apple')], { stdio: ['pipe', 'pipe', 'pipe'] });
  await until('the push service', () => /^apns \d+$/m.test(apple.text), 240);
  const csr = await call('POST', '/apple/push-certificate/request', { organisation: 'Example', mail: 'it@example.test' });
  writeFileSync(join(home, 'push.csr'), csr.request);
  tell(`sign ${join(home, 'push.csr')} ${join(home, 'push.pem')} ${TOPIC} 90`);
  await hears(/^signed/m);
  await call('PUT', '/apple/push-certificate', { pem: readFileSync(join(home, 'push.pem'), 'utf8'), account: 'it@example.test' });
  await call('PUT', '/apple/settings', {
    gatewayHost: 'localhost',
    gatewayPort: Number(apple.text.match(/^apns (\d+)$/m)[1]),
    trustedRoots: readFileSync(join(home, 'apple', 'root.pem'), 'utf8'),
  });
});
after(stopAll);

function https(method, url, token, body) {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const question = request(url, { method, agent: new Agent({ rejectUnauthorized: false }), timeout: 60_000, headers }, (answer) => {
      const parts = [];
      answer.on('data', (chunk) => parts.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(parts).toString() }));
    });
    question.on('error', reject);
    question.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Gives the iPhones a line; what is said from then on counts for the next {@link hears}. */
function tell(line) {
  said = apple.text.length;
  apple.stdin.write(`${line}\n`);
}
const hears = (pattern) =>
  until(`the iPhones say ${pattern}`, () => apple.text.slice(said).match(pattern)).catch((error) => {
    throw new Error(`${error.message}\nthey said: ${apple.text.slice(said)}\nthe server: ${server.child.text.slice(-2000)}`);
  });

/** What holds on an iPhone now. */
async function inForce(name) {
  tell(`in-force ${name}`);
  return (await hears(new RegExp(`^${name} has (.*)$`, 'm')))[1];
}

/** How a setting stands on a device. */
const state = async (id, key) => (await call('GET', `/devices/${id}/settings`)).states[key];
const stands = (id, key, wanted) =>
  until(`${key} is ${wanted}`, async () => {
    const now = await state(id, key);
    return now?.state === wanted && now;
  });

const person = (name, groups) => call('POST', '/people', { name, mail: `${name.toLowerCase()}@example.test`, groups });
const link = async (owner) => (await call('POST', '/invitations', { personIds: [owner.id], mail: false })).items[0].link;
const deviceOf = (owner) => until('the device', async () => (await call('GET', `/devices?person=${owner.id}`)).items[0]);

test('a profile made in the console reaches the iPhones and the Android of a group and of a group below it', async () => {
  group.all = await call('POST', '/people-groups', { name: 'Company' });
  group.sales = await call('POST', '/people-groups', { name: 'Sales', parentId: group.all.id });
  const anna = await person('Anna', [group.sales.id]);
  const boris = await person('Boris', [group.all.id]);
  const clara = await person('Clara', [group.sales.id]);
  tell(`enrol one ${await link(anna)} ${server.fingerprint} supervised`);
  await hears(/^one enrolled/m);
  tell(`enrol two ${await link(boris)} ${server.fingerprint}`);
  await hears(/^two enrolled/m);
  android = run('./fairlead', ['simulator', 'android', '--state', join(home, 'android'), '--link', await link(clara), '--fingerprint', server.fingerprint], { stdio: ['pipe', 'pipe', 'pipe'] });
  await until('the Android phone is connected', () => /phone 0: connected/.test(android.text), 90);
  for (const [name, owner] of Object.entries({ one: anna, two: boris, three: clara })) phone[name] = (await deviceOf(owner)).id;
  await until('the iPhones are known', async () => (await call('GET', `/devices/${phone.one}`)).reported.supervised === true);

  ({ page } = await browser());
  await setUp(page, server.setup);
  await page.goto(`${server.url}/security-profiles`);
  await page.getByRole('button', { name: 'New profile' }).first().click();
  await page.getByLabel('Name').fill('Field staff');
  await page.getByRole('button', { name: 'Create profile' }).click();
  await page.getByRole('heading', { name: 'Field staff' }).waitFor();
  const id = page.url().match(/security-profiles\/([0-9a-f-]+)/)[1];
  await page.goto(`${server.url}/security-profiles/${id}/settings/ios`);
  await page.getByRole('switch', { name: 'Camera', exact: true }).click({ force: true });
  await page.getByRole('link', { name: /Assignment/ }).click();
  await page.getByLabel('Add groups').click();
  await page.getByRole('option', { name: 'Company', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByText(/changes the settings of 2 of 3 phones/).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/Saved as revision/).waitFor();

  for (const name of ['one', 'two']) await stands(phone[name], 'ios.device.camera', 'applied');
  assert.match(await inForce('one'), /com\.apple\.applicationaccess\{allowCamera=false\}/);
  const settings = await call('GET', `/devices/${phone.one}/settings`);
  assert.equal(settings.effective['ios.device.camera'].origin.kind, 'profile');
  assert.equal(settings.effective['ios.device.camera'].origin.policyName, 'Field staff');
  phone.profile = id;
});

const change = async (values, more = {}) => {
  const now = await call('GET', `/security-profiles/${phone.profile}`);
  return call('PUT', `/security-profiles/${phone.profile}`, {
    name: now.profile.name,
    status: 'active',
    priority: now.profile.priority,
    values,
    locks: [],
    people: now.people.map((p) => p.id),
    groups: now.groups.map((g) => g.id),
    revision: now.profile.revision,
    ...more,
  });
};

test('a change reaches all; secrets are shown nowhere; what needs supervision is said to be unsupported elsewhere', async () => {
  await change({
    'ios.wifi.ssid': 'Büro <&> 5',
    'ios.wifi.password': 'correct horse',
    'ios.message.ifLost': 'Call us',
    'ios.singleApp.enabled': true,
    'ios.singleApp.app': 'com.example.absent',
    'android.camera.camera': false,
  });
  await stands(phone.one, 'ios.wifi.ssid', 'applied');
  await stands(phone.two, 'ios.wifi.ssid', 'applied');
  await stands(phone.three, 'android.camera.camera', 'applied');
  const one = await inForce('one');
  assert.match(one, /SSID_STR=Büro <&> 5/);
  assert.match(one, /Password=\*{13}/);
  assert.match(one, /IfLostReturnToMessage=Call us/);
  assert.doesNotMatch(one, /allowCamera/, 'the profile of the block that asks for nothing any more is gone');
  const two = await inForce('two');
  assert.match(two, /com\.apple\.wifi\.managed/);
  assert.doesNotMatch(two, /shareddeviceconfiguration|app\.lock/);
  assert.match((await state(phone.two, 'ios.message.ifLost')).reason, /supervised/);
  assert.equal((await state(phone.two, 'ios.message.ifLost')).state, 'unsupported');
  const refused = await stands(phone.one, 'ios.singleApp.app', 'failed');
  assert.match(refused.reason, /com\.example\.absent is not installed/);
  for (const path of [`/devices/${phone.one}`, `/devices/${phone.one}/settings`, `/devices/${phone.one}/apple`, `/security-profiles/${phone.profile}`, '/audit?limit=50']) {
    assert.ok(!JSON.stringify(await call('GET', path)).includes('correct horse'), path);
  }
  assert.ok(!server.child.text.includes('correct horse'), 'no password in what the server says');
  await page.goto(`${server.url}/devices/${phone.two}/settings/ios`);
  await page.getByText('Unsupported').first().waitFor();
  await page.getByText('needs a supervised device').first().waitFor();
  await page.goto(`${server.url}/devices/${phone.one}/settings/ios`);
  await page.getByText(/com\.example\.absent is not installed/).first().waitFor();
});

test('a phone that is locked takes the profile later, and nothing waits behind it', async () => {
  tell('put-off two InstallProfile');
  await hears(/^two puts off/m);
  await change({ 'ios.wifi.ssid': 'Later' });
  await hears(/^two not-now InstallProfile$/m);
  await stands(phone.one, 'ios.wifi.ssid', 'applied');
  assert.equal((await state(phone.two, 'ios.wifi.ssid')).state, 'pending');
  const lock = (await call('POST', '/commands', { kind: 'lock', params: {}, deviceIds: [phone.two] })).commands[0].id;
  await until('the lock is done', async () => (await call('GET', `/commands/${lock}`)).state === 'succeeded');
  tell('ready two');
  await stands(phone.two, 'ios.wifi.ssid', 'applied');
  assert.match(await inForce('two'), /SSID_STR=Later/);
});

test('a passcode goes by declaration and by no profile', async () => {
  await change({ 'ios.passcode.required': true, 'ios.passcode.minLength': 8 });
  await stands(phone.two, 'ios.passcode.minLength', 'applied');
  assert.doesNotMatch(await inForce('two'), /passwordpolicy/);
});

test('who leaves the group loses the settings on the phone', async () => {
  await change({ 'ios.device.camera': false });
  await stands(phone.one, 'ios.device.camera', 'applied');
  await change({ 'ios.device.camera': false }, { groups: [group.sales.id] });
  await until('the profile is removed', async () => (await inForce('two')) === '');
  assert.match(await inForce('one'), /allowCamera/);
  await until('nothing is said of it any more', async () => (await state(phone.two, 'ios.device.camera')) === undefined);
  const list = await call('GET', '/security-profiles');
  assert.deepEqual(list.items.map((p) => [p.name, p.everyone, p.devices]), [['Field staff', false, 2], ['Default', true, 3]]);
});
