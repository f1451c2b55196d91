// The ways people use most, against the mock server: fails on the first thing that is not as it should be.
import assert from 'node:assert/strict';
import { base, open, places, scenario, settled } from './lib.mjs';

const shots = process.argv[2];
await scenario('typical', '&level=none');
const { context, page, complaints } = await open();
await page.addInitScript(() => localStorage.setItem('fairlead.language', 'en'));
const shot = async (name) => shots && (await page.screenshot({ path: `${shots}/flow-${name}.png` }));
const step = async (name, run) => {
  await run();
  await shot(name.replaceAll(' ', '-'));
  console.log(`ok ${name}`);
};
page.setDefaultTimeout(8000);

await step('sign in', async () => {
  await page.goto(`${base}/devices?status=warning`);
  await page.getByLabel('Login').fill('anna');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Login or password is wrong.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('right');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Digit 1').fill('1');
  await page.keyboard.type('23456');
  await page.getByRole('heading', { name: 'Managed devices' }).waitFor();
  assert.match(page.url(), /status=warning/);
});
await step('scroll, sort and select by keyboard', async () => {
  await page.getByRole('row').nth(1).waitFor();
  await page.getByRole('row').nth(1).focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('PageDown');
  await page.keyboard.press(' ');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press(' ');
  await page.getByText('2 devices selected').waitFor();
  await page.getByRole('button', { name: /Select all/ }).click();
});
await step('move with a dry run', async () => {
  await page.getByRole('button', { name: 'Move to a group' }).click();
  await page.getByRole('combobox', { name: 'Into the group' }).fill('Riga');
  await page.getByRole('option', { name: /Riga/ }).click();
  await page.getByText(/the settings of .* will change/).waitFor();
});
await step('palette', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('monitor');
  await page.getByRole('option').first().waitFor();
});
await step('device settings and save bar', async () => {
  await page.goto(base + places['device-settings'].replace('monitors', 'remote'));
  const field = page.getByRole('textbox', { name: 'Port', exact: true });
  await field.fill('99999999');
  await page.getByText(/field needs attention/).waitFor();
  await field.fill('3390');
  await page.getByText(/Changes 1 setting on this device/).waitFor();
});
await step('saved with undo', async () => {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/Saved: 1 setting/).waitFor();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
});
await step('policy dry run', async () => {
  await page.goto(`${base}${places.policy}/settings/power`);
  await page.getByRole('switch').first().check({ force: true });
  await page.getByText(/Changes settings on .* devices/).waitFor();
  await page.getByRole('button', { name: 'See what changes' }).click();
  await page.getByRole('dialog').getByText('Before').waitFor();
});
await step('policy conflict loses nothing', async () => {
  await page.keyboard.press('Escape');
  const id = places.policy.split('/').at(-1);
  await page.evaluate(async (policy) => {
    const now = await (await fetch(`/api/v1/policies/${policy}`)).json();
    await fetch(`/api/v1/policies/${policy}`, {
      method: 'PUT',
      headers: { 'X-Fairlead': '1' },
      body: JSON.stringify({ ...now.policy, values: {}, locks: [], revision: now.policy.revision }),
    });
  }, id);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Somebody saved meanwhile').waitFor();
});
await step('mine saved over theirs', async () => {
  await page.getByRole('button', { name: 'Save mine' }).click();
  await page.getByText(/Saved as revision/).waitFor();
});
await step('token shown once', async () => {
  await page.goto(`${base}/enrolment-tokens?new=1`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Branch roll-out');
  await page.getByRole('combobox', { name: 'Into the group' }).fill('Kazan');
  await page.getByRole('option', { name: /Kazan/ }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText(/^fle_/).waitFor();
});
await step('hostile device stays text', async () => {
  await page.goto(base + places.hostile);
  await settled(page);
  assert.ok((await page.locator('h1').innerText()).includes('‹U+202E›'));
  assert.equal(await page.locator('img[src="x"]').count(), 0);
});
assert.deepEqual(complaints, []);
await context.close();
