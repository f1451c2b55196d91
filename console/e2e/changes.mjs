// Makes one of everything on a real server: BASE_URL, SECRET (authenticator), [OUT folder for pictures].
import { base, open, signIn } from './lib.mjs';
import { totp } from './totp.mjs';

const out = process.argv[2];
const { context, page, complaints } = await open();
await page.addInitScript(() => localStorage.setItem('fairlead.language', 'en'));
page.setDefaultTimeout(8000);
const refused = [];
page.on(
  'response',
  async (r) =>
    r.url().includes('/api/') &&
    r.status() >= 400 &&
    r.status() !== 404 &&
    refused.push(
      `${r.status()} ${r.request().method()} ${new URL(r.url()).pathname} ${(r.request().postData() ?? '').slice(0, 300)} -> ${(await r.text().catch(() => '')).slice(0, 400)}`,
    ),
);
await signIn(page, 'anna', 'a calm and long password', totp(process.env.SECRET));
let codeAt = Math.floor(Date.now() / 30_000);
const stepUp = async () => {
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  if (
    !(await dialog.waitFor({ timeout: 1500 }).then(
      () => true,
      () => false,
    ))
  )
    return;
  while (Math.floor(Date.now() / 30_000) <= codeAt) await page.waitForTimeout(500);
  codeAt = Math.floor(Date.now() / 30_000);
  await dialog.getByLabel('Password', { exact: true }).fill('a calm and long password');
  await dialog.getByLabel('Digit 1').click();
  await page.keyboard.type(totp(process.env.SECRET));
};
let failed = 0;
const step = async (name, run) => {
  try {
    await run();
    console.log(`ok ${name}`);
  } catch (e) {
    failed++;
    console.log(`FAILED ${name}: ${String(e.message).split('\n')[0]}`);
  }
  for (const line of refused.splice(0)) console.log(`   ${line}`);
  if (out) await page.screenshot({ path: `${out}/change-${name.replaceAll(' ', '-')}.png` });
};
const pick = async (label, option) => {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).first().click();
};
const create = () => page.getByRole('button', { name: 'Create', exact: true }).click();

await step('group', async () => {
  await page.goto(`${base}/groups`);
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Branches');
  await create();
  await page.getByRole('treeitem', { name: /Branches/ }).waitFor();
});
await step('policy', async () => {
  await page.goto(`${base}/policies?new=1`);
  await page.getByLabel('Name of the policy').fill('Branch offices');
  await page.getByRole('radio', { name: 'Active', exact: true }).check();
  await create();
  await page.getByRole('heading', { name: 'Branch offices' }).waitFor();
});
await step('policy setting', async () => {
  await page.getByRole('link', { name: 'Remote management' }).click();
  await page.getByRole('textbox', { name: 'Port', exact: true }).fill('3390');
  await page
    .getByRole('switch', { name: /^Enforced/ })
    .first()
    .check({ force: true });
  await page.getByText(/Changes settings on|inactive/).waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/Saved as revision/).waitFor();
});
await step('policy limit refused', async () => {
  await page.getByRole('textbox', { name: 'Port', exact: true }).fill('70000');
  await page.getByText(/field needs attention/).waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
});
await step('policy revisions', async () => {
  await page.getByRole('link', { name: /Revisions/ }).click();
  await page.getByRole('button', { name: 'Compare' }).first().click();
  await page.getByRole('dialog').getByText('3390').waitFor();
  await page.keyboard.press('Escape');
});
await step('moving rule', async () => {
  await page.goto(`${base}/moving-rules?new=1`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('By name');
  await pick('Into the group', /Branches/);
  await page.getByLabel('Name pattern').fill('BR-*');
  await create();
  await page.getByText('name is like BR-*').waitFor();
  await page.getByRole('button', { name: 'What would move?' }).click();
  await page
    .getByText(/would move/)
    .first()
    .waitFor();
});
await step('enrolment token', async () => {
  await page.goto(`${base}/enrolment-tokens?new=1`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Roll-out');
  await pick('Into the group', /Branches/);
  await create();
  await stepUp();
  await page.getByText(/^fle_/).waitFor();
});
await step('role', async () => {
  await page.goto(`${base}/roles?new=1`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Observers');
  await create();
  await stepUp();
  await page.getByRole('gridcell', { name: 'Observers', exact: true }).waitFor();
});
await step('administrator', async () => {
  await page.goto(`${base}/administrators?new=1`);
  await page.getByRole('textbox', { name: 'Login' }).fill('boris');
  await page.getByRole('textbox', { name: 'Name' }).fill('Boris');
  await pick('Role', /Observers/);
  await create();
  await stepUp();
  await page.getByText('One-time link').waitFor();
});
await step('api token', async () => {
  await page.goto(`${base}/api-tokens?new=1`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Monitoring');
  await pick('Role', /Observers/);
  await create();
  await stepUp();
  await page.getByText(/^flt_/).waitFor();
});
await step('server settings', async () => {
  await page.goto(`${base}/server`);
  await page.getByLabel('Name', { exact: true }).fill('Northwind Clinics');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await stepUp();
  await page.getByText('Saved', { exact: true }).waitFor();
});
await step('audit verified', async () => {
  await page.goto(`${base}/audit`);
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByText(/The chain is whole/).waitFor();
});
for (const line of complaints) console.log(line);
await context.close();
process.exit(failed ? 1 : 0);
