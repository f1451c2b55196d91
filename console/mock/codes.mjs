import { ago, uuid } from './data.mjs';

const ACTIONS = { 1: 'connection', 2: 'reset', 3: 'certificate' };
const GROUP = (value) => String(value * 13).padStart(6, '0');

/** A request code with right groups; the last 16 bits only say whether the mock server calls it genuine. */
export function requestCode({ number, action, epoch = 1, nonce = 0x1a2b3, mac = 0xbeef }) {
  const bits =
    (1n << 62n) | (BigInt(epoch) << 60n) | (BigInt(number) << 38n) | (BigInt(action) << 33n) | (BigInt(nonce) << 16n);
  const all = bits | BigInt(mac);
  return [48n, 32n, 16n, 0n].map((shift) => GROUP(Number((all >> shift) & 0xffffn))).join('-');
}

function read(text) {
  const digits = text.replace(/\D/g, '');
  const groups = [0, 1, 2, 3].map((i) => digits.slice(i * 6, i * 6 + 6));
  const state = groups.map((g) => (g.length < 6 ? 'missing' : Number(g) % 13 || Number(g) > 851_955 ? 'wrong' : 'ok'));
  const all = groups.reduce((sum, g) => (sum << 16n) | BigInt(Math.floor(Number(g) / 13)), 0n);
  return {
    groups: state.map((s, i) => ({ index: i + 1, state: s })),
    ok: state.every((s) => s === 'ok'),
    epoch: Number((all >> 60n) & 3n),
    number: Number((all >> 38n) & 0x3fffffn),
    action: ACTIONS[Number((all >> 33n) & 31n)] ?? null,
    mac: Number(all & 0xffffn),
  };
}

const answerTo = (text, groups = 3) =>
  Array.from({ length: groups }, (_, i) =>
    GROUP([...`${text}${i}`].reduce((h, c) => (h * 31 + c.charCodeAt(0)) % 65_521, 7)),
  ).join('-');

const policyOf = (m, device) =>
  m.policies.find((p) => p.policy.groupId === device.groupId)?.policy ?? m.policies[0]?.policy ?? null;

function lookup(m, text) {
  const r = read(text);
  const nothing = {
    groups: r.groups,
    problem: null,
    action: null,
    epoch: null,
    device: null,
    page: null,
    policy: null,
    genuine: null,
    details: null,
    repeat: false,
  };
  if (!r.ok)
    return { ...nothing, state: r.groups.some((g) => g.state === 'wrong') ? 'wrong' : 'incomplete', problem: null };
  const d = m.devices.find((x) => x.number === r.number);
  if (!d?.groupId) return { ...nothing, state: 'wrong', problem: 'unknown-device' };
  const certificate = r.action === 'certificate';
  if (!certificate && r.mac === 0) return { ...nothing, state: 'wrong', problem: 'not-genuine' };
  const p = policyOf(m, d);
  return {
    ...nothing,
    state: 'ok',
    action: r.action,
    epoch: r.epoch,
    device: {
      id: d.id,
      name: d.name,
      group: d.groupId,
      groupName: d.groupPath.at(-1),
      online: d.online,
      lastSeen: d.lastSeenAt,
    },
    page: certificate ? 'policy' : 'device',
    policy: certificate && p ? { id: p.id, name: p.name } : null,
    genuine: certificate ? r.mac !== 0 : true,
    details: r.action === 'connection' && d.online ? { newServer: 'fairlead.new.example.org:8444' } : null,
    repeat: m.issued.some((x) => x.request === text),
  };
}

const row = (m, device, change) => ({
  id: uuid('ab', m.issued.length + 1),
  deviceId: device?.id ?? null,
  deviceName: device?.name ?? null,
  action: 'connection',
  form: 'device',
  issuedAt: ago(0),
  issuedBy: m.me.name,
  reason: '',
  usedAt: null,
  result: null,
  policyId: null,
  resultReason: null,
  repeatCount: 0,
  ...change,
});

export function startCodes(m, empty) {
  m.issued = [];
  m.groupCodes = [];
  if (empty) return;
  const [a, b, c] = [7, 19, 40].map((i) => m.devices[i]);
  const add = (d, x) => m.issued.push(row(m, d, x));
  add(a, { issuedAt: ago(55), reason: 'Move to the new server, ticket 4711' });
  add(a, {
    action: 'reset',
    issuedAt: ago(9000),
    usedAt: ago(8990),
    result: 'done',
    reason: 'Device goes to the branch',
  });
  add(b, {
    issuedAt: ago(3000),
    usedAt: ago(2990),
    result: 'failed',
    repeatCount: 1,
    reason: 'New address, ticket 4698',
  });
  add(c, { action: 'reset', issuedAt: null, issuedBy: null, reason: null, usedAt: ago(400), result: 'done' });
  m.groupCodes = [
    ['waiting', 'Борис Лебедев', 'Certificate of the old server lost', 20, null],
    ['revoked', 'Anna Weber', 'Test of the procedure', 60_000, 'Борис Лебедев'],
  ].map(([state, requestedBy, reason, minutes, approvedBy], i) => ({
    id: uuid('ac', i),
    state,
    key: 'current',
    expiresAt: ago(minutes - 10_080),
    reason,
    requestedAt: ago(minutes),
    requestedBy,
    mine: requestedBy === m.me?.name,
    approvedAt: approvedBy ? ago(minutes - 10) : null,
    approvedBy,
    devices: 4812,
  }));
}

/** What the routes of the codes answer; undefined when the path is none of them. */
export function codes(m, method, path, q, body, { page, fail }) {
  const [, head, id, sub, sid, act] = path.split('/');
  if (head === 'codes' && id === 'lookup') return lookup(m, body.code);
  if (head === 'codes' && id === 'issued') {
    const state = q.get('state');
    return page(
      m.issued.filter((c) =>
        state === 'never-issued' ? !c.issuedAt : c.issuedAt && !!c.usedAt === (state === 'used'),
      ),
      q,
    );
  }
  if (head === 'devices' && sub === 'confirmations') {
    if (method === 'GET') return page(m.issued.filter((c) => c.deviceId === id).toReversed(), q);
    const found = lookup(m, body.request);
    if (body.reason === 'too fast') return fail(429, 'too-fast', 'too many codes, wait a minute');
    const before = m.issued.find((c) => c.request === body.request);
    if (before) before.repeatCount++;
    else m.issued.push(row(m, m.byId.get(id), { action: found.action, reason: body.reason, request: body.request }));
    return {
      code: answerTo(body.request),
      action: found.action,
      epoch: 1,
      repeat: !!before,
      details: found.details,
    };
  }
  if (head === 'policies' && sub === 'certificate-codes') {
    const found = lookup(m, body.request);
    if (found.genuine === false)
      return fail(409, 'stranger', 'the device sees a certificate that is not of this server');
    const d = m.byId.get(found.device.id);
    m.issued.push(
      row(m, d, { action: 'certificate', form: 'certificate', reason: body.reason, request: body.request }),
    );
    return { code: answerTo(body.request), key: 'current', device: found.device, epoch: 1, repeat: false };
  }
  if (head === 'policies' && sub === 'group-certificate-codes') {
    if (!sid && method === 'GET') return page(m.groupCodes, q);
    if (!sid) {
      m.groupCodes.unshift({
        ...m.groupCodes[0],
        ...body,
        id: uuid('ac', 50 + m.groupCodes.length),
        state: 'waiting',
        requestedAt: ago(0),
        requestedBy: m.me.name,
        mine: true,
        expiresAt: ago(-1440 * body.days),
        devices: 4812,
      });
      return { id: m.groupCodes[0].id, state: 'waiting' };
    }
    if (act === 'devices') return page(m.devices.filter((d) => d.groupId).slice(0, 300), q);
    const code = m.groupCodes.find((c) => c.id === sid);
    code.state = act === 'approve' ? 'approved' : 'revoked';
    return act === 'approve' ? { code: answerTo(sid, 4) } : {};
  }
  if (head === 'server' && id === 'certificates')
    return {
      current: { fingerprint: 'a91'.padEnd(64, '37e29f5'), notAfter: ago(-400_000) },
      next: { fingerprint: '5b1'.padEnd(64, '81f7a2e'), notAfter: null },
      devicesNotReady: 12,
    };
  return undefined;
}
