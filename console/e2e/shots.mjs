// Pictures of pages: node e2e/shots.mjs OUT [--only a,b] [--size desktop|phone] [--theme light|dark] [--locale en|ru] [--scenario typical]
import { mkdirSync } from 'node:fs';
import { base, open, places, scenario, settled } from './lib.mjs';

const option = (name, otherwise) =>
  process.argv.includes(`--${name}`) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : otherwise;
const out = process.argv[2] ?? 'shots';
const size = option('size', 'desktop');
const theme = option('theme', 'light');
const locale = option('locale', 'en');
const name = option('scenario', 'typical');
const only = option('only', '')?.split(',').filter(Boolean);
mkdirSync(out, { recursive: true });
await scenario(name, `&theme=${theme}&locale=${locale}`);
const { context, page, complaints } = await open({
  viewport: size === 'phone' ? { width: 390, height: 844 } : { width: 1440, height: 900 },
  locale: locale === 'ru' ? 'ru-RU' : 'en-US',
});
await page.addInitScript(
  ([l, t]) => {
    localStorage.setItem('fairlead.language', l);
    localStorage.setItem('mantine-color-scheme-value', t);
  },
  [locale, theme],
);
for (const [key, path] of Object.entries({ ...places, 'sign-in': '/sign-in', enrol: '/enrol', setup: '/setup/abc' })) {
  if (only?.length && !only.includes(key)) continue;
  await page.goto(base + path);
  await settled(page);
  await page.screenshot({ path: `${out}/${key}-${size}-${theme}-${locale}-${name}.png` });
  for (const c of complaints.splice(0)) console.log(`${key}: ${c.slice(0, 300)}`);
}
await context.close();
