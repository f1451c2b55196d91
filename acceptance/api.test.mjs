import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { folder, home, run, startServer, stopAll, until } from './lib.mjs';

// Everything about phones through the API with a token: no browser, no sign-in. Each call must be described in api/openapi.json.
const TOPIC = 'com.apple.mgmt.External.5f1c1f0e-0000-4000-8000-00000000a993';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
const described = Object.entries(JSON.parse(readFileSync(join(home, 'api', 'openapi.json'), 'utf8')).paths).map(
  ([path, methods]) => [new RegExp(`^(/api/v1)?${path.replace(/\{\w+\}/g, '[^/]+')}$`), Object.keys(methods)],
);
after(stopAll);

function ask(method, url, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, rejectUnauthorized: false }, (answer) => {
      const chunks = [];
      answer.on('data', (c) => chunks.push(c));
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(chunks).toString('utf8') }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('a token alone connects phones and manages them: push certificate, people, links, commands, security profile', async () => {
  const scratch = folder();
  const data = join(scratch, 'data');
  const phones = run('./fairlead', ['simulator', 'apple', '--state', join(scratch, 'apple')], { stdio: ['pipe', 'pipe', 'pipe'] });
  const server = await startServer(data);
  const made = run('./fairlead', ['token', 'create', '--role', 'Main administrator', '--expires', '1', '--name', 'script', '--data', data]);
  assert.equal((await made.done).code, 0, made.text);
  const secret = /flt_[A-Za-z0-9_-]+/.exec(made.text)[0];
  const call = async (method, path, body) => {
    const plain = path.replace(/\?.*/, '');
    assert.ok(
      described.some(([pattern, methods]) => pattern.test(plain) && methods.includes(method.toLowerCase())),
      `${method} ${plain} is described`,
    );
    const answer = await ask(
      method,
      `${server.url}/api/v1${path}`,
      { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      body && JSON.stringify(body),
    );
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body ? JSON.parse(answer.body) : null;
  };
  const port = Number((await until('the push service', () => phones.text.match(/^apns (\d+)$/m), 240))[1]);
  const tell = async (line, pattern) => {
    const from = phones.text.length;
    phones.stdin.write(`${line}\n`);
    return until(`${line}: ${pattern}`, () => phones.text.slice(from).match(pattern));
  };

  // the push certificate: request, the signature of a simulated Apple, upload
  const { request: pem } = await call('POST', '/apple/push-certificate/request', { organisation: 'Example', mail: 'it@example.test' });
  writeFileSync(join(scratch, 'push.csr'), pem);
  await tell(`sign ${join(scratch, 'push.csr')} ${join(scratch, 'push.pem')} ${TOPIC} 99`, /^signed/m);
  const uploaded = await call('PUT', '/apple/push-certificate', { pem: readFileSync(join(scratch, 'push.pem'), 'utf8'), account: 'it@example.test' });
  assert.equal(uploaded.state, 'ready');
  const root = readFileSync(join(scratch, 'apple', 'root.pem'), 'utf8');
  await call('PUT', '/apple/settings', { gatewayHost: 'localhost', gatewayPort: port, trustedRoots: root });

  // people from a pasted list, duplicates and all; a group; a profile for the group
  const list = await call('POST', '/people/import', { text: 'anna@example.test; ben@example.test, anna@example.test nonsense' });
  assert.deepEqual([list.added, list.listedTwice, list.invalid], [2, 1, 1]);
  const [anna, ben] = list.items.filter((i) => i.result === 'added').map((i) => i.person);
  const group = await call('POST', '/people-groups', { name: 'Field' });
  await call('POST', `/people-groups/${group.id}/members`, { add: [anna] });
  await call('POST', '/security-profiles', {
    name: 'Field staff', status: 'active', values: { 'ios.device.camera': false }, locks: [], people: [], groups: [group.id],
  });
  assert.equal((await call('GET', `/people/${anna}`)).profiles[0].name, 'Field staff');
  assert.ok((await call('GET', `/people/${ben}`)).profiles.every((p) => p.name !== 'Field staff'));

  // invitations with their links, an iPhone that comes with one, a command and its end
  const { items } = await call('POST', '/invitations', { personIds: [anna, ben], mail: false, hours: 1 });
  assert.equal(new Set(items.map((i) => i.link)).size, 2);
  await tell(`enrol one ${items[0].link} ${server.fingerprint} supervised`, /^one idle$/m);
  const device = (await call('GET', `/devices?person=${anna}`)).items[0];
  const camera = await until('the phone has obeyed the profile', async () => {
    const settings = await call('GET', `/devices/${device.id}/settings`);
    return settings.states['ios.device.camera']?.state === 'applied' && settings.effective['ios.device.camera'];
  });
  assert.equal(camera.origin.policyName, 'Field staff');
  const ordered = await call('POST', '/commands', { kind: 'lock', params: { message: 'Found?' }, deviceIds: [device.id] });
  await until('the phone is locked', async () => (await call('GET', `/commands/${ordered.commands[0].id}`)).state === 'succeeded');
  assert.equal((await call('GET', `/invitations/${items[0].invitation.id}`)).invitation.state, 'used');

  // an iPhone and an Android with one link at the same moment, several times: one of them, and the other reads so
  for (let round = 0; round < 4; round++) {
    const link = (await call('POST', '/invitations', { personIds: [ben], mail: false })).items[0].link;
    const csr = join(scratch, `android${round}`);
    execFileSync('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=phone', '-keyout', `${csr}.key`, '-out', `${csr}.csr`], { stdio: 'ignore' });
    const android = {
      csr: readFileSync(`${csr}.csr`, 'utf8'),
      token: link.split('/').pop(),
      device: { hostname: 'pixel', model: 'Pixel 9', serial: `S-${round}`, os: 'Android 16', agentVersion: '0.1.0', platform: 'android' },
    };
    const [apple, google] = await Promise.all([
      tell(`race ${link} ${server.fingerprint} racer${round}`, new RegExp(`^racer${round} (enrolled|refused|error).*$`, 'm')),
      ask('POST', new URL('/agent/v1/enrol', link), { 'Content-Type': 'application/json' }, JSON.stringify(android)),
    ]);
    const iphone = apple[1] === 'enrolled';
    assert.notEqual(iphone, google.status === 200, `${apple[0]} and ${google.status}`);
    if (iphone) assert.equal(JSON.parse(google.body).code, 'invitation-used');
    const page = await ask('GET', link, { 'User-Agent': IPHONE, 'Accept-Language': 'en' });
    assert.equal(page.status, 410);
    assert.match(page.body, /This link has been used already/);
    assert.match(page.body, /Ask for a new link/);
    assert.equal((await ask('POST', `${link}/ask`, { 'User-Agent': IPHONE })).status, 200);
  }
  assert.ok((await call('GET', '/events?limit=100')).items.some((e) => e.code === 'S32.invitation-asked'));
});
