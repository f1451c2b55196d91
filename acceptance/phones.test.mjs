import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { api, browser, folder, run, setUp, startServer, stopAll, until } from './lib.mjs';

// Managing phones safely: the second administrator, a rule that locks, deletion in stages, all with two browsers, simulated
// Androids (the agent's own core) and a simulated iPhone.
const TOPIC = 'com.apple.mgmt.External.5f1c1f0e-0000-4000-8000-00000000a992';
const home = folder();
let server;
let ann;
let bob;
let call;
let person;
let staff;
let androids;
let ids;
let said = 0;
let apple;

const link = async (owner = person) => (await call('POST', '/invitations', { personIds: [owner.id], mail: false, replace: false })).items[0].link;
const says = (child, pattern) => until(`a phone says ${pattern}`, () => child.text.slice(said).match(pattern), 60);
const tell = (child, line) => {
  said = child.text.length;
  child.stdin.write(`${line}\n`);
};
const mustFail = async (promise, pattern) => assert.match(await promise.then(() => 'nothing failed', (e) => e.message), pattern);

before(async () => {
  server = await startServer(join(home, 'data'));
  ann = (await browser()).page;
  await setUp(ann, server.setup);
  call = api(ann);
  const role = (await call('GET', '/roles')).items.find((r) => r.name === 'Main administrator');
  const made = await call('POST', '/administrators', { login: 'bob', name: 'Bob', locale: 'en', bindings: [{ roleId: role.id, groupId: null }] });
  bob = (await browser({ locale: 'en-GB' })).page;
  await setUp(bob, made.link.replace(/^https:\/\/[^/]+/, server.url), 'Bob', 'bob');
  staff = await call('POST', '/people-groups', { name: 'Staff' });
  person = await call('POST', '/people', { name: 'Ivan', mail: 'ivan@example.org', locale: 'ru', groups: [staff.id] });
  const links = ['--link', await link(), '--link', await link()];
  androids = run('./fairlead', ['simulator', 'android', '--state', join(home, 'a'), ...links, '--fingerprint', server.fingerprint], { stdio: ['pipe', 'pipe', 'pipe'] });
  ids = await until('both phones have enrolled', () => {
    const found = [0, 1].map((n) => androids.text.match(new RegExp(`phone ${n}: enrolled (\\S+)`))?.[1]);
    return found.every(Boolean) && found;
  }, 90);
  await until('both are connected', () => /phone 0: connected/.test(androids.text) && /phone 1: connected/.test(androids.text), 60);
});
after(stopAll);

test('a command above the threshold waits, its author cannot approve it, another administrator refuses or approves', async () => {
  await ann.goto(`${server.url}/approvals`);
  await ann.getByText('every administrator with the right commands alone').waitFor();
  await ann.getByRole('button', { name: 'When a second administrator is needed' }).click();
  await ann.getByRole('switch', { name: 'For many devices in one command' }).check({ force: true });
  await ann.getByLabel('From so many devices in one command').fill('2');
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByText('Needed from 2 devices in one command').waitFor();

  said = androids.text.length;
  const wish = (more = {}) => call('POST', '/commands', { kind: 'reset-password', params: { password: 'S3cret-77', reason: 'forgotten' }, deviceIds: ids, ...more });
  assert.equal((await wish({ dryRun: true })).needsApproval, true);
  const first = await wish();
  assert.equal(first.commands.length, 0);
  await mustFail(call('POST', `/approvals/${first.approvalId}/approve`, {}), /own-request/);
  await ann.getByRole('link', { name: /Approvals\s*1/ }).waitFor();
  await ann.locator('[role=row]').filter({ hasText: 'Waiting' }).first().click();
  await ann.getByText('another administrator must decide').waitFor();
  await ann.keyboard.press('Escape');

  await bob.goto(`${server.url}/approvals?state=waiting`);
  await bob.locator('[role=row]').filter({ hasText: 'forgotten' }).first().click();
  const form = bob.getByRole('dialog');
  assert.equal(await form.getByText('S3cret-77').count(), 0);
  assert.equal(await form.getByRole('button', { name: 'Refuse' }).isDisabled(), true);
  await form.getByLabel('Your answer').fill('ask them first');
  await form.getByRole('button', { name: 'Refuse' }).click();
  await until('it is refused', async () => (await call('GET', `/approvals/${first.approvalId}`)).state === 'refused');

  const second = await wish();
  await bob.locator('[role=row]').filter({ hasText: 'forgotten' }).first().click();
  await bob.getByRole('dialog').getByRole('button', { name: 'Approve for 2 devices' }).click();
  await until('it is approved', async () => (await call('GET', `/approvals/${second.approvalId}`)).state === 'approved');
  const sent = await until('both phones have done it', async () => {
    const { items } = await call('GET', '/commands?kind=reset-password');
    return items.length === 2 && items.every((c) => c.state === 'succeeded') && items;
  });
  assert.equal(sent[0].approvedBy, 'Bob');
  assert.deepEqual(sent[0].journal.slice(0, 2).map((j) => j.kind), ['queued', 'approved']);
  const events = (await call('GET', '/events?limit=100')).items.map((e) => e.code);
  for (const code of ['S60.approval-asked', 'S61.approval-given', 'S62.approval-refused']) assert.ok(events.includes(code), code);
});

test('the device page says how safe an Android phone is and names its apps, a personal phone only those that are required', async () => {
  tell(androids, 'says 0 {"screenLock":true,"encrypted":true,"encryption":"per-user","rooted":true,"integrity":["root-tool","<b>x"],"securityPatch":"2024-05-01","debugging":false}');
  tell(androids, 'apps 0 {"com.example.till":"Till","com.example.dates":"Dates <i>"}');
  await ann.goto(`${server.url}/devices/${ids[0]}`);
  await ann.getByText('Apps (2)').waitFor();
  await ann.getByText('Dates <i>').waitFor();
  await ann.getByText('file by file, for each user').waitFor();
  await ann.getByText('a tool for root access lies on the phone').waitFor();
  await ann.getByText('<b>x').waitFor();
  await ann.getByText('2024-05-01').waitFor();
  const rule = { name: 'Patches', criterion: 'patch-before', days: 90, graceMinutes: 0, steps: [] };
  const met = await until('the rule meets it', async () => (await call('POST', '/compliance-rules/simulate', rule)).broken && call('POST', '/compliance-rules/simulate', rule));
  assert.deepEqual([met.phones, met.broken, met.unknown, met.devices[0].id], [2, 1, 1, ids[0]]);
  tell(androids, 'mode 0 admin');
  await until('it is reported', async () => (await call('GET', `/devices/${ids[0]}`)).reported.appsScope === 'managed');
  await ann.getByText('Managed apps (0)').waitFor();
  await ann.getByText('the phone does not tell of any other').waitFor();
  const forbidden = { name: 'Dates', criterion: 'app-present', apps: ['com.example.dates'], graceMinutes: 0, steps: [] };
  await until('what is not told is unknown', async () => (await call('POST', '/compliance-rules/simulate', forbidden)).unknown === 2);
  tell(androids, 'mode 0 device-owner');
  await until('all apps are told of again', async () => (await call('GET', `/devices/${ids[0]}`)).reported.appsScope === 'all');
  tell(androids, 'says 0 {"screenLock":true}');
});

test('a rule is tried out, locks the phone that breaks it, keeps it from being deleted, and lets go when it complies', async () => {
  tell(androids, 'says 0 {"screenLock":false}');
  await until('the server knows', async () => (await call('GET', `/devices/${ids[0]}`)).device.causes.some((c) => c.cause === 'passcode-missing'));
  await ann.goto(`${server.url}/compliance`);
  await ann.getByRole('button', { name: 'New rule' }).first().click();
  const form = ann.getByRole('dialog');
  await form.getByLabel('Name').fill('Screen lock');
  await form.getByRole('switch', { name: 'Switched on' }).check({ force: true });
  await form.getByLabel('Time to mend, hours').fill('0');
  await form.getByRole('button', { name: 'Whom would it meet now?' }).click();
  await form.getByText('1 of 2 phones breaks the rule now').waitFor();
  await form.getByRole('button', { name: 'Create' }).click();
  await says(androids, /phone 0: task Lock/);
  assert.ok(!/phone 1: task Lock/.test(androids.text.slice(said)), 'the other phone is left alone');
  await ann.goto(`${server.url}/devices/${ids[0]}`);
  await ann.getByText('Broken compliance rules').waitFor();
  await ann.getByText('keeps the phone locked').waitFor();
  await mustFail(call('DELETE', `/devices/${ids[0]}`), /Screen lock.*keeps it locked/);
  const forced = await call('POST', '/devices/delete', { ids: [ids[0]], force: true, reason: 'gone' });
  assert.equal(forced.deleted + forced.marked, 0);
  tell(androids, 'says 0 {"screenLock":true}');
  await until('the violation is over', async () => (await call('GET', `/devices/${ids[0]}/violations`)).items.length === 0);
});

test('an Android that is deleted confirms that the company\'s data are off, and its record stays', async () => {
  said = androids.text.length;
  await ann.goto(`${server.url}/devices/${ids[0]}`);
  await ann.getByRole('button', { name: 'Actions' }).click();
  await ann.getByRole('menuitem', { name: 'Delete' }).click();
  const form = ann.getByRole('dialog');
  await form.getByLabel('Reason').fill('left the company');
  await form.getByRole('button', { name: 'Delete' }).click();
  await until('the device is gone', async () => !(await call('GET', '/devices')).items.some((d) => d.id === ids[0]), 60);
  await ann.goto(`${server.url}/deleted-devices`);
  await ann.getByText('The phone confirmed the removal').waitFor();
  await ann.getByText('left the company').first().waitFor();
  const seats = await call('GET', '/seats');
  assert.equal(seats.seats, 1);
  assert.equal(seats.records, 1);
});

test('an iPhone that is deleted loses its profile, and goes on as the same device when it is connected again', async () => {
  apple = run('./fairlead', ['simulator', 'apple', '--state', join(home, 'apple')], { stdio: ['pipe', 'pipe', 'pipe'] });
  const port = Number((await until('the push service', () => apple.text.match(/^apns (\d+)$/m), 120))[1]);
  const view = await call('POST', '/apple/push-certificate/request', { organisation: 'Example', mail: 'it@example.test' });
  writeFileSync(join(home, 'push.csr'), view.request);
  tell(apple, `sign ${join(home, 'push.csr')} ${join(home, 'push.pem')} ${TOPIC} 100`);
  await says(apple, /^signed/m);
  await call('PUT', '/apple/push-certificate', { pem: readFileSync(join(home, 'push.pem'), 'utf8'), account: 'it@example.test' });
  await call('PUT', '/apple/settings', { gatewayHost: 'localhost', gatewayPort: port, trustedRoots: readFileSync(join(home, 'apple', 'root.pem'), 'utf8') });
  tell(apple, `enrol one ${await link()} ${server.fingerprint} supervised`);
  await says(apple, /^one enrolled (\S+)$/m);
  const find = () => until('the iPhone is there', async () => (await call('GET', '/devices')).items.find((d) => d.platform === 'ios' && d.model === 'iPhone'), 60);
  const phone = await find();
  await until('its health is known', async () => (await call('GET', `/devices/${phone.id}`)).device.os.startsWith('iOS'));
  const made = await call('POST', '/devices/delete', { ids: [phone.id], reason: 'sold' });
  assert.equal(made.marked, 1, JSON.stringify(made));
  await until('the iPhone is gone', async () => (await call('GET', '/device-records')).items.some((r) => r.device === phone.id && r.outcome === 'confirmed'), 60);
  tell(apple, `enrol one ${await link()} ${server.fingerprint}`);
  await says(apple, /^one enrolled (\S+)$/m);
  const again = await find();
  assert.equal(again.id, phone.id);
  assert.equal(again.epoch, 2);
  assert.ok((await call('GET', `/commands?device=${again.id}`)).items.some((c) => c.kind === 'wipe-corporate'), 'its history is there');
});

test('each step of a rule does on Android and iPhone what it says, to those that the simulation named and to no other', async () => {
  const guest = await call('POST', '/people', { name: 'Guest', mail: 'guest@example.org' });
  const other = run('./fairlead', ['simulator', 'android', '--state', join(home, 'b'), '--link', await link(guest), '--fingerprint', server.fingerprint], { stdio: ['pipe', 'pipe', 'pipe'] });
  await until('the phone of another is connected', () => /phone 0: connected/.test(other.text), 90);
  const android = ids[1];
  const iphone = (await call('GET', '/devices')).items.find((d) => d.platform === 'ios' && d.epoch === 2).id;
  await call('POST', '/security-profiles', {
    name: 'Office',
    status: 'active',
    values: { 'ios.wifi.ssid': 'Office', 'ios.device.camera': false, 'android.wifi.networks': [{ ssid: 'Office', security: 'open' }], 'android.camera.camera': false },
    locks: [],
    people: [],
    groups: [staff.id],
  });
  const inForce = async (wanted, pattern) => {
    await until(`the iPhone has ${wanted ? '' : 'no '}${pattern}`, async () => {
      tell(apple, 'in-force one');
      const has = await until('an answer', () => apple.text.slice(said).match(/^one has (.*)$/m), 20);
      return pattern.test(has[1]) === wanted;
    }, 60);
  };
  await inForce(true, /SSID_STR=Office/);
  await until('the Android has its network', () => /step Wifi\[Office\]/.test(androids.text), 60);

  const hits = {
    message: async (from) => until('the Android shows it', () => /phone 1: task Message/.test(androids.text.slice(from)), 60),
    block: async (from) => {
      await until('the network is gone from the Android', () => /phone 1: step Wifi\[\]/.test(androids.text.slice(from)), 60);
      assert.match(androids.text.slice(from), /phone 1: step Camera\[allowed=false\]/, 'what protects the phone stays');
      await inForce(false, /SSID_STR=Office/);
      await inForce(true, /allowCamera=false/);
    },
    lock: async (from, mark) => {
      await until('the Android is locked', () => /phone 1: task Lock/.test(androids.text.slice(from)), 60);
      await until('the iPhone is locked', () => /^one did DeviceLock$/m.test(apple.text.slice(mark)), 60);
    },
    'wipe-corporate': async (from, mark) => {
      await until('a second administrator is asked', async () => (await call('GET', '/approvals?state=waiting')).items.length === 1, 60);
      assert.ok(!/phone 1: released/.test(androids.text.slice(from)), 'nothing is wiped before the approval');
      await bob.goto(`${server.url}/approvals?state=waiting`);
      await bob.locator('[role=row]').filter({ hasText: 'wipe-corporate' }).first().click();
      await bob.getByRole('dialog').getByRole('button', { name: 'Approve for 2 devices' }).click();
      await until('the Android gives it back', () => /phone 1: released/.test(androids.text.slice(from)), 60);
      await until('the iPhone loses its management', () => /^one did RemoveProfile$/m.test(apple.text.slice(mark)), 60);
    },
  };
  const gone = other.text.length;
  for (const [action, hit] of Object.entries(hits)) {
    const rule = {
      name: action,
      criterion: 'os-below',
      minimumAndroid: '99',
      minimumApple: '99',
      peopleGroupId: staff.id,
      graceMinutes: 0,
      notifyAdministrators: false,
      mailUser: false,
      messageUser: action === 'message',
      enabled: false,
      steps: [{ afterMinutes: 0, action }],
    };
    const from = androids.text.length;
    const mark = apple.text.length;
    const named = await call('POST', '/compliance-rules/simulate', rule);
    assert.deepEqual(named.devices.map((d) => d.id).sort(), [android, iphone].sort(), action);
    const kept = await call('POST', '/compliance-rules', rule);
    assert.equal((await call('GET', `/compliance-rules/${kept.id}/violations`)).items.length, 0, 'a rule that is off does nothing');
    await call('PUT', `/compliance-rules/${kept.id}`, { ...rule, enabled: true, revision: kept.revision });
    const broken = await until('the step is taken', async () => {
      const { items } = await call('GET', `/compliance-rules/${kept.id}/violations`);
      return items.length === 2 && items.every((v) => v.lastAction === action) && items;
    }, 60);
    assert.deepEqual(broken.map((v) => v.deviceId).sort(), [android, iphone].sort(), `${action} hits whom the simulation named`);
    await hit(from, mark);
    await call('DELETE', `/compliance-rules/${kept.id}`);
    if (action === 'block') {
      await inForce(true, /SSID_STR=Office/);
      await until('the Android has its network again', () => /phone 1: step Wifi\[Office\]/.test(androids.text.slice(from)), 60);
    }
  }
  assert.doesNotMatch(other.text.slice(gone), /task|released/, 'the phone outside the rule is left alone');
});
