import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { api, browser, folder, home, run, setUp, startServer, stopAll, until } from './lib.mjs';
import { mailServer, parts } from './mail.mjs';

// From ticked people to connected phones: a real browser, a real mail server, a foreign decoder of QR codes, phones over HTTP.
const axe = createRequire(join(home, 'console', 'package.json')).resolve('axe-core/axe.min.js');
const scratch = folder();
const data = folder();
let server;
let mail;
let page;
let call;
let complaints;

const agents = {
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  ipad: 'Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1',
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  pixel:
    'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  old: 'Mozilla/5.0 (Linux; Android 7.1.2; Redmi 4X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36',
  kaios: 'Mozilla/5.0 (Mobile; LYF/F300B; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5',
  windows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  preview: 'TelegramBot (like TwitterBot)',
  mini: 'Opera/9.80 (Android; Opera Mini/75.0.2254/191.312; U; en) Presto/2.12.423 Version/12.16',
  inside: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  huawei:
    'Mozilla/5.0 (Linux; Android 12; JNY-LX1; HMSCore 6.13.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36',
  go: 'Mozilla/5.0 (Linux; Android 13; Nokia C12) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36',
  unknown: 'Mozilla/5.0 something nobody knows',
};

/** One request as a phone or another program makes it. */
function ask(method, link, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const sent = request(link, { method, headers, rejectUnauthorized: false }, (answer) => {
      const chunks = [];
      answer.on('data', (c) => chunks.push(c));
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const open = (link, agent, language = 'en') =>
  ask('GET', link, { 'User-Agent': agents[agent], 'Accept-Language': language });

/** What another program reads in a picture of a QR code. */
function decode(png) {
  const file = join(scratch, `${Math.random().toString(36).slice(2)}.png`);
  writeFileSync(file, png);
  return execFileSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file], { encoding: 'utf8' }).trim();
}

/** A key and a request for its certificate, as a phone makes them. */
function csr() {
  const name = join(scratch, Math.random().toString(36).slice(2));
  execFileSync(
    'openssl',
    ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=phone', '-keyout', `${name}.key`, '-out', `${name}.csr`],
    { stdio: 'ignore' },
  );
  return readFileSync(`${name}.csr`, 'utf8');
}

const enrol = (link, request) =>
  ask(
    'POST',
    new URL('/agent/v1/enrol', link),
    { 'Content-Type': 'application/json' },
    JSON.stringify({
      csr: request,
      token: link.split('/').pop(),
      device: {
        hostname: 'pixel',
        model: 'Pixel 9',
        serial: `S-${Math.random().toString(36).slice(2)}`,
        os: 'Android 16',
        agentVersion: '0.1.0',
        platform: 'android',
      },
    }),
  );

const person = async (name, mailAddress, locale = 'en') =>
  (await call('POST', '/people', { name, mail: mailAddress, locale })).id;

const invite = async (id, more = {}) =>
  (await call('POST', '/invitations', { personIds: [id], mail: false, ...more })).items[0];

const story = (made) => call('GET', `/invitations/${made.invitation.id}`);

before(async () => {
  mail = await mailServer();
  server = await startServer(data);
  ({ page, complaints } = await browser());
  await setUp(page, server.setup);
  call = api(page);
  const settings = await call('GET', '/server/settings');
  await call('PUT', '/server/settings', {
    ...settings,
    organisation: 'Northwind & Sons',
    mail: { host: '127.0.0.1', port: mail.port, security: 'none', user: '', passwordSet: false, from: 'it@example.org' },
  });
});

after(async () => {
  mail.stop();
  await stopAll();
});

test('people are added by a pasted list, ticked, and sent instructions that arrive by mail', async () => {
  await call('POST', '/people', { name: 'Ольга Кузьмина', mail: 'olga@example.org', locale: 'ru' });
  await call('POST', '/people', { name: 'No Mail' });
  await page.goto(`${server.url}/users`);
  await page.getByRole('button', { name: 'Add users' }).click();
  await page.getByRole('menuitem', { name: 'Add by list' }).click();
  await page
    .getByLabel('Mail addresses')
    .fill('Ann Archer <ann@example.org>; bob@example.org\ncarl@example.org dora@example.org, nonsense bob@example.org');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('4 users will be added').waitFor();
  await page.getByText('1 listed twice').waitFor();
  await page.getByText('1 cannot be used').waitFor();
  await page.getByRole('button', { name: 'Add 4 users' }).click();
  await page.getByText('4 users added').waitFor();
  await page.getByRole('button', { name: 'Later' }).click();
  const grid = page.getByRole('grid', { name: 'Users' });
  for (const name of ['Ann Archer', 'Ольга Кузьмина', 'No Mail'])
    await grid.getByRole('row').filter({ hasText: name }).getByRole('checkbox').click();
  await page.getByText('3 selected').waitFor();
  await page.getByRole('button', { name: 'Send instructions' }).click();
  await page.getByText('1 user has no mail address and gets nothing').waitFor();
  await page.getByRole('button', { name: 'Send to 2 users' }).click();
  await page.getByText('2 mails are on their way').waitFor();
  await until('both mails came', () => mail.mails.length === 2);
  const to = (address) => mail.mails.find((m) => m.to.includes(address));
  const english = parts(to('ann@example.org'));
  const russian = parts(to('olga@example.org'));
  assert.match(to('ann@example.org').subject, /^Connect your phone to Northwind & Sons$/);
  assert.match(to('olga@example.org').subject, /^Подключите телефон/);
  for (const all of [english, russian]) {
    assert.deepEqual(
      all.map((p) => p.headers['content-type'].replace(/;.*/, '')),
      ['text/plain', 'text/html', 'image/png', 'image/png'],
    );
    const text = all[0].bytes.toString('utf8');
    const link = /https:\S+\/i\/\S+/.exec(text)[0];
    assert.ok(all[1].bytes.toString('utf8').includes(link));
    assert.equal(decode(all[2].bytes), link, 'the picture inside the mail');
    assert.equal(decode(all[3].bytes), link, 'the picture attached to it');
    assert.match(all[3].headers['content-disposition'], /^attachment/);
    assert.equal((await open(link, 'windows')).status, 200);
  }
  assert.notEqual(decode(english[2].bytes), decode(russian[2].bytes));
  await page.getByRole('button', { name: 'Done' }).click();
});

test('the landing page answers each kind of visitor and nothing is used up', async () => {
  const made = await invite(await person('Matrix', ''));
  const table = [
    ['iphone', 'en', /cannot manage iPhones and iPads yet|Download the profile/],
    ['ipad', 'en', /cannot manage iPhones and iPads yet|Download the profile/],
    ['mac', 'en', /Is this an iPad or a Mac\?/],
    ['pixel', 'en', /no Android app to hand out yet|Install the Fairlead app/],
    ['go', 'en', /no Android app to hand out yet|Install the Fairlead app/],
    ['huawei', 'en', /no Android app to hand out yet|Install the Fairlead app/],
    ['mini', 'en', /no Android app to hand out yet|Open this page in/],
    ['inside', 'en', /cannot manage iPhones and iPads yet|Open this page in/],
    ['unknown', 'en', /Point the camera of the phone at this code/],
    ['old', 'en', /Android 8 or newer is needed/],
    ['kaios', 'en', /cannot be managed/],
    ['windows', 'en', /Point the camera of the phone at this code/],
    ['windows', 'ru-RU,ru;q=0.9', /Наведите камеру телефона на код/],
    ['iphone', 'ru', /пока нельзя подключать iPhone и iPad|Скачайте профиль/],
    ['preview', 'en', /Point the camera of the phone at this code/],
  ];
  for (const [agent, language, words] of table) {
    const answer = await open(made.link, agent, language);
    assert.equal(answer.status, 200, agent);
    assert.match(answer.body, words, agent);
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.ok(answer.body.length < 50_000);
    assert.match(answer.body, /Northwind &amp; Sons/);
  }
  const head = await ask('HEAD', made.link, { 'User-Agent': agents.iphone });
  assert.equal(head.status, 200);
  const picture = await browser({ userAgent: agents.windows, viewport: { width: 900, height: 900 } });
  await picture.page.goto(made.link);
  const drawn = await picture.page.locator('.qr svg').screenshot();
  assert.equal(decode(drawn), made.link, 'the code that the page draws');
  await picture.context.close();
  const { invitation } = await story(made);
  assert.equal(invitation.used, 0);
  assert.equal(invitation.state, 'open');
  assert.equal(invitation.reached, 'landed');
});

test('the pages fit a phone, are accessible in both languages and ask nobody else', async () => {
  const fresh = (await invite(await person('Fit', ''))).link;
  const gone = `${new URL(fresh).origin}/i/${'A'.repeat(32)}`;
  for (const locale of ['en-GB', 'ru-RU']) {
    for (const [agent, link] of [
      ['iphone', fresh],
      ['pixel', fresh],
      ['windows', fresh],
      ['iphone', gone],
    ]) {
      const phone = await browser({ userAgent: agents[agent], locale, viewport: { width: 390, height: 844 }, bypassCSP: true });
      const asked = [];
      phone.page.on('request', (r) => asked.push(r.url()));
      await phone.page.goto(link);
      assert.deepEqual(asked.filter((url) => !url.startsWith('data:')), [link]);
      const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 390, `${agent} ${locale}: ${wide} wide`);
      await phone.page.addScriptTag({ path: axe });
      const faults = await phone.page.evaluate(async () =>
        (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`),
      );
      assert.deepEqual(faults, [], `${agent} ${locale}`);
      await phone.context.close();
    }
  }
});

test('an iPad that says Macintosh is found by its touch screen, or by its user without any script', async () => {
  const { link } = await invite(await person('Pad', ''));
  const pad = await browser({ userAgent: agents.mac, viewport: { width: 820, height: 1180 } });
  const screen = await pad.context.newCDPSession(pad.page);
  await screen.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 });
  await pad.page.goto(link);
  await pad.page.waitForURL(/device=ipad/);
  await pad.context.close();
  const plain = await browser({ userAgent: agents.mac, javaScriptEnabled: false });
  await plain.page.goto(link);
  await plain.page.getByRole('link', { name: 'This is a Mac' }).click();
  await plain.page.getByText('Point the camera of the phone').waitFor();
  await plain.context.close();
});

test('of two phones that race exactly one connects; the other reads that the link was used and asks for another', async () => {
  const id = await person('Racer', 'racer@example.org');
  await page.goto(`${server.url}/users?q=Racer`);
  const row = page.getByRole('row').filter({ hasText: 'Racer' });
  await row.getByText('No data yet').waitFor();
  await page.evaluate(() => {
    globalThis.notReloaded = true;
  });
  const made = await invite(id);
  const answers = await Promise.all([csr(), csr()].map((request) => enrol(made.link, request)));
  assert.deepEqual(answers.map((a) => a.status === 200).sort(), [false, true]);
  const lost = JSON.parse(answers.find((a) => a.status !== 200).body);
  assert.equal(lost.code, 'invitation-used');
  await until('the row counts the phone', async () => (await row.getByRole('gridcell').allInnerTexts()).includes('1'));
  assert.equal(await page.evaluate(() => globalThis.notReloaded), true, 'without loading the page again');
  const loser = await browser({ userAgent: agents.pixel, javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await loser.page.goto(made.link);
  await loser.page.getByRole('heading', { name: 'This link has been used already' }).waitFor();
  await loser.page.getByRole('button', { name: 'Ask for a new link' }).click();
  await loser.page.getByRole('heading', { name: 'Thank you' }).waitFor();
  await loser.context.close();
  const { invitation, steps, deviceIds } = await story(made);
  assert.equal(invitation.state, 'used');
  assert.equal(deviceIds.length, 1);
  assert.ok(invitation.askedAt);
  assert.ok(steps.some((s) => s.step === 'checked-in' && s.detail === 'android'));
  const events = await call('GET', '/events?limit=50');
  assert.ok(events.items.some((e) => e.code === 'S32.invitation-asked' && e.args.person === 'Racer'));
});

test('the link that was mailed is shown again as link and code, and the funnel stands beside it', async () => {
  const id = await person('Handed', 'handed@example.org');
  await page.goto(`${server.url}/users/${id}`);
  await page.getByRole('button', { name: 'Send instructions' }).click();
  await page.getByRole('button', { name: 'Send to 1 user' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await until('the mail came', () => mail.mails.some((m) => m.to.includes('handed@example.org')));
  await page.getByRole('button', { name: 'Actions for Handed' }).first().click();
  await page.getByRole('menuitem', { name: 'Show link and QR code' }).click();
  const picture = page.getByRole('img', { name: 'QR code with the link' });
  const shown = Buffer.from((await picture.getAttribute('src')).split(',')[1], 'base64');
  const sent = parts(mail.mails.find((m) => m.to.includes('handed@example.org')));
  assert.equal(decode(shown), decode(sent[2].bytes), 'the same link as in the mail');
  await page.keyboard.press('Escape');
  await page.goto(`${server.url}/invitations`);
  await page.getByRole('heading', { name: 'How far they came' }).waitFor();
  await page.getByRole('rowheader', { name: 'Phone connected' }).waitFor();
  assert.deepEqual(complaints, []);
});

test('everything can be done with a token: people, invitations and their links', async () => {
  const made = run('./fairlead', [
    'token', 'create', '--data', data, '--name', 'people', '--role', 'Administrator', '--expires', '1',
  ]);
  await made.done;
  const secret = /flt_[A-Za-z0-9_-]+/.exec(made.text)[0];
  const as = async (method, path, body) => {
    const answer = await ask(
      method,
      `${server.url}/api/v1${path}`,
      { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      body && JSON.stringify(body),
    );
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body ? JSON.parse(answer.body) : null;
  };
  const group = await as('POST', '/people-groups', { name: 'By token' });
  const { id } = await as('POST', '/people', { name: 'Token', mail: 'token@example.org', groups: [group.id] });
  const { items } = await as('POST', '/invitations', { personIds: [id], devices: 2, hours: 24, mail: false });
  assert.match(items[0].link, /\/i\/[A-Za-z0-9_-]{32}$/);
  assert.equal((await enrol(items[0].link, csr())).status, 200);
  assert.equal((await as('GET', `/invitations/${items[0].invitation.id}`)).invitation.used, 1);
  assert.equal((await as('GET', `/devices?person=${id}`)).items.length, 1);
  await as('POST', `/invitations/${items[0].invitation.id}/revoke`);
  assert.equal(JSON.parse((await enrol(items[0].link, csr())).body).code, 'invitation-revoked');
});
