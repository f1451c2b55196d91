// The way of a code through the console, against the mock server: node e2e/codes.mjs [OUT] [--size phone] [--theme dark] [--locale ru]
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { requestCode } from '../mock/codes.mjs';
import { base, open, places, scenario, settled } from './lib.mjs';

const option = (name, otherwise) =>
  process.argv.includes(`--${name}`) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : otherwise;
const out = process.argv[2]?.startsWith('--') ? undefined : process.argv[2];
const [size, theme, locale] = [option('size', 'desktop'), option('theme', 'light'), option('locale', 'en')];
if (out) mkdirSync(out, { recursive: true });
await scenario('typical', `&theme=${theme}&locale=${locale}`);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { context, page, complaints } = await open({
  bypassCSP: true,
  viewport: size === 'phone' ? { width: 390, height: 844 } : { width: 1440, height: 900 },
  permissions: ['clipboard-read', 'clipboard-write'],
});
await page.addInitScript(
  ([l, t]) => {
    localStorage.setItem('fairlead.language', l);
    localStorage.setItem('mantine-color-scheme-value', t);
  },
  [locale, theme],
);
let shot = 0;
const look = async (name) => {
  await page.waitForTimeout(350);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag22aa'] }),
  );
  const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  assert.deepEqual(
    serious.map((v) => `${name}: ${v.id} ${v.nodes[0].target}`),
    [],
  );
  if (out)
    await page.screenshot({ path: `${out}/${String(++shot).padStart(2, '0')}-${name}-${size}-${theme}-${locale}.png` });
};
const word = (en, ru) => (locale === 'ru' ? ru : en);
const group = (n) => page.getByLabel(word(`Group ${n} of 4`, `Группа ${n} из 4`));
const type = async (code) => {
  await group(1).click();
  await page.keyboard.type(code);
};
const device = places.device.split('/').at(-1);
const number = (await (await fetch(`${base}/api/v1/devices/${device}`)).json()).device.number;
const connection = requestCode({ number, action: 1 });
const certificate = requestCode({ number, action: 3 });

await page.goto(`${base}/`);
await settled(page);
await page.getByRole('button', { name: word('Enter request code', 'Ввести код запроса') }).click();
await type(`${connection.slice(0, 13)}999999`);
await look('wrong-group');
await page.getByText(word('Group 3 is wrong', 'Группа 3 неверна')).waitFor();
await group(3).fill('');
await group(3).click();
await page.keyboard.type(connection.slice(14));
const openDevice = page.getByRole('button', {
  name: word('Open the device with this code', 'Открыть устройство с этим кодом'),
});
await openDevice.waitFor();
await look('found');
await openDevice.click();
await page.waitForURL(`**/devices/${device}/settings/confirm-user-actions`);
assert.ok(!page.url().includes(connection.slice(0, 6)));
await page.getByLabel(word('Reason', 'Причина')).fill('Ticket 4711: the branch moves to the new server');
await look('device-ready');
await page.getByRole('button', { name: word('Generate confirmation code', 'Создать код подтверждения') }).click();
await page.getByRole('button', { name: word('Copy', 'Копировать'), exact: true }).click();
const shown = await page.locator('.code-print .mono').allInnerTexts();
assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^\d{6}-\d{6}-\d{6}$/);
assert.equal(shown.length, 3);
await look('device-answer');
await page.getByRole('button', { name: word('Enter another code', 'Ввести другой код') }).click();
await type(certificate);
await page
  .getByRole('button', { name: word('Open the policy with this code', 'Открыть политику с этим кодом') })
  .waitFor();
await look('wrong-kind');
await page
  .getByRole('button', { name: word('Open the policy with this code', 'Открыть политику с этим кодом') })
  .click();
await page.waitForURL('**/policies/**');
await page
  .getByText(word("The device sees this server's own certificate", 'Устройство видит собственный сертификат'))
  .waitFor();
await look('policy-own');
await page.getByLabel(word('Reason', 'Причина')).fill('Certificate of the old server was lost');
await page
  .getByRole('button', { name: word('Generate certificate replacement code', 'Создать код замены сертификата') })
  .click();
await page.locator('.code-print').waitFor();
await look('policy-answer');
await page.getByRole('button', { name: word('Enter another code', 'Ввести другой код') }).click();
await type(requestCode({ number, action: 3, mac: 0 }));
await page
  .getByText(word("The device sees a certificate that is not this server's", 'Устройство видит чужой сертификат'))
  .waitFor();
await look('stranger');
await page.getByRole('button', { name: word('Ask for a group code', 'Запросить код для группы') }).click();
await page.getByRole('dialog').waitFor();
await look('ask');
await page.keyboard.press('Escape');
await page.getByRole('button', { name: word('Approve', 'Одобрить'), exact: true }).click();
await look('approve');
await page
  .getByRole('dialog')
  .getByRole('button', { name: word('Approve', 'Одобрить') })
  .click();
await page.locator('.code-print').waitFor();
await look('group-answer');
await page.goto(`${base}/codes`);
await settled(page);
await look('issued');
await page.goto(`${base}/codes?state=never-issued`);
await settled(page);
await look('never-issued');
assert.deepEqual(complaints, []);
await context.close();
