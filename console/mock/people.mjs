import { ago, uuid } from './data.mjs';

const NAMES = [
  'Ann Archer',
  'Ольга Кузьмина',
  '<img src=x onerror=alert(1)>',
  'ליאור כהן',
  'Gonçalo Estêvão de Albuquerque e Vasconcelos-Pereira',
  'Bob Baker',
  'Иван Петров',
  'Zoë Zimmer',
];
const STATES = ['ok', 'critical', 'warning', 'no-data'];
/** Invitations as lists show them: state, furthest step, platform, what blocks, mail, error. */
const WAYS = [
  ['used', 'active', 'ios', null, 'sent', ''],
  ['open', 'sent', null, null, 'sent', ''],
  ['open', 'landed', 'ios', 'no-apple-push', 'sent', ''],
  ['open', 'queued', null, null, 'deferred', '451 4.7.1 greylisted, come back later'],
  ['open', 'queued', null, null, 'bounced', '550 5.1.1 <img src=x onerror=alert(1)> no such mailbox'],
  ['open', 'queued', null, null, 'queued', 'daily-limit'],
  ['expired', 'opened', null, null, 'sent', ''],
  ['used', 'checked-in', 'android', null, 'none', ''],
  ['replaced', 'sent', null, null, 'sent', ''],
];
const STEPS = ['queued', 'sent', 'opened', 'landed', 'fetched', 'checked-in', 'active'];

/** People, their groups and invitations as the mock server knows them. */
export function startPeople(m) {
  const empty = m.scenario === 'empty';
  m.peopleGroups = empty
    ? []
    : [
        ['Sales', null, null, 412],
        ['North', 0, null, 120],
        ['By address', null, { name: '', mail: '*@north.example.org', comment: '', locale: '' }, 58],
      ].map(([name, parent, rule, people], n) => ({
        id: uuid('9a', n),
        parentId: parent === null ? null : uuid('9a', parent),
        name,
        comment: '',
        rule,
        people,
      }));
  m.people = Array.from({ length: empty ? 0 : 400 }, (_, n) => ({
    id: uuid('9b', n),
    name: n < NAMES.length ? NAMES[n] : `Person ${String(n).padStart(3, '0')}`,
    mail: n % 9 === 3 ? '' : `p${n}@example.org`,
    locale: n % 3 === 1 ? 'ru' : 'en',
    phone: '',
    comment: n === 2 ? '<script>alert(1)</script>' : '',
    groups: n % 4 === 0 ? [{ id: uuid('9a', 0), path: ['Sales'], byRule: false }] : [],
    devices: n % 4,
    status: n % 4 === 0 ? 'no-data' : STATES[n % 3],
    administrator: n === 0,
    revision: 1,
    createdAt: ago(90_000 + n),
    createdBy: 'Anna Weber',
  }));
  m.invitations = m.people.slice(0, 60).map((p, n) => {
    const [state, reached, platform, blocked, mail, error] = WAYS[n % WAYS.length];
    return {
      id: uuid('9c', n),
      personId: p.id,
      personName: p.name,
      state,
      locale: p.locale,
      groupId: null,
      devices: 1,
      used: state === 'used' ? 1 : 0,
      createdAt: ago(300 + n * 40),
      createdBy: 'Anna Weber',
      expiresAt: ago(state === 'expired' ? 60 : -9000),
      revokedAt: state === 'replaced' ? ago(30) : null,
      reached,
      platform,
      blocked,
      askedAt: null,
      mail: {
        state: mail,
        to: p.mail,
        error,
        attempts: mail === 'deferred' ? 3 : 1,
        nextAt: mail === 'deferred' ? ago(-4) : error === 'daily-limit' ? ago(-600) : null,
        firstTryAt: mail === 'deferred' ? ago(12) : null,
      },
    };
  });
}

const story = (x) => ({
  invitation: x,
  steps: STEPS.slice(0, STEPS.indexOf(x.reached) + 1).map((step, n) => ({
    step,
    detail: n > 2 ? (x.platform ?? '') : '',
    firstAt: ago(290 - n * 20),
    lastAt: ago(290 - n * 20),
    times: n === 2 ? 3 : 1,
  })),
  deviceIds: [],
});

function invitation(m, method, id, sub, q, { page, fail, svg }) {
  if (id === 'readiness')
    return {
      mail: true,
      mailsLeftToday: 12,
      apple: 'ready',
      android: true,
      androidVersion: '0.1.0',
      publicUrl: 'https://phones.example.org:8444',
    };
  if (id === 'funnel')
    return {
      invitations: m.invitations.length,
      withoutMail: 0,
      stages: STEPS.map((step, n) => ({ step, count: Math.round(m.invitations.length * (1 - n / 9)) })),
      platforms: m.invitations.length ? { android: 12, ios: 17, ipados: 3 } : {},
      blocked: m.invitations.length ? { 'no-apple-push': 4 } : {},
      deferred: m.invitations.length ? 6 : 0,
      bounced: m.invitations.length ? 6 : 0,
    };
  if (method === 'POST' && !id) return { items: [] };
  if (sub === 'link') return { link: 'https://phones.example.org:8444/i/abc', qrPng: btoa(svg) };
  if (id) {
    const found = m.invitations.find((x) => x.id === id);
    return found ? story(found) : fail(404, 'not-found', 'there is no such invitation');
  }
  const stuck = (x) => x.blocked || ['deferred', 'bounced'].includes(x.mail.state);
  return page(
    m.invitations.filter(
      (x) =>
        (!q.get('person') || x.personId === q.get('person')) &&
        (!q.get('state') || x.state === q.get('state')) &&
        (q.get('stuck') !== 'true' || stuck(x)),
    ),
    q,
  );
}

/** Answers what concerns people; null when it does not. */
export function people(m, method, path, q, tools) {
  const [, head, id, sub] = path.split('/');
  if (!['people', 'people-groups', 'invitations'].includes(head) || m.level !== 'full') return null;
  if (m.scenario === 'error') return tools.fail(503, 'unavailable', 'the database does not answer');
  if (head === 'invitations') return invitation(m, method, id, sub, q, tools);
  if (head === 'people-groups') return { items: m.peopleGroups };
  if (id === 'summary') {
    const count = (status) => m.people.filter((p) => p.status === status).length;
    return {
      people: m.people.length,
      critical: count('critical'),
      warning: count('warning'),
      ok: count('ok'),
      noData: count('no-data'),
      withoutAddress: m.people.filter((p) => !p.mail).length,
    };
  }
  if (id) return m.people.find((p) => p.id === id) ?? tools.fail(404, 'not-found', 'there is no such person');
  const text = (q.get('q') ?? '').toLowerCase();
  return tools.page(
    m.people.filter(
      (p) =>
        (!q.get('status') || p.status === q.get('status')) &&
        (!text || `${p.name} ${p.mail}`.toLowerCase().includes(text)),
    ),
    q,
  );
}
