import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, run, startServer, stop, stopAll, until } from './lib.mjs';

// What goes wrong in real life: crashes, wrong keys, old tokens, a database that stands still, a full disk.
// FAIRLEAD_KILLS=20 is the full crash trial; fewer make a shorter run and the test says how many there were.
const kills = Number(process.env.FAIRLEAD_KILLS ?? 20);
let data;
let server;
let call;
let root;

before(async () => {
  data = join(folder(), 'data');
  server = await startServer(data);
  call = await client(server, data);
  root = (await call('GET', '/groups')).body.items[0].id;
});
after(stopAll);

async function fairlead(...args) {
  const child = run('./fairlead', args);
  const { code } = await child.done;
  return { code, text: child.text.trim() };
}

/** The API with a token of its own; gives status and body and never throws for a status. */
async function client(of, folderOf) {
  const made = await fairlead('token', 'create', '--role', 'Main administrator', '--expires', '1', '--name', 'faults', '--data', folderOf);
  assert.equal(made.code, 0, made.text);
  const token = made.text.split('\n').at(-1);
  return (method, path, body) => https(method, `${of.url}/api/v1${path}`, body, { Authorization: `Bearer ${token}` });
}

function https(method, url, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const question = request(
      url,
      {
        method,
        agent: new Agent({ rejectUnauthorized: false }),
        timeout: 60_000,
        headers: { ...headers, 'Content-Type': 'application/json', ...(text ? { 'Content-Length': Buffer.byteLength(text) } : {}) },
      },
      (answer) => {
        let all = '';
        answer.on('data', (chunk) => {
          all += chunk;
        });
        answer.on('end', () => {
          const json = /json/.test(answer.headers['content-type'] ?? '');
          resolve({ status: answer.statusCode, type: answer.headers['content-type'], text: all, body: json ? JSON.parse(all) : null });
        });
      },
    );
    question.on('timeout', () => question.destroy(new Error('no answer in a minute')));
    question.on('error', reject);
    question.end(text);
  });
}

function simulator(...args) {
  return run('./fairlead', ['simulator', ...args]);
}

/** The last line that a simulator printed. */
function reading(child) {
  const lines = child.text.split('\n').filter((line) => line.startsWith('{"devices"'));
  return lines.length ? JSON.parse(lines.at(-1)) : null;
}

async function token(maxUses, seconds) {
  const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
  const made = await call('POST', '/enrolment-tokens', { name: 'Faults', groupId: root, maxUses, expiresAt });
  assert.equal(made.status, 200, made.text);
  return made.body.secret;
}

const postmaster = (of) => Number(readFileSync(join(of, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** The process and all below it, which are groups of their own. */
function tree(pid) {
  const below = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return [pid, ...below.map(Number)];
}

test(`a server killed ${kills} times below 1,000 devices loses nothing acknowledged and does nothing twice`, async () => {
  const trial = run('./fairlead', ['bench', 'crash', String(kills), '1000']);
  const { code } = await trial.done;
  assert.equal(code, 0, trial.text);
  const report = JSON.parse(trial.text.split('\n').find((line) => line.startsWith('{"kills"')));
  assert.equal(report.kills, kills);
  assert.equal(report.stored, report.events);
  assert.ok(report.events > 1000 && report.commands > 100, trial.text);
  assert.match(report.audit, /^the audit log is whole/);
});

test('a device tells a server with another key nothing at all', async () => {
  const count = (await call('GET', '/overview')).body;
  const child = simulator('--server', server.enrol, '--pin', randomBytes(32).toString('hex'), '--for', '1');
  const { code } = await child.done;
  assert.equal(code, 1);
  assert.match(child.text, /the server's key is not the one expected/);
  assert.doesNotMatch(child.text, /\tat /);
  assert.deepEqual((await call('GET', '/overview')).body.devices, count.devices);
});

test('an enrolment token that is expired, used up or unknown is refused by its name', async () => {
  const short = await token(1, 2);
  const once = await token(1, 3600);
  const first = simulator('--server', server.enrol, '--pin', server.fingerprint, '--token', once, '--for', '1');
  assert.equal((await first.done).code, 0, first.text);
  for (const [secret, code] of [
    [once, 'enrolment-token-used-up'],
    [short, 'enrolment-token-expired'],
    [`fle_${'A'.repeat(43)}`, 'enrolment-token-unknown'],
  ]) {
    const child = simulator('--server', server.enrol, '--pin', server.fingerprint, '--token', secret, '--for', '1');
    assert.equal((await child.done).code, 1, child.text);
    assert.match(child.text, new RegExp(`not enrolled: ${code} `));
  }
});

test('a second server on the same data folder is refused in one line', async () => {
  const second = await fairlead('up', '--data', data, '--bind', '127.0.0.1', '--console-port', '0', '--public-port', '0', '--gateway-port', '0');
  assert.equal(second.code, 1);
  assert.match(second.text, /^fairlead: another Fairlead server \(process \d+\) uses .*$/);
  assert.equal((await call('GET', '/groups')).status, 200);
});

test('while the database stands still the console says so, and goes on afterwards', async () => {
  const pids = tree(postmaster(data));
  pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  try {
    const answer = await call('GET', '/groups');
    assert.equal(answer.status, 503, answer.text);
    assert.match(answer.type, /^application\/problem\+json/);
    assert.equal(answer.body.code, 'unavailable');
    assert.doesNotMatch(answer.text, /Exception|\bat org\.|jdbc/);
  } finally {
    pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }
  await until('the console answers again', async () => (await call('GET', '/groups')).status === 200);
  assert.doesNotMatch(server.child.text, /^\s+at /m);
});

test('a database that was killed runs again without a restart of the server, with everything in it', async () => {
  const made = await call('POST', '/groups', { name: 'Before the kill', parentId: root });
  assert.equal(made.status, 200, made.text);
  const device = simulator('--server', server.enrol, '--pin', server.fingerprint, '--token', await token(5, 3600), '--count', '5', '--events-per-second', '20', '--for', '40');
  await until('events are stored', () => reading(device)?.acknowledged > 20);
  const old = postmaster(data);
  process.kill(old, 'SIGKILL');
  const seen = new Set();
  await until('the console answers again', async () => {
    const answer = await call('GET', '/groups');
    seen.add(answer.status);
    assert.doesNotMatch(answer.text, /Exception|\bat org\./);
    return answer.status === 200 && postmaster(data) !== old;
  });
  assert.ok([...seen].every((status) => status === 200 || status === 503), `answers ${[...seen]}`);
  assert.ok(JSON.stringify((await call('GET', '/groups')).body).includes('Before the kill'));
  const then = reading(device).acknowledged;
  await until('events are stored again', () => reading(device).acknowledged > then + 20);
  assert.equal((await fairlead('audit', 'verify', '--data', data)).code, 0);
  await stop(device);
});

test('a full disk is said plainly, loses nothing acknowledged, and is over when there is room', async () => {
  if (process.getuid() !== 0) {
    // Only root can mount a small file system; the whole run as root is the one that counts.
    console.log('not root: no small disk can be mounted, the full disk was NOT tried');
    return;
  }
  const disk = folder();
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=755', 'fairlead-test', disk]).done;
  assert.equal(mounted.code, 0, 'as root a tmpfs must be mountable to try a full disk, allow it or run this test elsewhere');
  let small;
  try {
    const place = join(disk, 'data');
    small = await startServer(place);
    const ask = await client(small, place);
    const group = (await ask('GET', '/groups')).body.items[0].id;
    const device = simulator('--server', small.enrol, '--pin', small.fingerprint, '--count', '5', '--events-per-second', '50', '--for', '120');
    await until('events are stored', () => reading(device)?.acknowledged > 50);
    fill(disk);
    const refused = await until('a change is refused', async () => {
      const answer = await ask('POST', '/groups', { name: `G${Math.random()}`, parentId: group });
      assert.ok(answer.status === 200 || answer.status === 503, answer.text);
      return answer.status === 503 ? answer : null;
    });
    assert.match(refused.type, /^application\/problem\+json/);
    assert.doesNotMatch(refused.text, /Exception|\bat org\./);
    rmSync(join(disk, 'ballast'));
    await until('changes are taken again', async () => (await ask('POST', '/groups', { name: 'Room again', parentId: group })).status === 200);
    const then = reading(device).acknowledged;
    await until('events are stored again', () => reading(device).acknowledged > then + 50);
    await stop(device);
    const acknowledged = reading(device).acknowledged;
    const stored = await ask('GET', '/events/export?format=json&code=D10.session-started');
    assert.ok(stored.body.length >= acknowledged, `${stored.body.length} events stored of ${acknowledged} acknowledged`);
    assert.equal((await fairlead('audit', 'verify', '--data', place)).code, 0);
  } finally {
    if (small) await stop(small.child);
    await run('umount', [disk]).done;
  }
});

/** Leaves not one block free. */
function fill(disk) {
  const ballast = join(disk, 'ballast');
  for (let size = 1 << 20; size >= 4096; size /= 2) {
    try {
      for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  }
}
