import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { display, folder, run, startServer, stop, stopAll, thinClient, until } from './lib.mjs';

// A thin client on an X display against the real server: tokens, trust, logs, and power that fails.
let server;
let data;
let screen;
let secret;
let office;
let token;
let client;
let state;

/** Calls the API with the API token. */
function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const ask = request(
      `${server.url}/api/v1${path}`,
      {
        method,
        rejectUnauthorized: false,
        headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => {
          if (answer.statusCode >= 400) reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
          else resolve(text ? JSON.parse(text) : null);
        });
      },
    );
    ask.on('error', reject);
    ask.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const enrol = (...more) => ['--server', server.enrol, '--accept-fingerprint', server.fingerprint, ...more];
const press = async (...args) => {
  const child = run('xdotool', args, { env: { ...process.env, DISPLAY: screen.name } });
  const { code } = await child.done;
  assert.equal(code, 0, child.text);
};
const audit = () =>
  readFileSync(join(state, 'state', 'audit.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

before(async () => {
  data = join(folder(), 'data');
  server = await startServer(data);
  screen = await display();
  const maker = run('./fairlead', [
    'token', 'create', '--data', data, '--name', 'tests', '--role', 'Main administrator', '--expires', '1',
  ]);
  assert.equal((await maker.done).code, 0, maker.text);
  secret = maker.text.trim().split('\n').at(-1);
});
after(stopAll);

test('an API token made on the host makes an enrolment token', async () => {
  const root = (await call('GET', '/groups')).items[0];
  office = await call('POST', '/groups', { name: 'Office', parentId: root.id });
  token = (
    await call('POST', '/enrolment-tokens', {
      name: 'One device',
      groupId: office.id,
      maxUses: 1,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    })
  ).secret;
  assert.ok(token.length > 10);
});

for (const [language, sentence] of [
  ['en', 'The server does not know this token. Check each character.'],
  ['ru', 'Сервер не знает такого токена. Проверьте каждый символ.'],
]) {
  test(`a wrong token is refused with a clear sentence on the screen (${language})`, async () => {
    process.env.JAVA_TOOL_OPTIONS = `-Duser.language=${language}`;
    const other = thinClient(screen.name, folder(), enrol('--token', `${token.slice(0, -4)}WXYZ`));
    delete process.env.JAVA_TOOL_OPTIONS;
    await until('the screen says it', () => other.status()?.shownProblem === sentence);
    assert.equal(other.status().screen, 'welcome:address');
    assert.equal(other.status().deviceId, null);
    await stop(other.child);
  });
}

test('with the token the device is in its group at once', async () => {
  state = folder();
  client = thinClient(screen.name, state, enrol('--token', token));
  await until('it is online', () => client.status()?.connection === 'online');
  await until('it knows its group', () => client.status().group === 'Office');
  assert.equal(audit()[0].action, 'enrolled');
});

test('a token that is used up is refused with its own sentence', async () => {
  const other = thinClient(screen.name, folder(), enrol('--token', token));
  await until('the screen says it', () => other.status()?.shownProblem.includes('used up'));
  await stop(other.child);
});

test('a setting that nothing obeys is not called applied', async () => {
  await call('POST', '/policies', {
    name: 'Desks',
    groupId: office.id,
    platform: 'thin-client',
    status: 'active',
    inherit: true,
    force: false,
    values: {
      'connections.rdp.list': [{ name: 'Accounting', server: 'rds.example.com', certificates: 'ask' }],
      'power.device.offAfter': '30',
    },
    locks: [],
  });
  await until('the tile is there', () => client.status().effective['connections.rdp.list'].length === 1);
  const block = await until('the block has its answer', () => {
    const found = client.status().blocks['power.device'];
    return found?.state === 'unsupported' ? found : null;
  });
  assert.notEqual(block.reason, '');
  assert.equal(client.status().blocks['datetime.clock'].state, 'unsupported');
});

test('both logs reach a log server over TLS that the policy trusts', async () => {
  const place = folder();
  const [key, certificate] = [join(place, 'key.pem'), join(place, 'cert.pem')];
  const maker = run('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '20', '-subj',
    '/CN=localhost', '-keyout', key, '-out', certificate,
  ]);
  assert.equal((await maker.done).code, 0, maker.text);
  const port = await new Promise((resolve) => {
    const free = createServer().listen(0, '127.0.0.1', () => {
      const number = free.address().port;
      free.close(() => resolve(number));
    });
  });
  const receiver = run('openssl', [
    's_server', '-accept', String(port), '-key', key, '-cert', certificate, '-quiet', '-naccept', '1',
  ], { stdio: ['pipe', 'pipe', 'pipe'] });
  await call('POST', '/policies', {
    name: 'Logs',
    groupId: (await call('GET', '/groups')).items[0].id,
    platform: 'thin-client',
    status: 'active',
    inherit: true,
    force: false,
    values: {
      'logs.forwarding.host': '127.0.0.1',
      'logs.forwarding.port': port,
      'certificates.trusted.list': [readFileSync(certificate, 'utf8')],
    },
    locks: [],
  });
  await until('the device knows the log server', () => client.status().effective['logs.forwarding.port'] === port);
  await press('mousemove', '1004', '685', 'click', '1');
  await until('the tools are open', () => client.status().screen === 'tools:info');
  await press('mousemove', '102', '363', 'click', '1');
  await until('the page for the logs is open', () => client.status().screen === 'tools:forward');
  await press('mousemove', '430', '189', 'click', '1');
  await until('the log server got both logs', () => receiver.text.includes('certificate-trusted'));
  assert.match(receiver.text, /^\d+ <\d+>1 \S+ \S+ fairlead - /m);
  assert.ok(audit().some((line) => line.action === 'certificate-trusted'));
});

test('a certificate that ends within 30 days is reported once', async () => {
  await until('the event is there', async () => {
    const events = (await call('GET', '/events')).items;
    return events.some((event) => event.code === 'D06.certificate-expires');
  });
});

test('killed in the midst of changes, the device has the old settings or the new ones', async () => {
  const id = client.status().deviceId;
  for (let round = 0; round < 10; round++) {
    const before = client.status().effective['server.sync.period'];
    const next = before === 20 ? 30 : 20;
    const { revision } = await call('GET', `/devices/${id}/settings`);
    const change = call('PUT', `/devices/${id}/settings`, { values: { 'server.sync.period': next }, revision });
    await new Promise((resolve) => setTimeout(resolve, round * 12));
    await stop(client.child, 'SIGKILL');
    await change;
    const stored = JSON.parse(readFileSync(join(state, 'state', 'settings.json'), 'utf8'));
    assert.ok([before, next].includes(stored.values['server.sync.period']), JSON.stringify(stored.values));
    client = thinClient(screen.name, state, []);
    await until('it runs again', () => client.status()?.pid === client.child.pid);
    await until('it comes to the new ones', () => client.status()?.effective['server.sync.period'] === next);
    await until('it is online', () => client.status().connection === 'online');
    assert.equal(client.status().deviceId, id);
  }
  assert.ok(existsSync(join(state, 'state', 'identity.json')));
});
