import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { api, browser, colour, display, folder, setUp, startServer, stop, stopAll, thinClient, until } from './lib.mjs';

// The first hour with Fairlead, with the real server, a real browser and a real thin client on an X display.
let server;
let screen;
let client;
let page;
let complaints;
let call;

before(async () => {
  server = await startServer(join(folder(), 'data'));
  screen = await display();
  ({ page, complaints } = await browser());
});
after(stopAll);

test('the one-time link makes the first administrator, once', async () => {
  await setUp(page, server.setup);
  call = api(page);
  assert.equal((await call('GET', '/me')).login, 'ann');
  const again = await page.request.get(server.setup.replace('/setup/', '/api/v1/setup/'));
  assert.equal(again.status(), 404);
});

test('a thin client that enrols appears under Unassigned devices without a reload', async () => {
  await page.goto(`${server.url}/unassigned`);
  await page.getByRole('heading', { name: /Unassigned/ }).waitFor();
  const state = folder();
  mkdirSync(join(state, 'state'), { recursive: true });
  client = thinClient(screen.name, state, ['--server', server.enrol, '--accept-fingerprint', server.fingerprint]);
  await until('the thin client is connected', () => client.status()?.connection === 'online');
  await page.getByText(client.status().name).first().waitFor();
  assert.equal(client.status().group, null);
});

test('moved into a group, it obeys the group policy on its screen', async () => {
  const root = (await call('GET', '/groups')).items[0];
  const office = await call('POST', '/groups', { name: 'Office', parentId: root.id });
  await page.goto(`${server.url}/unassigned`);
  await page.getByText(client.status().name).first().waitFor();
  await page.getByRole('row', { name: new RegExp(client.status().name) }).getByRole('checkbox').check();
  await page.getByRole('region').getByRole('button', { name: /Move/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').click();
  await page.getByRole('option', { name: /Office/ }).first().click();
  await dialog.getByRole('button', { name: /approve|move/i }).last().click();
  await until('the thin client knows its group', () => client.status()?.group === 'Office');

  const light = await colour(screen.name);
  const policy = await call('POST', '/policies', {
    name: 'Night shift',
    groupId: office.id,
    platform: 'thin-client',
    status: 'active',
    inherit: true,
    force: false,
    values: { 'general.appearance.theme': 'dark', 'language.interface.language': 'ru' },
    locks: ['general.appearance'],
  });
  await until('the theme is dark', () => client.status()?.effective['general.appearance.theme'] === 'dark');
  const dark = await until('the screen is dark', async () => {
    const now = await colour(screen.name);
    return now[0] < light[0] - 80 ? now : null;
  });
  assert.ok(dark[0] < 100, `the screen went from ${light} to ${dark}`);
  assert.equal(client.status().language, 'ru');
  assert.deepEqual(client.status().locked, ['general.appearance']);

  const id = client.status().deviceId;
  await until('the server knows', async () => (await call('GET', `/devices/${id}`)).device.settings.state !== 'pending');
  await page.goto(`${server.url}/policies/${policy.policy.id}`);
  await page.getByText('Night shift').first().waitFor();
});

test('a change of the policy in the browser reaches the screen', async () => {
  const policy = (await call('GET', '/policies')).items[0];
  await page.goto(`${server.url}/policies/${policy.id}`);
  await page.getByRole('heading', { name: 'Night shift' }).waitFor();
  await page.getByRole('combobox', { name: /Theme/ }).click();
  await page.getByRole('option', { name: 'Light' }).click();
  await page.getByText(/Changes settings on/).waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/Saved as revision/).waitFor();
  await until('the screen is light again', async () => (await colour(screen.name))[0] > 150);
});

test('a message is shown on the screen and its result comes back', async () => {
  const id = client.status().deviceId;
  const sent = await call('POST', '/commands', { kind: 'message', params: { text: 'Lunch at noon' }, deviceIds: [id] });
  await until('the message is there', () => JSON.stringify(client.status()?.messages ?? []).includes('Lunch at noon'));
  await until('it is reported', async () => (await call('GET', `/commands/${sent.commands[0].id}`)).state === 'succeeded');
});

test('a server that is gone leaves the thin client as it was, and the return is quiet', async () => {
  const before = client.status();
  await stop(server.child);
  await until('the thin client notices', () => client.status()?.connection !== 'online');
  assert.deepEqual(client.status().effective, before.effective);
});

test('the browser complained about nothing', () => {
  assert.deepEqual(complaints, []);
});
