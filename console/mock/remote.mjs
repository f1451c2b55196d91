import { ago, uuid } from './data.mjs';

const PASSWORD = 'Kd7mWq2Zr9HtLb4x';
/** Devices that somebody manages: the number in the list, how far it is, and who. */
const VISITS = [
  [7, 'screen', 'Ann Admin', 'DESK-ANN'],
  [2, 'private', '<img src=x onerror=alert(1)>', '‮gnitnuocca'],
  [11, 'asking', '', ''],
  [12, 'paused', 'Борис Петров', 'BORIS'],
];

/** Remote management as the mock server knows it. */
export function startRemote(m) {
  m.visits = new Map();
  m.shown = new Map();
  if (m.scenario === 'empty' || m.scenario === 'error') return;
  for (const [n, phase, administrator, client] of VISITS) {
    const id = uuid('d0', n);
    const visit = {
      ...{ id: `v${n}`, phase, user: 'support', address: `10.20.0.${n}`, client, administrator },
      since: ago(n),
    };
    if (m.byId.has(id)) m.visits.set(id, visit);
  }
}

function connection(m, device) {
  const open = device.online && device.platform === 'thin-client';
  return {
    known: open,
    open,
    online: device.online,
    address: open ? '10.20.0.77' : '',
    addresses: open ? ['10.20.0.77', 'fd12::77'] : [],
    port: open ? 3389 : 0,
    user: 'support',
    certificate: open ? '5f3a'.repeat(16) : '',
    changedAt: open ? ago(90) : null,
    shownTo: m.shown.get(device.id) ?? '',
    shownAt: m.shown.has(device.id) ? ago(0) : null,
    visit: m.visits.get(device.id) ?? null,
  };
}

export function remote(m, method, path, { fail }) {
  if (path === '/remote/visits')
    return {
      items: [...m.visits].map(([id, visit]) => {
        const device = m.byId.get(id);
        return { device: id, name: device.name, groupId: device.groupId, visit };
      }),
    };
  const [, , id, part, what] = path.match(/^\/(devices)\/([^/]+)\/(remote)(?:\/(reveal|end))?$/) ?? [];
  if (!part) return undefined;
  const device = m.byId.get(id);
  if (!device) return fail(404, 'not-found', 'there is no such device');
  if (what === 'reveal' && method === 'POST') {
    m.shown.set(id, 'Ann Admin');
    return { password: PASSWORD };
  }
  if (what === 'end' && method === 'POST') {
    if (!m.visits.delete(id)) return fail(409, 'conflict', 'nobody manages the device now');
    m.publish({ devices: [id] });
  }
  return connection(m, device);
}
