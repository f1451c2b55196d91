// Every mock page, or those of --only a,b, through axe-core: exits 1 when something serious or critical is found.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { base, open, places, scenario, settled } from './lib.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const at = process.argv.indexOf('--only');
const only = at < 0 ? [] : process.argv[at + 1].split(',');
let bad = 0;
let pages = 0;
for (const theme of ['light', 'dark']) {
  await scenario('typical', `&theme=${theme}`);
  const { context, page } = await open({ bypassCSP: true });
  await page.addInitScript(
    ([t]) => {
      localStorage.setItem('mantine-color-scheme-value', t);
      localStorage.setItem('fairlead.language', 'en');
    },
    [theme],
  );
  for (const [key, path] of Object.entries({
    ...places,
    'sign-in': '/sign-in',
    enrol: '/enrol',
    setup: '/setup/abc',
  })) {
    if (only.length && !only.includes(key)) continue;
    await page.goto(base + path);
    await settled(page);
    await page.evaluate(source);
    const found = await page.evaluate(() =>
      window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
    );
    pages++;
    for (const v of found.violations.filter((x) => ['serious', 'critical'].includes(x.impact))) {
      bad++;
      console.log(
        `${theme} ${key}: ${v.id}: ${v.help} (${v.nodes.length}) ${v.nodes[0].target.join(' ')} ${v.nodes[0].any[0]?.message ?? ''}`.slice(
          0,
          400,
        ),
      );
    }
  }
  await context.close();
}
console.log(`${pages} pages, ${bad} serious findings`);
process.exit(bad ? 1 : 0);
