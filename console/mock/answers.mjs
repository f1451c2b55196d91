import { ago, catalogue, text, uuid } from './data.mjs';

const CODES = Array.from({ length: 10 }, (_, i) => `k${i}7pq-x2m${9 - i}v`);

/** One request answered; undefined means done with nothing to say (204). */
export function answer(m, method, path, q, body, { page, fail, svg }) {
  const [, head, id, sub] = path.split('/');
  const full = () => {
    m.level = 'full';
    return { level: 'full', methods: [], me: m.me };
  };
  if (head === 'setup')
    return id === 'gone'
      ? fail(404, 'not-found', 'the link is used up')
      : id
        ? { valid: true }
        : { level: 'enrol', methods: [], me: m.me };
  if (head === 'session') {
    if (method === 'DELETE') {
      m.level = 'none';
      return undefined;
    }
    if (!id)
      return body.password === 'wrong'
        ? fail(401, 'wrong', 'login or password is wrong')
        : { level: 'second-factor', methods: ['totp', 'passkey', 'recovery'], me: null };
    if (id === 'totp') return body.code === '000000' ? fail(401, 'wrong', 'the code is wrong') : full();
    return full();
  }
  if (m.level !== 'full' && head === 'me' && !id)
    return m.level === 'none' ? fail(401, 'unauthenticated', 'sign in') : m.me;
  if (m.scenario === 'error' && !['me', 'catalogue', 'groups'].includes(head))
    return fail(503, 'unavailable', 'the database does not answer');
  if (head === 'me') {
    if (id === 'totp' && method === 'POST')
      return { secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Fairlead:anna?secret=JBSWY3DPEHPK3PXP', qrSvg: svg };
    if (id === 'totp' && method === 'PUT') {
      m.level = 'full';
      return { recoveryCodes: CODES };
    }
    if (id === 'recovery-codes') return { recoveryCodes: CODES };
    if (id === 'password' && body.current === 'wrong')
      return fail(422, 'invalid', 'check the fields', { fields: { current: 'the current password is wrong' } });
    if (id === 'sessions')
      return {
        items: [
          {
            id: uuid('96', 1),
            current: true,
            createdAt: ago(50),
            lastSeenAt: ago(0),
            address: '10.0.0.7',
            userAgent: 'Firefox 148 on Linux',
          },
          {
            id: uuid('96', 2),
            current: false,
            createdAt: ago(5000),
            lastSeenAt: ago(400),
            address: '10.0.0.9',
            userAgent: 'Chrome 150 on Windows',
          },
        ],
      };
    if (method === 'PATCH') Object.assign(m.me, body);
    return method === 'DELETE' ? undefined : m.me;
  }
  if (head === 'catalogue') return catalogue;
  if (head === 'overview') {
    const d = m.devices;
    const n = (f) => d.filter(f).length;
    const managed = n((x) => x.groupId);
    return {
      devices: {
        total: d.length,
        managed,
        unassigned: d.length - managed,
        online: n((x) => x.online),
        ok: n((x) => x.status === 'ok'),
        warning: n((x) => x.status === 'warning'),
        critical: n((x) => x.status === 'critical'),
        settingsPending: n((x) => x.settings.state === 'pending'),
        settingsFailed: n((x) => x.settings.state === 'failed'),
      },
      causes: d.length
        ? [
            ['no-contact', 'critical'],
            ['settings-failed', 'warning'],
            ['certificate-expires', 'warning'],
            ['clock', 'warning'],
          ].map(([cause, level]) => ({
            cause,
            level,
            count: n((x) => x.causes[0]?.cause === cause && x.causes[0].level === level),
          }))
        : [],
      events: Array.from({ length: 24 }, (_, i) => ({
        hour: ago((23 - i) * 60),
        info: d.length ? 300 + ((i * 97) % 240) : 0,
        warning: d.length ? (i * 31) % 60 : 0,
        failure: d.length ? (i * 13) % 22 : 0,
        critical: d.length && i % 7 === 0 ? 4 : 0,
      })),
      syncLag: { under1m: n((x) => x.online), under15m: 0, under1h: 12, under1d: n((x) => !x.online) - 60, over1d: 48 },
      rollouts: m.policies.slice(0, 2).map(({ policy: p }) => ({
        policyId: p.id,
        name: p.name,
        group: p.groupPath.at(-1),
        revision: p.revision,
        at: p.changedAt,
        total: p.devices,
        applied: p.applied,
        failed: p.failed,
      })),
      commands: d.length
        ? { queued: 14, delivered: 3, failed24h: 5, done24h: 1288 }
        : { queued: 0, delivered: 0, failed24h: 0, done24h: 0 },
      onlineHistory: Array.from({ length: 48 }, (_, i) => ({
        at: ago((47 - i) * 30),
        online: Math.floor(d.length * (0.9 - 0.12 * Math.cos((i / 48) * 6.28))),
      })),
    };
  }
  if (head === 'search') {
    const w = (q.get('q') ?? '').toLowerCase();
    return {
      items: [
        ...m.devices
          .slice(0, 5000)
          .filter((d) => d.name.toLowerCase().includes(w))
          .slice(0, 6)
          .map((d) => ({
            kind: 'device',
            id: d.id,
            title: d.name,
            subtitle: `${d.model} · ${d.address}`,
            url: `/devices/${d.id}`,
          })),
        ...m.groups
          .filter((g) => g.name.toLowerCase().includes(w))
          .map((g) => ({
            kind: 'group',
            id: g.id,
            title: g.name,
            subtitle: g.path.join(' / '),
            url: `/devices?group=${g.id}`,
          })),
        ...m.policies
          .filter((p) => p.policy.name.toLowerCase().includes(w))
          .map(({ policy: p }) => ({
            kind: 'policy',
            id: p.id,
            title: p.name,
            subtitle: p.groupPath.join(' / '),
            url: `/policies/${p.id}`,
          })),
      ],
    };
  }
  if (head === 'groups') {
    if (method === 'GET') return { items: m.groups };
    if (method === 'POST') {
      const g = {
        ...m.groups[0],
        ...body,
        id: uuid('a0', 100 + m.groups.length),
        path: [...m.groups.find((x) => x.id === body.parentId).path, body.name],
        devices: 0,
        devicesInSubtree: 0,
        critical: 0,
        warning: 0,
        thresholds: null,
      };
      m.groups.push(g);
      return g;
    }
    const g = m.groups.find((x) => x.id === id);
    if (method === 'PATCH') return Object.assign(g, body);
    if (g.devicesInSubtree) return fail(409, 'group-not-empty', 'the group still holds devices: move them first');
    m.groups = m.groups.filter((x) => x !== g);
    return undefined;
  }
  if (head === 'devices') return devices(m, method, id, sub, q, body, page, fail);
  if (head === 'commands') {
    if (method === 'POST' && sub === 'recall')
      return Object.assign(
        m.commands.find((c) => c.id === id),
        { state: 'recalled' },
      );
    if (method === 'POST')
      return {
        dryRun: !!body.dryRun,
        targets: body.deviceIds?.length ?? m.list(new URLSearchParams(body.filter)).length,
        refused: [],
        commands: [],
      };
    if (id) return m.commands.find((c) => c.id === id) ?? fail(404, 'not-found', 'no such command');
    return page(
      m.commands.filter(
        (c) =>
          (!q.get('device') || c.deviceId === q.get('device')) &&
          (!q.get('state') || q.get('state').split(',').includes(c.state)) &&
          (!q.get('kind') || c.kind === q.get('kind')),
      ),
      q,
    );
  }
  if (head === 'policies') return policies(m, method, id, sub, q, body, page, fail);
  if (head === 'events') {
    if (id === 'codes') return { items: m.codes };
    if (id === 'export') return { file: 'at,level,code\n' };
    return page(
      m.events.filter(
        (e) =>
          (!q.get('level') || q.get('level').split(',').includes(e.level)) &&
          (!q.get('code') || e.code === q.get('code')) &&
          (!q.get('device') || e.deviceId === q.get('device')) &&
          (!q.get('q') || e.deviceName.toLowerCase().includes(q.get('q').toLowerCase())),
      ),
      q,
    );
  }
  if (head === 'audit')
    return id
      ? { ok: true, checked: 300, firstBad: null, problem: null }
      : page(
          m.audit.filter(
            (a) =>
              (!q.get('actor') || a.actor.includes(q.get('actor'))) &&
              (!q.get('action') || a.action.includes(q.get('action'))),
          ),
          q,
        );
  if (head === 'server') {
    if (id === 'mail') return undefined;
    if (id === 'settings')
      return method === 'PUT' ? Object.assign(m.settings, body, { revision: m.settings.revision + 1 }) : m.settings;
    return {
      version: '0.1.0',
      startedAt: ago(4000),
      startMillis: 2140,
      database: 'embedded',
      memoryBytes: 149e6,
      devicesOnline: 91_800,
      publicUrl: 'https://fairlead.example.org:8444',
      gateway: 'fairlead.example.org:8445',
      certificates: [
        { name: 'Server', subject: 'CN=fairlead.example.org', fingerprint: 'ab'.repeat(32), notAfter: ago(-400000) },
        { name: 'Device CA', subject: 'CN=Fairlead devices', fingerprint: '3f'.repeat(32), notAfter: ago(-4000000) },
      ],
    };
  }
  const table = m.tables[head];
  if (!table) return fail(404, 'not-found', `no route ${path}`);
  if (head === 'moving-rules' && id === 'order') {
    m.tables[head] = body.ids.map((i) => table.find((r) => r.id === i));
    return undefined;
  }
  if (head === 'moving-rules' && id === 'dry-run')
    return {
      total: 41,
      moves: m.devices.slice(4, 10).map((d) => ({
        deviceId: d.id,
        deviceName: d.name,
        from: null,
        to: ['Managed devices', 'Branches', 'Kazan'],
        ruleName: 'Kazan by address',
      })),
    };
  if (sub === 'run') return { moved: 17 };
  if (sub === 'test') return undefined;
  if (sub === 'reset') return { link: 'https://fairlead.example.org:8443/setup/k3J9mQ2xVt7' };
  if (method === 'GET') return { items: table, next: null, total: table.length };
  if (method === 'DELETE') {
    m.tables[head] = table.filter((x) => x.id !== id);
    return undefined;
  }
  if (method !== 'POST')
    return Object.assign(
      table.find((x) => x.id === id),
      body,
    );
  const made = {
    ...table[0],
    ...body,
    id: uuid('c9', table.length),
    groupPath: m.groups.find((g) => g.id === body.groupId)?.path ?? [],
    state: 'active',
    used: 0,
    rights: body.rights ?? [],
    createdAt: ago(0),
    lastUsedAt: null,
  };
  table.push(made);
  if (head === 'api-tokens') return { token: made, secret: 'flt_8fK2mQx7Lw0ZrT5vYb3NcJ6hPd9SgA1e' };
  if (head === 'enrolment-tokens') return { token: made, secret: 'fle_Qm4T8kXz2LwV6rB9yNc3JhPd7SgA5eFu' };
  if (head === 'administrators')
    return { administrator: made, link: 'https://fairlead.example.org:8443/setup/k3J9mQ2xVt7' };
  return made;
}

function devices(m, method, id, sub, q, body, page, fail) {
  if (!id) return page(m.list(q), q);
  if (id === 'export') return { file: 'name,address\n' };
  if (id === 'delete') {
    const gone = new Set(body.ids ?? m.list(new URLSearchParams(body.filter)).map((d) => d.id));
    for (const i of gone) m.byId.delete(i);
    m.devices = m.devices.filter((d) => !gone.has(d.id));
    m.sorted.clear();
    return { dryRun: false, total: gone.size, deleted: gone.size, refused: [] };
  }
  if (id === 'move') {
    const ids = body.ids ?? m.list(new URLSearchParams(body.filter)).map((d) => d.id);
    const g = m.groups.find((x) => x.id === body.groupId);
    if (!body.dryRun)
      for (const i of ids) Object.assign(m.byId.get(i), { groupId: g?.id ?? null, groupPath: g?.path ?? null });
    return {
      dryRun: !!body.dryRun,
      total: ids.length,
      moved: ids.length,
      refused: [],
      changes: Math.floor(ids.length / 2),
    };
  }
  const device = m.byId.get(id);
  if (!device) return fail(404, 'not-found', 'no such device');
  if (sub === 'settings') {
    if (method === 'GET') return m.deviceSettings(id);
    const bad = m.invalid(body.values);
    if (bad)
      return bad.problem.status === 409
        ? fail(409, 'conflict', 'somebody saved meanwhile', { current: { ...m.deviceSettings(id), revision: 9 } })
        : bad;
    const before = m.deviceSettings(id);
    const saved = m.own.get(id);
    m.own.set(id, { revision: before.revision + (body.dryRun ? 0 : 1), own: body.values });
    const settings = m.deviceSettings(id);
    if (body.dryRun) saved ? m.own.set(id, saved) : m.own.delete(id);
    return {
      settings,
      changes: Object.keys(settings.effective)
        .filter((k) => JSON.stringify(settings.effective[k].value) !== JSON.stringify(before.effective[k].value))
        .map((key) => ({ key, from: before.effective[key].value, to: settings.effective[key].value })),
    };
  }
  if (sub === 'timeline')
    return page(
      [
        ...m.events
          .slice(0, 8)
          .map((e) => ({ at: e.at, kind: 'event', level: e.level, title: e.title, actor: null, detail: e.args })),
        {
          at: ago(30),
          kind: 'settings',
          level: 'info',
          title: text('Settings applied', 'Настройки применены'),
          actor: null,
          detail: { hash: 'a1b2' },
        },
        {
          at: ago(45),
          kind: 'command',
          level: 'info',
          title: text('Restart: succeeded', 'Перезапуск: выполнено'),
          actor: 'Anna Weber',
          detail: {},
        },
        {
          at: ago(60),
          kind: 'audit',
          level: 'info',
          title: text('Moved into Kazan', 'Перемещено в группу Kazan'),
          actor: 'Anna Weber',
          detail: { from: null, to: 'Kazan' },
        },
      ],
      q,
    );
  if (method === 'PATCH') return Object.assign(device, body);
  if (method === 'DELETE') {
    m.byId.delete(id);
    m.devices = m.devices.filter((d) => d !== device);
    m.sorted.clear();
    return undefined;
  }
  return {
    device,
    reported: {
      kernel: '6.1.0-28-amd64',
      memoryMiB: 3892,
      displays: ['DP-1 1920x1080'],
      evil: device.note || undefined,
    },
    addresses: [device.address, 'fe80::1'],
    identity: { fingerprint: '4e'.repeat(32), notAfter: ago(-300000) },
    blocks: m.deviceSettings(id).blocks,
  };
}

function policies(m, method, id, sub, q, body, page, fail) {
  if (id === 'dry-run') return m.invalid(body.values) ?? m.dryRun(body);
  if (id === 'import') {
    const { format: _, version: __, secretsLeftOut, ...file } = body.file;
    const wish = { ...file, name: body.name, groupId: body.groupId, status: 'inactive' };
    const made = policies(m, 'POST', undefined, undefined, q, wish, page, fail);
    return { id: made.policy.id, name: body.name, secretsLeftOut: secretsLeftOut ?? [] };
  }
  if (!id && method === 'GET') return { items: m.policies.map((p) => p.policy) };
  if (!id) {
    const g = m.groups.find((x) => x.id === body.groupId);
    const p = {
      policy: {
        ...body,
        id: uuid('b0', 50 + m.policies.length),
        groupPath: g.path,
        revision: 1,
        changedAt: ago(0),
        changedBy: m.me.name,
        devices: g.devicesInSubtree,
        applied: 0,
        failed: 0,
        lockedBlocks: 0,
      },
      values: body.values,
      locks: body.locks,
      inherited: { locked: {}, values: {} },
      forcedByParent: null,
    };
    m.policies.push(p);
    return p;
  }
  const found = m.policies.find((p) => p.policy.id === id);
  if (!found) return fail(404, 'not-found', 'no such policy');
  if (sub === 'revisions')
    return page(
      Array.from({ length: found.policy.revision }, (_, i) => ({
        revision: found.policy.revision - i,
        at: ago(i * 3000 + 4),
        actor: i % 2 ? 'Борис Лебедев' : 'Anna Weber',
        actorAddress: '10.0.0.7',
        action: 'save',
        comment: i === 1 ? 'Quieter screens for the night shift' : '',
      })),
      q,
    );
  if (sub === 'compare')
    return {
      changes: Object.entries(found.values).map(([key, to]) => ({ key, from: null, to })),
      locks: { added: found.locks.slice(0, 1), removed: [] },
      properties: [],
    };
  if (sub === 'rollback')
    return { policy: Object.assign(found, { policy: { ...found.policy, revision: found.policy.revision + 1 } }) };
  if (sub === 'copy')
    return policies(
      m,
      'POST',
      undefined,
      undefined,
      q,
      { ...found.policy, ...body, values: found.values, locks: found.locks },
      page,
      fail,
    );
  if (method === 'DELETE') {
    m.policies = m.policies.filter((p) => p !== found);
    return undefined;
  }
  if (method === 'PUT') {
    const bad = m.invalid(body.values);
    if (bad)
      return bad.problem.status === 409 ? fail(409, 'conflict', 'somebody saved meanwhile', { current: found }) : bad;
    if (body.revision !== found.policy.revision)
      return fail(409, 'conflict', 'somebody saved meanwhile', { current: found });
    if (body.dryRun) return { policy: found, dryRun: m.dryRun(body) };
    Object.assign(found, {
      values: body.values,
      locks: body.locks,
      policy: {
        ...found.policy,
        name: body.name,
        status: body.status,
        inherit: body.inherit,
        force: body.force,
        revision: body.revision + 1,
        changedAt: ago(0),
        lockedBlocks: body.locks.length,
      },
    });
    return { policy: found, dryRun: null };
  }
  return found;
}
