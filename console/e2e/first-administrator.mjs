// Becomes the first administrator through SETUP_URL of a real server, then walks every page: BASE_URL, SETUP_URL, [OUT folder for pictures].
import { base, open, places, settled } from './lib.mjs';
import { totp } from './totp.mjs';

const out = process.argv[2];
const { context, page, complaints } = await open();
await page.addInitScript(() => localStorage.setItem('fairlead.language', 'en'));
page.setDefaultTimeout(15_000);
const refused = [];
page.on(
  'response',
  (r) =>
    r.url().includes('/api/') &&
    r.status() >= 400 &&
    refused.push(`${r.status()} ${r.request().method()} ${new URL(r.url()).pathname}${new URL(r.url()).search}`),
);
await page.goto(process.env.SETUP_URL);
await page.getByLabel('Your name').fill('Anna Weber');
await page.getByLabel('Login').fill('anna');
await page.getByLabel('Password', { exact: true }).fill('a calm and long password');
await page.getByLabel('Password again').fill('a calm and long password');
await page.getByRole('button', { name: 'Continue' }).click();
await page.getByRole('button', { name: 'Use an authenticator app' }).click();
const secret = await page.locator('.totp .mono').innerText();
await page.getByLabel('Digit 1').click();
await page.keyboard.type(totp(secret));
await page.getByLabel('I have kept the codes').check();
if (out) await page.screenshot({ path: `${out}/real-codes.png` });
await page.getByRole('button', { name: 'Continue' }).click();
await page.getByRole('heading', { name: 'Overview' }).waitFor();
console.log('ok first administrator');
for (const [key, path] of Object.entries(places).filter(([, p]) => !p.includes('-7000-'))) {
  await page.goto(base + path);
  await settled(page);
  if (out) await page.screenshot({ path: `${out}/real-${key}.png` });
  const failed = await page.getByText(/Could not load|Nothing here|No right/).count();
  console.log(`${failed ? 'FAILED' : 'ok'} ${key}`);
}
for (const line of [...refused, ...complaints]) console.log(line);
await context.storageState({ path: `${out ?? '.'}/state.json` }).catch(() => {});
console.log(`secret ${secret}`);
await context.close();
