import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { api, browser, display, folder, run, setUp, startServer, stop, stopAll, totp, until } from './lib.mjs';
import { Cable } from './offline.mjs';

// A code travels by hand between the thin client's screen and the console in a browser, with the cable between them cut.
let cable;
let server;
let url;
let page;
let session;
let call;
let secret;
let screen;
let token;
let policy;
const port = (address) => address.split(':').at(-1).replaceAll('/', '');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const x = async (...args) => {
  const child = run('xdotool', args, { env: { ...process.env, DISPLAY: screen.name } });
  const { code } = await child.done;
  assert.equal(code, 0, child.text);
};
const click = async (left, top) => {
  await x('mousemove', String(left), String(top), 'click', '1');
  await pause(300);
};

/** A device of the group at the far end of the cable, online and with its keys. */
async function enrol() {
  const near = `${cable.near}:${port(server.enrol)}`;
  const state = folder();
  const device = cable.thinClient(screen.name, state, [
    ...['--server', near, '--accept-fingerprint', server.fingerprint, '--token', token],
  ]);
  await until('it is online in its group', () => device.status()?.connection === 'online' && device.status().group === 'Office');
  await until('it has its keys', () => readdirSync(device.folder).includes('codekeys.json'));
  return Object.assign(device, { state, id: device.status().deviceId });
}

/** Opens a dialog of the thin client by clicks; clicks again when the screen was not ready. */
async function open(device, name, clicks) {
  for (let i = 0; i < 5; i++) {
    await clicks();
    for (let wait = 0; wait < 40; wait++) {
      if (device.status().dialog === name) return;
      await pause(100);
    }
    await x('key', 'Escape');
  }
  assert.fail(`never opened: ${name}; ${device.status().screen} ${device.status().dialog}`);
}

/** Presses a button that may ask for the sign-in again. */
async function pressWithPresence(name) {
  await page.getByRole('button', { name, exact: true }).click();
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  const code = page.locator('.code-print');
  await asked.or(code).first().waitFor();
  if (await asked.isVisible()) {
    await asked.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    await asked.getByLabel('Digit 1').click();
    await page.keyboard.type(totp(secret, Date.now() + 30_000));
  }
  await code.waitFor();
  return (await code.locator('.mono').allInnerTexts()).join('');
}

/** Types the answer on the thin client, once: a lost key is a failure. */
async function typeAnswer(digits, what, done) {
  await x('type', '--delay', '20', digits);
  await x('key', 'Return');
  await until(what, done);
}

before(async () => {
  cable = await Cable.lay();
  server = await startServer(join(folder(), 'data'), ['--bind', '0.0.0.0', '--public-name', cable.near]);
  url = `https://127.0.0.1:${port(server.url)}`;
  screen = await display();
  session = await browser({ permissions: ['clipboard-read', 'clipboard-write'] });
  page = session.page;
  secret = await setUp(page, server.setup.replace(/^https:\/\/[^/]+/, url));
  call = api(page);
  const root = (await call('GET', '/groups')).items[0];
  const office = await call('POST', '/groups', { name: 'Office', parentId: root.id });
  ({ policy } = await call('POST', '/policies', {
    ...{ name: 'Desks', groupId: office.id, platform: 'thin-client', status: 'active' },
    ...{ inherit: true, force: false, values: {}, locks: [] },
  }));
  token = (
    await call('POST', '/enrolment-tokens', {
      ...{ name: 'Office', groupId: office.id, maxUses: 5 },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    })
  ).secret;
});
after(async () => {
  await stopAll();
  await cable?.remove();
});

test('a reset that the user asks for is found by its code alone, answered on the device page, and done', async () => {
  const device = await enrol();
  await cable.cut();
  await open(device, 'approval:reset', async () => {
    await click(873, 685);
    await pause(500);
    await click(140, 87);
    await x('mousemove', '760', '400', 'click', '--repeat', '30', '5');
    await pause(300);
    await click(403, 588);
  });
  const request = await until('the request code', () => device.status().request);
  const groups = request.split('-');
  await page.getByRole('button', { name: 'Enter request code' }).click();
  await page.getByLabel('Group 1 of 4').click();
  await page.keyboard.type(groups[0] + String((Number(groups[1]) + 1) % 1_000_000).padStart(6, '0'));
  await page.getByText('Group 2 is wrong').waitFor();
  await page.getByLabel('Group 2 of 4').fill('');
  await page.getByLabel('Group 2 of 4').click();
  await page.keyboard.type(`${groups[1]} ${groups[2]} ${groups[3]}`);
  const dialog = page.getByRole('dialog', { name: 'Enter request code' });
  await dialog.getByText('Reset of all settings').waitFor();
  await dialog.getByRole('button', { name: 'Open the device with this code' }).click();
  await page.waitForURL(`**/devices/${device.id}/settings/confirm-user-actions`);
  await page.getByLabel('Reason').fill('it moves to another desk');
  const answer = await pressWithPresence('Generate confirmation code');
  assert.match(answer, /^\d{18}$/);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  assert.equal((await page.evaluate(() => navigator.clipboard.readText())).replaceAll('-', ''), answer);
  await page.getByRole('row', { name: /Reset of all settings.*Not used yet.*it moves to another desk/ }).waitFor();
  await typeAnswer(
    answer,
    'it is as at its first start',
    () => device.status().deviceId === null && device.status().screen === 'welcome:choice',
  );
  await stop(device.child);
  await cable.join();
  const audited = (await call('GET', '/audit?limit=200')).items.map((entry) => JSON.stringify(entry));
  assert.ok(audited.some((entry) => entry.includes('confirmation.issue') && entry.includes('it moves to another desk')));
  for (const entry of audited) for (const part of answer.match(/\d{6}/g)) assert.ok(!entry.includes(part));
});

test('a certificate that a device does not know is answered on the policy page, which says that it is ours', async () => {
  await cable.join();
  const device = await enrol();
  await stop(device.child);
  // while it is away the key changes twice, so that it knows neither the present nor the next one
  for (let i = 0; i < 2; i++) await call('POST', '/server/key-rotation', { force: true });
  Object.assign(device, cable.thinClient(screen.name, device.state, []));
  await until('the unknown certificate is refused', () => device.status()?.serverShows);
  await cable.cut();
  await open(device, 'stranger', async () => {
    await click(965, 685);
    await click(745, 685);
    await pause(500);
    await click(158, 256);
  });
  await open(device, 'approval:certificate', () => click(873, 556));
  const request = await until('the request code', () => device.status().request);
  await page.goto(`${url}/devices/${device.id}/settings/confirm-user-actions`);
  await page.evaluate((text) => navigator.clipboard.writeText(`code: ${text.replaceAll('-', ' ')}`), request);
  await page.getByLabel('Group 1 of 4').click();
  await page.keyboard.press('Control+V');
  await page.getByText('This code asks for a new server certificate').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Generate confirmation code' }).count(), 0);
  await page.getByRole('button', { name: 'Open the policy with this code' }).click();
  await page.waitForURL(`**/policies/${policy.id}/settings/confirm-user-actions`);
  assert.ok(!page.url().includes(request.slice(0, 6)));
  await page.getByText("The device sees this server's own certificate").waitFor();
  await page.getByLabel('Reason').fill('the key was changed while it was away');
  const answer = await pressWithPresence('Generate certificate replacement code');
  await typeAnswer(answer, 'the thin client is content', () => device.status().dialog === 'done');
  await cable.join();
  await until('it is online', () => device.status().connection === 'online' && device.status().serverShows === null);
  await until('the server knows that it was used', async () =>
    (await call('GET', '/codes/issued?state=used')).items.some((code) => code.deviceId === device.id),
  );
  await page.goto(`${url}/codes?state=used`);
  await page.getByRole('row', { name: /Replacement of the server certificate.*Used, done/ }).waitFor();
  await stop(device.child);
});

test('one code for the whole group is asked for by one administrator and approved by another', async () => {
  const role = (await call('GET', '/roles')).items.find((r) => r.name === 'Security officer');
  const { link } = await call('POST', '/administrators', {
    ...{ login: 'bob', name: 'Bob', locale: 'en' },
    bindings: [{ roleId: role.id, groupId: null }],
  });
  const other = await browser();
  const bob = other.page;
  await setUp(bob, link.replace(/^https:\/\/[^/]+/, url), 'Bob', 'bob');
  const place = `${url}/policies/${policy.id}/settings/confirm-user-actions`;
  await page.goto(place);
  await page.getByRole('button', { name: 'Ask for a group code' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Holds for (days)').fill('31');
  await form.getByText('Enter a number from 1 to 30').waitFor();
  await form.getByLabel('Holds for (days)').fill('3');
  await form.getByLabel('Reason').fill('the old server burnt');
  await form.getByRole('button', { name: 'Ask for a group code' }).click();
  const asked = page.getByRole('row', { name: /the old server burnt/ });
  await asked.getByText('another administrator').waitFor();
  assert.equal(await asked.getByRole('button', { name: 'Approve' }).count(), 0);
  await bob.goto(place);
  const waits = bob.getByRole('row', { name: /the old server burnt/ });
  await waits.getByRole('button', { name: '2 devices' }).click();
  await bob.getByRole('dialog').getByRole('link').first().waitFor();
  await bob.keyboard.press('Escape');
  await waits.getByRole('button', { name: 'Approve' }).click();
  await bob.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await bob.locator('.code-print').waitFor();
  const groups = await bob.locator('.code-print .mono').allInnerTexts();
  assert.equal(groups.length, 4);
  await page.reload();
  await asked.getByRole('button', { name: 'Show the code' }).click();
  await page.locator('.code-print').waitFor();
  assert.deepEqual(await page.locator('.code-print .mono').allInnerTexts(), groups);
  await asked.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await asked.getByText('Revoked').waitFor();
  assert.deepEqual(other.complaints, []);
});

test('the browser complained about nothing', () => {
  assert.deepEqual(session.complaints, []);
});
