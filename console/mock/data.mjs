import { existsSync, readFileSync } from 'node:fs';

/** A small generator, the same at every start. */
export function random(seed) {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const uuid = (kind, n) => `${kind.padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
export const text = (en, ru) => ({ en, ru });

const real = new URL(
  '../../protocol/src/main/resources/org/fairlead/protocol/catalogue/catalogue.json',
  import.meta.url,
);
const sample = new URL('./catalogue.json', import.meta.url);
export const catalogue = JSON.parse(readFileSync(existsSync(real) ? real : sample, 'utf8'));
export const allSettings = catalogue.sections.flatMap((s) => s.blocks.flatMap((b) => b.settings));

const limits = {
  noContactWarningMinutes: 60,
  noContactCriticalMinutes: 1440,
  notAppliedWarningMinutes: 30,
  notAppliedCriticalMinutes: 480,
};
const names = [
  [null, 'Managed devices'],
  [0, 'Head office'],
  [1, 'Accounting'],
  [1, 'Reception'],
  [1, 'Meeting rooms'],
  [0, 'Branches'],
  [5, 'Kazan'],
  [5, 'Novosibirsk'],
  [5, 'Riga'],
  [0, 'Production'],
  [9, 'Assembly line A'],
  [9, 'Assembly line B'],
  [0, 'Clinic'],
  [12, 'Registration desks'],
  [12, 'Laboratory'],
];

export function makeGroups(empty) {
  const list = names.slice(0, empty ? 1 : undefined).map(([parent, name], i) => ({
    id: uuid('a0', i),
    parentId: parent === null ? null : uuid('a0', parent),
    name,
    path: [],
    devices: 0,
    devicesInSubtree: 0,
    critical: 0,
    warning: 0,
    thresholds: i === 0 ? limits : null,
    effectiveThresholds: limits,
  }));
  for (const g of list) g.path = [...(list.find((p) => p.id === g.parentId)?.path ?? []), g.name];
  return list;
}

const causes = [
  [
    'no-contact',
    text('No contact for 3 hours (warning after 1 hour)', 'Нет связи 3 часа (предупреждение после 1 часа)'),
  ],
  ['settings-failed', text('Monitors: output HDMI-2 is not connected', 'Мониторы: выход HDMI-2 не подключён')],
  [
    'certificate-expires',
    text('The device certificate expires in 9 days', 'Сертификат устройства истекает через 9 дней'),
  ],
  ['clock', text('The clock is 4 minutes ahead of the server', 'Часы спешат относительно сервера на 4 минуты')],
];

export function makeDevices(count, groups) {
  const next = random(7);
  const models = ['Dell Wyse 5070', 'HP t640', 'Lenovo M625q', 'Fujitsu Futro S740', 'Aquarius T30'];
  const sites = ['ACC', 'REC', 'KZN', 'NSK', 'RIX', 'LAB', 'ASM'];
  const list = [];
  for (let i = 0; i < count; i++) {
    const roll = next();
    const status = roll > 0.985 ? 'critical' : roll > 0.94 ? 'warning' : 'ok';
    const assigned = groups.length > 1 && next() > 0.004;
    const group = assigned ? groups[1 + Math.floor(next() * (groups.length - 1))] : null;
    const online = status !== 'critical' && next() > 0.08;
    const cause = causes[Math.floor(next() * causes.length)];
    const id = Math.floor(next() * 2 ** 40)
      .toString(32)
      .toUpperCase()
      .padStart(8, '0')
      .slice(-8);
    list.push({
      id: uuid('d0', i),
      number: i + 1,
      name: `${sites[Math.floor(next() * sites.length)]}-${id}`,
      platform: 'thin-client',
      groupId: group?.id ?? null,
      groupPath: group?.path ?? null,
      status: group ? status : 'unknown',
      causes: !group || status === 'ok' ? [] : [{ cause: cause[0], level: status, since: ago(180), text: cause[1] }],
      online,
      lastSeenAt: ago(online ? next() * 2 : 60 + next() * 9000),
      enrolledAt: ago(50_000),
      address: `10.${(i >> 14) & 255}.${(i >> 7) & 127}.${i & 127}`,
      model: models[Math.floor(next() * models.length)],
      serial: `SN${(i * 7919).toString(36).toUpperCase()}`,
      os: 'Debian GNU/Linux 12',
      agentVersion: '0.1.0',
      hostname: `tc-${i}`,
      tags: next() > 0.8 ? ['pilot'] : [],
      note: '',
      settings: {
        state: !group ? 'none' : next() > 0.03 ? 'applied' : next() > 0.3 ? 'pending' : 'failed',
        at: ago(40),
      },
    });
  }
  if (list.length > 3) {
    Object.assign(list[2], {
      name: '\u202Egnp.exe <script>alert(1)</script>',
      model: '=HYPERLINK("http://x","y")',
      hostname: 'x'.repeat(5000),
      note: '<img src=x onerror=alert(1)>',
    });
  }
  for (const d of list) {
    for (
      let g = groups.find((x) => x.id === d.groupId), own = true;
      g;
      g = groups.find((x) => x.id === g.parentId), own = false
    ) {
      if (own) g.devices++;
      g.devicesInSubtree++;
      if (d.status === 'critical') g.critical++;
      if (d.status === 'warning') g.warning++;
    }
  }
  return list;
}
