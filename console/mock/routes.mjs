import { codes, startCodes } from './codes.mjs';
import { ago, allSettings, catalogue, makeDevices, makeGroups, random, text, uuid } from './data.mjs';
import { people, startPeople } from './people.mjs';
import { remote, startRemote } from './remote.mjs';

const ALL = [
  'view',
  'settings.general',
  'settings.connection',
  'settings.system',
  'settings.certificates',
  'settings.data',
  'devices',
  'codes.device',
  'codes.certificate',
  'remote.credentials',
  'people',
  'administration',
  'audit',
];
const page = (items, query, size = Number(query.get('limit') ?? 100)) => {
  const from = Number(query.get('cursor') ?? 0);
  return {
    items: items.slice(from, from + size),
    next: from + size < items.length ? String(from + size) : null,
    total: items.length,
  };
};
const fail = (status, code, detail, more = {}) => ({
  problem: { type: 'about:blank', title: code, status, detail, code, ...more },
});
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21" shape-rendering="crispEdges"><rect width="21" height="21" fill="#fff"/><path d="M1 1h7v7h-7zM13 1h7v7h-7zM1 13h7v7h-7zM10 3h2v5h-2zM10 10h9v2h-9zM12 14h3v5h-3zM17 14h2v3h-2z"/></svg>';

/** The whole server in memory: the same answers at every start, with scenarios for empty, failing and restricted consoles. */
export class MockServer {
  constructor(count) {
    this.count = count;
    this.streams = new Set();
    this.reset('typical');
  }

  reset(name) {
    this.scenario = name;
    this.level = 'full';
    const empty = name === 'empty';
    this.groups = makeGroups(empty);
    this.devices = makeDevices(empty ? 0 : this.count, this.groups);
    this.byId = new Map(this.devices.map((d) => [d.id, d]));
    this.sorted = new Map();
    this.own = new Map();
    const policy = (n, g, name, status, values, locks, extra = {}) => ({
      policy: {
        id: uuid('b0', n),
        groupId: this.groups[g].id,
        groupPath: this.groups[g].path,
        name,
        platform: 'thin-client',
        status,
        inherit: true,
        force: false,
        revision: 3 + n,
        changedAt: ago(35 * n + 4),
        changedBy: 'Anna Weber',
        devices: this.groups[g].devicesInSubtree,
        applied: Math.floor(this.groups[g].devicesInSubtree * 0.97),
        failed: n === 1 ? 41 : 0,
        lockedBlocks: locks.length,
        ...extra,
      },
      values,
      locks,
      inherited: { locked: {}, values: {} },
      forcedByParent: null,
    });
    const b = catalogue.sections.flatMap((s) => s.blocks.map((x) => x.id));
    const int = allSettings.filter((s) => s.type === 'integer' && s.levels.includes('policy'));
    this.policies = empty
      ? []
      : [
          policy(0, 0, 'Company baseline', 'active', { [int[0].key]: int[0].min ?? 1, [int[1].key]: int[1].max ?? 9 }, [
            b[2],
            b[3],
          ]),
          policy(1, 5, 'Branch offices', 'active', { [int[2].key]: int[2].max ?? 5 }, [b[4]]),
          policy(2, 12, 'Clinic, quiet screens', 'inactive', {}, []),
          policy(3, 0, 'Travelling devices', 'out-of-office', {}, [], { inherit: false }),
        ];
    const row = (kind, list) => list.map((x, i) => ({ id: uuid(kind, i), ...x }));
    const path = (i) => this.groups[i]?.path ?? this.groups[0].path;
    const gid = (i) => this.groups[i]?.id ?? this.groups[0].id;
    this.tables = {
      'moving-rules': empty
        ? []
        : row(
            'c0',
            [
              ['Kazan by address', '', '10.3.0.0/16', 6],
              ['Laboratory by name', 'LAB-*', '', 14],
              ['Pilot devices', '', '', 3],
            ].map(([name, namePattern, addressRange, g], ordinal) => ({
              ordinal,
              name,
              enabled: ordinal < 2,
              mode: ordinal ? 'once' : 'continuous',
              onlyUnassigned: true,
              namePattern,
              addressRange,
              tag: ordinal === 2 ? 'pilot' : '',
              platform: '',
              groupId: gid(g),
              groupPath: path(g),
            })),
          ),
      'enrolment-tokens': empty
        ? []
        : row(
            'c1',
            [
              ['Kazan roll-out', 6, 200, 'active'],
              ['Spare devices', 1, 1, 'used up'],
              ['Trade fair', 4, null, 'expired'],
            ].map(([name, g, maxUses, state]) => ({
              name,
              groupId: gid(g),
              groupPath: path(g),
              maxUses,
              used: maxUses ? Math.min(maxUses, 87) : 12,
              expiresAt: ago(state === 'expired' ? 4000 : -20000),
              revokedAt: null,
              createdAt: ago(9000),
              createdBy: 'Anna Weber',
              state,
            })),
          ),
      'notification-rules': empty
        ? []
        : row('c2', [
            {
              name: 'Critical events to the duty desk',
              enabled: true,
              channel: 'mail',
              target: 'duty@example.org',
              minLevel: 'critical',
              codes: [],
              groupId: null,
              groupMinutes: 10,
              secretSet: false,
              lastSentAt: ago(90),
              lastError: null,
            },
            {
              name: 'Everything to the SIEM',
              enabled: true,
              channel: 'webhook',
              target: 'https://siem.example.org/hook',
              minLevel: 'info',
              codes: [],
              groupId: null,
              groupMinutes: 1,
              secretSet: true,
              lastSentAt: ago(900),
              lastError: 'connection refused by siem.example.org:443',
            },
          ]),
      roles: row(
        'c3',
        [
          ['Main administrator', ALL, 1],
          [
            'Administrator',
            ALL.filter((r) => !['administration', 'audit', 'codes.certificate', 'settings.certificates'].includes(r)),
            3,
          ],
          ['Security officer', ['view', 'settings.certificates', 'codes.certificate', 'audit'], 1],
          ['Helpdesk', ['view', 'codes.device', 'remote.credentials'], 6],
          ['Auditor', ['view', 'audit'], 1],
        ].map(([name, rights, administrators]) => ({ name, builtin: true, rights, administrators })),
      ),
      administrators: row(
        'c4',
        [
          ['anna', 'Anna Weber', 0, null, 'passkey'],
          ['boris', 'Борис Лебедев', 3, 6, 'totp'],
          ['new', 'Carla Díaz', 4, null, 'none'],
        ].map(([login, name, r, g, secondFactor]) => ({
          login,
          name,
          locale: 'en',
          disabled: false,
          bindings: [{ roleId: uuid('c3', r), groupId: g === null ? null : gid(g) }],
          secondFactor,
          lastSeenAt: secondFactor === 'none' ? null : ago(3),
          createdAt: ago(90000),
        })),
      ),
      'api-tokens': empty
        ? []
        : row('c5', [
            {
              name: 'Prometheus',
              roleId: uuid('c3', 4),
              groupId: null,
              createdAt: ago(60000),
              createdBy: 'Anna Weber',
              expiresAt: ago(-200000),
              lastUsedAt: ago(1),
            },
          ]),
      views: empty
        ? []
        : row(
            'c6',
            [
              ['Kazan without contact', `?status=critical%2Cwarning&online=false&group=${gid(6)}`, true, true],
              ['Settings failed', '?settings=failed', false, true],
              ['Pilot devices', '?tag=pilot', true, false],
            ].map(([name, query, shared, mine]) => ({ page: 'devices', name, query, shared, mine })),
          ),
    };
    const next = random(11);
    const kinds = [
      ['D01', 'info', text('Device started', 'Устройство запущено')],
      ['D03', 'failure', text('Policy application failed', 'Политика не применена')],
      ['D04', 'warning', text('Server connection lost', 'Связь с сервером потеряна')],
      ['D14', 'critical', text('Remote management: source blocked', 'Удалённое управление: источник заблокирован')],
      ['D10', 'info', text('User session started', 'Сеанс пользователя начат')],
      [
        'D20',
        'warning',
        text('Time differs from the server by more than 60 s', 'Время расходится с сервером более чем на 60 с'),
      ],
    ];
    this.codes = kinds.map(([code, level, title]) => ({ code, level, title }));
    this.events = empty
      ? []
      : Array.from({ length: 4000 }, (_, i) => {
          const [code, level, title] = kinds[Math.floor(next() ** 1.6 * kinds.length)];
          const d = this.devices[Math.floor(next() * this.devices.length)];
          return {
            id: uuid('e0', i),
            at: ago(i * 0.7),
            receivedAt: ago(i * 0.7),
            level,
            code,
            title,
            deviceId: d.id,
            deviceName: d.name,
            args: code === 'D20' ? { seconds: 244 } : {},
          };
        });
    this.commands = empty
      ? []
      : Array.from({ length: 400 }, (_, i) => {
          const d = this.devices[i * 3];
          const state = ['succeeded', 'succeeded', 'queued', 'failed', 'delivered', 'expired', 'unsupported'][i % 7];
          return {
            id: uuid('f0', i),
            deviceId: d.id,
            deviceName: d.name,
            kind: ['restart', 'synchronise', 'message', 'shut-down'][i % 4],
            params: i % 4 === 2 ? { text: 'Maintenance at 18:00' } : {},
            state,
            reason:
              state === 'failed'
                ? 'the user refused'
                : state === 'unsupported'
                  ? 'unsupported here: no power control'
                  : null,
            createdAt: ago(i * 9),
            createdBy: 'Anna Weber',
            expiresAt: ago(i * 9 - 1440),
            finishedAt: ['queued', 'delivered'].includes(state) ? null : ago(i * 9 - 1),
            journal: [
              { at: ago(i * 9), kind: 'created', text: text('Created by Anna Weber', 'Создана: Anna Weber') },
              ...(state === 'queued'
                ? [
                    {
                      at: ago(i * 9 - 1),
                      kind: 'waits',
                      text: text('Waits: the device is offline', 'Ожидает: устройство не в сети'),
                    },
                  ]
                : [{ at: ago(i * 9 - 1), kind: 'delivered', text: text('Delivered', 'Доставлена') }]),
            ],
          };
        });
    this.audit = Array.from({ length: empty ? 1 : 300 }, (_, i) => ({
      seq: 300 - i,
      at: ago(i * 17),
      actor: i % 5 ? 'Anna Weber' : 'Борис Лебедев',
      actorAddress: '10.0.0.7',
      action: ['policy.update', 'device.move', 'session.start', 'credentials.reveal', 'command.create'][i % 5],
      objectType: ['policy', 'device', 'session', 'device', 'command'][i % 5],
      objectId: null,
      objectName: ['Branch offices', 'KZN-0A1B2C3D', null, 'RIX-77Q2M1AA', 'Restart'][i % 5],
      detail: { revision: i, from: 15, to: 30 },
    }));
    this.settings = {
      revision: 1,
      organisation: 'Northwind Clinics',
      mail: {
        host: empty ? '' : 'mail.example.org',
        port: 587,
        security: 'starttls',
        user: 'fairlead',
        passwordSet: !empty,
        from: 'fairlead@example.org',
      },
      retentionDays: { info: 30, warning: 90, failure: 180, critical: 180 },
    };
    const rights = name === 'readonly' ? ['view'] : ALL;
    this.me = {
      id: uuid('99', 1),
      login: 'anna',
      name: 'Anna Weber',
      locale: this.me?.locale ?? 'en',
      theme: this.me?.theme ?? 'light',
      rights: rights.map((right) => ({ right, groupId: null })),
      steppedUpUntil: null,
      workspace: { id: uuid('98', 1), name: 'Northwind Clinics' },
      passkeys: [{ id: uuid('97', 1), name: 'YubiKey 5C', createdAt: ago(90000), lastUsedAt: ago(3) }],
      totp: true,
      recoveryCodesLeft: 8,
    };
    startCodes(this, empty);
    startPeople(this);
    startRemote(this);
  }

  list(q) {
    const sort = q.get('sort') ?? 'name';
    const field = { lastSeen: 'lastSeenAt', group: 'groupId' }[sort.replace('-', '')] ?? sort.replace('-', '');
    if (!this.sorted.has(field))
      this.sorted.set(
        field,
        [...this.devices].sort((a, b) => ((a[field] ?? '') < (b[field] ?? '') ? -1 : 1)),
      );
    const among = q.get('group') && this.groups.find((g) => g.id === q.get('group'));
    const inGroup =
      among && new Set(this.groups.filter((g) => among.path.every((p, i) => g.path[i] === p)).map((g) => g.id));
    const has = (key, value) => !q.get(key) || q.get(key).split(',').includes(value);
    const word = q.get('q')?.toLowerCase();
    const assigned = q.get('assigned') ?? 'all';
    const found = this.sorted
      .get(field)
      .filter(
        (d) =>
          (assigned === 'all' || (assigned === 'managed') === !!d.groupId) &&
          (!inGroup || inGroup.has(d.groupId)) &&
          has('status', d.status) &&
          has('settings', d.settings.state) &&
          (!q.get('online') || String(d.online) === q.get('online')) &&
          (!q.get('model') || d.model === q.get('model')) &&
          (!q.get('tag') || d.tags.includes(q.get('tag'))) &&
          (!word ||
            d.name.toLowerCase().includes(word) ||
            d.address.includes(word) ||
            d.serial.toLowerCase().includes(word)),
      );
    return sort.startsWith('-') ? found.reverse() : found;
  }

  deviceSettings(id) {
    const state = this.own.get(id) ?? { revision: 1, own: {} };
    const p = this.policies[0];
    const origin = p && {
      kind: 'policy',
      policyId: p.policy.id,
      policyName: p.policy.name,
      groupId: p.policy.groupId,
      groupName: 'Managed devices',
    };
    const effective = {};
    for (const s of allSettings) {
      effective[s.key] =
        s.key in (p?.values ?? {})
          ? { value: p.values[s.key], origin }
          : s.key in state.own
            ? { value: state.own[s.key], origin: { kind: 'device' } }
            : { value: s.default, origin: { kind: 'default' } };
    }
    const blocks = catalogue.sections
      .flatMap((s) => s.blocks)
      .map((b, i) => ({
        block: b.id,
        state: i === 5 ? 'failed' : i === 6 ? 'unsupported' : 'applied',
        reason: i === 5 ? 'output HDMI-2 is not connected' : i === 6 ? 'unsupported here: no NetworkManager' : null,
        at: ago(30),
      }));
    return {
      ...state,
      effective,
      locked: Object.fromEntries((p?.locks ?? []).map((l) => [l, origin])),
      blocks,
      hash: 'a1b2c3',
    };
  }

  invalid(values) {
    const fields = {};
    for (const s of allSettings) {
      const v = values[s.key];
      if (typeof v === 'number' && (v < (s.min ?? v) || v > (s.max ?? v)))
        fields[s.key] = `between ${s.min} and ${s.max}`;
      if (v === 'conflict') return fail(409, 'conflict', 'somebody saved meanwhile');
    }
    return Object.keys(fields).length ? fail(422, 'invalid', 'some values are out of their limits', { fields }) : null;
  }

  dryRun(input) {
    const changes = Object.entries(input.values ?? {}).map(([key, to]) => ({
      key,
      from: allSettings.find((s) => s.key === key)?.default,
      to,
      devices: 4812,
    }));
    const g = this.groups.find((x) => x.id === input.groupId) ?? this.groups[0];
    return {
      devices: g.devicesInSubtree,
      changed: Math.floor(g.devicesInSubtree * 0.6),
      unchanged: Math.ceil(g.devicesInSubtree * 0.4),
      groups: this.groups.slice(5, 9).map((x) => ({ groupId: x.id, path: x.path, devices: x.devices })),
      changes,
    };
  }

  publish(change) {
    for (const s of this.streams) s.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
  }

  async handle(request, response, url) {
    let raw = '';
    for await (const chunk of request) raw += chunk;
    const path = url.pathname.replace('/api/v1', '');
    if (path === '/mock/scenario') {
      for (const k of ['locale', 'theme']) if (url.searchParams.get(k)) this.me[k] = url.searchParams.get(k);
      this.reset(url.searchParams.get('name') ?? 'typical');
      this.latency = Number(url.searchParams.get('latency') ?? 0);
      this.level = url.searchParams.get('level') ?? 'full';
      return response.end('ok');
    }
    if (path === '/stream') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(': hello\n\n');
      this.streams.add(response);
      return request.on('close', () => this.streams.delete(response));
    }
    if (this.latency) await new Promise((done) => setTimeout(done, this.latency));
    const { answer } = await import('./answers.mjs');
    const body = raw ? JSON.parse(raw) : {};
    const tools = { page, fail, svg };
    const result =
      codes(this, request.method, path, url.searchParams, body, tools) ??
      remote(this, request.method, path, tools) ??
      people(this, request.method, path, url.searchParams, tools) ??
      answer(this, request.method, path, url.searchParams, body, tools);
    if (result?.file) {
      response.writeHead(200, { 'Content-Type': 'text/csv', 'Content-Disposition': 'attachment; filename=export.csv' });
      return response.end(result.file);
    }
    const status = result?.problem?.status ?? (result === undefined ? 204 : 200);
    response.writeHead(status, { 'Content-Type': result?.problem ? 'application/problem+json' : 'application/json' });
    response.end(result === undefined ? '' : JSON.stringify(result.problem ?? result));
  }
}
