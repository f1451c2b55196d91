import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mailServer } from './mail.mjs';
import { api, browser, folder, run, startServer, stopAll, until } from './lib.mjs';

// The console of the real server in a real browser: passkeys, hostile devices, live updates, conflicts, rights.
const password = 'correct horse battery staple';
let server;
let url;
let session;
let page;
let call;
const dialogs = [];

/** A browser that trusts this server's key alone: passkeys do not work on a site with certificate errors. */
async function trusting() {
  const opened = await browser({
    ignoreHTTPSErrors: false,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--ignore-certificate-errors-spki-list=${Buffer.from(server.fingerprint, 'hex').toString('base64')}`,
    ],
  });
  const devtools = await opened.context.newCDPSession(opened.page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  opened.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  return opened;
}

const local = (link) => link.replace('https://127.0.0.1', 'https://localhost');

/** From a one-time link to the overview, with a passkey as second factor. */
async function setUpWithPasskey(tab, link, login) {
  await tab.goto(local(link));
  await tab.getByLabel('Your name').fill(login);
  await tab.getByLabel('Login').fill(login);
  await tab.getByLabel('Password', { exact: true }).fill(password);
  await tab.getByLabel('Password again').fill(password);
  await tab.getByRole('button', { name: 'Continue' }).click();
  await tab.getByRole('button', { name: 'Set up a passkey' }).click();
  await tab.getByLabel('I have kept the codes').check();
  await tab.getByRole('button', { name: 'Continue' }).click();
  await tab.getByRole('heading', { name: 'Overview' }).waitFor();
}

function simulate(count, behaviour) {
  const child = run('./fairlead', [
    'simulator',
    ...['--server', server.enrol, '--pin', server.fingerprint, '--count', String(count)],
    ...['--behaviour', behaviour, '--events-per-second', '5', '--for', '900'],
  ]);
  return until(`${count} devices are online`, () => {
    if (child.exitCode !== null) throw new Error(child.text);
    return child.text.includes(`"online":${count},`);
  });
}

/** Rows of cells, as a spreadsheet reads them. */
function cells(csv) {
  const rows = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows.filter((row) => row.length > 1);
}

before(async () => {
  server = await startServer(join(folder(), 'data'));
  url = local(server.url);
  session = await trusting();
  page = session.page;
});
after(stopAll);

test('a passkey is made and signs in without a login or a password', async () => {
  const link = await until('the one-time link', () => server.child.text.match(/(https:\S+\/setup\/\S+)/)?.[1]);
  await setUpWithPasskey(page, link, 'ann');
  call = api(page);
  assert.equal((await call('GET', '/me')).passkeys.length, 1);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal((await call('GET', '/me')).login, 'ann');
});

test('nothing that a hostile device says runs on any page, in English and Russian', async () => {
  await simulate(4, 'join');
  await simulate(13, 'hostile');
  const script = '"><script>window.ran=1</script><img src=x onerror="window.ran=1">';
  const root = (await call('GET', '/groups')).items[0];
  const group = await call('POST', '/groups', { name: `Lab ${script}`, parentId: root.id });
  const devices = (await call('GET', '/devices?assigned=all&limit=100')).items;
  assert.equal(devices.length, 17);
  await call('POST', '/devices/move', { ids: devices.map((d) => d.id), groupId: group.id });
  const hostile = devices.filter((d) => !d.hostname.startsWith('tc-'));
  assert.equal(hostile.length, 13);
  for (const d of hostile) await call('PATCH', `/devices/${d.id}`, { note: script, tags: [`=1+1 ${script}`.slice(0, 20)] });
  const { policy } = await call('POST', '/policies', {
    name: `Desks ${script}`,
    groupId: group.id,
    platform: 'thin-client',
    status: 'active',
    inherit: true,
    force: false,
    values: { 'general.contacts.text': script },
    locks: [],
  });
  await call('POST', '/commands', { kind: 'message', params: { text: script }, deviceIds: hostile.map((d) => d.id) });
  await until('events of hostile devices are stored', async () =>
    (await call('GET', '/events?limit=500')).items.some((e) => e.args.connection?.includes('<')),
  );
  const places = [
    ...['/', '/devices', '/unassigned', '/policies', '/selections', '/groups', '/moving-rules', '/enrolment-tokens', '/commands'],
    ...['/events', '/notifications', '/administrators', '/roles', '/api-tokens', '/audit', '/server', '/profile', '/codes'],
    ...['', '/settings/remote', '/settings/confirm-user-actions', '/revisions'].map((tab) => `/policies/${policy.id}${tab}`),
    ...['', '/settings/general', '/settings/confirm-user-actions', '/commands', '/events', '/history'].map((tab) => `/devices/${hostile[0].id}${tab}`),
  ];
  const others = hostile.map((d) => `/devices/${d.id}`);
  const refused = [];
  page.on('response', (r) => r.url().includes('/api/') && r.status() >= 400 && refused.push(`${r.status()} ${r.url()}`));
  for (const language of ['en', 'ru']) {
    await call('PATCH', '/me', { locale: language });
    for (const place of language === 'en' ? [...places, ...others] : places) {
      await page.goto(url + place);
      await page.locator('h1').first().waitFor();
      await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root'));
      const found = await page.evaluate(() => ({
        language: document.documentElement.lang,
        ran: 'ran' in window,
        markup: document.querySelectorAll('img[src="x"], a[href^="javascript"], main script, main b > i').length,
      }));
      assert.deepEqual(found, { language, ran: false, markup: 0 }, place);
    }
  }
  await call('PATCH', '/me', { locale: 'en' });
  assert.deepEqual(refused, []);
  assert.deepEqual(dialogs, []);
  assert.deepEqual(session.complaints, []);
});

test('a notification goes out as a mail and comes with what happened', async () => {
  const mail = await mailServer();
  const settings = await call('GET', '/server/settings');
  await call('PUT', '/server/settings', {
    ...settings,
    mail: { ...settings.mail, host: '127.0.0.1', port: mail.port, security: 'none', user: '', from: 'fairlead@example.org' },
  });
  await page.goto(`${url}/notifications?new=1`);
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Новые устройства');
  await form.getByLabel('To', { exact: true }).fill('duty@example.org');
  await form.getByRole('button', { name: 'Create' }).click();
  await form.waitFor({ state: 'detached' });
  await call('POST', '/notification-rules', {
    name: 'Moves',
    enabled: true,
    channel: 'mail',
    target: 'night@example.org',
    minLevel: 'info',
    codes: ['S02.device-moved'],
    groupId: null,
    groupMinutes: 0,
  });
  const device = (await call('GET', '/devices?q=tc-00000')).items[0];
  const root = (await call('GET', '/groups')).items[0];
  await call('POST', '/devices/move', { ids: [device.id], groupId: root.id });
  const moved = await until('the mail about the move', () => mail.mails.find((m) => m.to.includes('night@example.org')));
  assert.match(moved.text, new RegExp(device.name));
  assert.equal(moved.from, '<fairlead@example.org>');
  await page.getByRole('button', { name: 'Actions for Новые устройства' }).click();
  await page.getByRole('menuitem', { name: 'Send a test' }).click();
  const test = await until('the test mail', () => mail.mails.find((m) => m.to.includes('duty@example.org')));
  assert.match(test.subject, /Fairlead/);
  mail.stop();
});

test('no cell of an export is a formula', async () => {
  const lists = ['/devices/export?format=csv&assigned=all', '/events/export?format=csv', '/commands/export', '/audit/export'];
  for (const path of lists) {
    const answer = await page.evaluate(async (p) => {
      const response = await fetch(`/api/v1${p}`);
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    }, path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.type, /^text\/csv/);
    const rows = cells(answer.text);
    assert.ok(rows.length > 13, `${path} has ${rows.length} rows`);
    for (const row of rows) {
      assert.equal(row.length, rows[0].length, row.join('|'));
      for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
    }
  }
});

test('a device that is moved elsewhere appears without a reload', async () => {
  const root = (await call('GET', '/groups')).items[0];
  const group = await call('POST', '/groups', { name: 'Reception', parentId: root.id });
  const device = (await call('GET', '/devices?q=tc-00001')).items[0];
  await page.goto(`${url}/devices?group=${group.id}`);
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root'));
  assert.equal(await page.getByText(device.name).count(), 0);
  await page.evaluate(() => {
    window.loaded = 'once';
  });
  const other = await session.context.newPage();
  await other.goto(`${url}/profile`);
  await api(other)('POST', '/devices/move', { ids: [device.id], groupId: group.id });
  await other.close();
  await page.getByText(device.name).first().waitFor();
  assert.equal(await page.evaluate(() => window.loaded), 'once');
});

test('who saves a policy second sees what the first one changed', async () => {
  const { policy } = await call('POST', '/policies', {
    name: 'Counter',
    groupId: (await call('GET', '/groups')).items[0].id,
    platform: 'thin-client',
    status: 'active',
    inherit: true,
    force: false,
    values: {},
    locks: [],
  });
  await page.goto(`${url}/policies/${policy.id}/settings/general`);
  await page.getByRole('combobox', { name: /Theme/ }).click();
  await page.getByRole('option', { name: 'Dark' }).click();
  await page.getByText(/Changes settings on/).waitFor();
  const heard = page.waitForResponse((r) => r.request().method() === 'GET' && r.url().endsWith(`/policies/${policy.id}`));
  const other = await session.context.newPage();
  await other.goto(`${url}/policies/${policy.id}/settings/general`);
  await other.getByRole('combobox', { name: /Theme/ }).waitFor();
  await api(other)('PUT', `/policies/${policy.id}`, {
    name: 'Counter',
    groupId: policy.groupId,
    platform: 'thin-client',
    status: 'active',
    inherit: true,
    force: false,
    values: { 'general.appearance.theme': 'light', 'general.contacts.text': 'Ask at the desk' },
    locks: [],
    revision: policy.revision,
  });
  await other.close();
  await heard; // the first tab knows of it and must not save over it all the same
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody saved meanwhile' });
  const row = dialog.getByRole('row', { name: /Theme/ });
  await row.getByText('Dark').waitFor();
  await row.getByText('Light').waitFor();
  await dialog.getByText('Ask at the desk').waitFor();
  await dialog.getByRole('button', { name: 'Save mine' }).click();
  await page.getByText(/Saved as revision 3/).waitFor();
  assert.equal((await call('GET', `/policies/${policy.id}`)).values['general.appearance.theme'], 'dark');
});

test('who may only look can change nothing', async () => {
  const role = await call('POST', '/roles', { name: 'Visitors', rights: ['view'] });
  const { link } = await call('POST', '/administrators', {
    login: 'vic',
    name: 'Vic',
    locale: 'en',
    bindings: [{ roleId: role.id, groupId: null }],
  });
  const policy = (await call('GET', '/policies')).items.find((p) => p.name === 'Counter');
  const visitor = await trusting();
  const look = visitor.page;
  await setUpWithPasskey(look, link, 'vic');
  await look.goto(`${url}/policies/${policy.id}/settings/general`);
  await look.getByText('Your role may read this block, not change it').first().waitFor();
  assert.ok(await look.getByRole('combobox', { name: /Theme/ }).isDisabled());
  await look.goto(`${url}/devices`);
  await look.getByRole('row').nth(1).waitFor();
  assert.equal(await look.getByRole('checkbox').count(), 0);
  await look.goto(`${url}/groups`);
  await look.getByRole('treeitem').first().waitFor();
  assert.equal(await look.getByRole('button', { name: 'New group' }).count(), 0);
  const answer = await look.evaluate(async () => (await fetch('/api/v1/administrators')).status);
  assert.equal(answer, 403);
  await assert.rejects(api(look)('POST', '/groups', { name: 'Mine', parentId: policy.groupId }), /403/);
  assert.deepEqual(visitor.complaints, []);
});

test('an administrator gets two roles, each in its own place', async () => {
  await page.goto(`${url}/administrators?new=1`);
  const form = page.getByRole('dialog');
  await form.getByLabel('Login').fill('tess');
  await form.getByLabel('Name', { exact: true }).fill('Tess');
  const choose = async (nth, field, value) => {
    await form.getByRole('group', { name: `Role ${nth}` }).getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: value }).click();
  };
  await choose(1, 'Role', 'Auditor');
  await form.getByRole('button', { name: 'Add another role' }).click();
  assert.ok(await form.getByRole('button', { name: 'Create' }).isDisabled());
  await choose(2, 'Role', 'Helpdesk');
  await choose(2, 'Where', /Reception$/);
  await form.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  const made = (await call('GET', '/administrators')).items.find((a) => a.login === 'tess');
  assert.deepEqual(made.bindings.map((b) => b.groupId === null).sort(), [false, true]);
});

test('a filter kept as a selection counts its devices and opens them; many go in one request', async () => {
  await page.goto(`${url}/selections?new=1`);
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: true }).fill('Simulated');
  await form.getByLabel('Text', { exact: true }).fill('tc-0000');
  await form.getByRole('button', { name: 'Create' }).click();
  const row = page.getByRole('row', { name: /Simulated/ });
  await row.getByText('4 devices').waitFor();
  await row.getByRole('link', { name: 'Simulated' }).click();
  await page.getByRole('row').nth(4).waitFor();
  await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Delete/ }).click();
  const left = async () => (await call('GET', '/devices?assigned=all&q=tc-0000')).items.length;
  await until('the devices are gone', async () => (await left()) === 0);
});

test('the browser complained about nothing', () => {
  assert.deepEqual(dialogs, []);
  assert.deepEqual(session.complaints, []);
});
