import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const base = process.env.BASE_URL ?? 'http://127.0.0.1:8099';
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser of its own, with what it complained about collected. */
export async function open(options = {}) {
  const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'fairlead-e2e-')), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args,
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (e) => complaints.push(`error: ${e.message}`));
  page.on('console', (m) => m.type() === 'error' && !/status of (4|5)\d\d/.test(m.text()) && complaints.push(m.text()));
  return { context, page, complaints };
}

export const scenario = (name, more = '') => fetch(`${base}/mock/scenario?name=${name}${more}`);

/** Waits until the page has drawn itself: nothing loads, no skeleton is left. */
export async function settled(page) {
  await page.waitForLoadState('load');
  await page
    .waitForFunction(() => document.querySelector('h1') && !document.querySelector('.mantine-Skeleton-root'), null, {
      timeout: 8000,
    })
    .catch(() => {});
  await page.waitForTimeout(250);
}

const id = (kind, n) => `${kind.padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const places = {
  overview: '/',
  devices: '/devices',
  unassigned: '/unassigned',
  device: `/devices/${id('d0', 7)}`,
  hostile: `/devices/${id('d0', 2)}`,
  'device-settings': `/devices/${id('d0', 7)}/settings/monitors`,
  'device-connections': `/devices/${id('d0', 7)}/settings/connections`,
  'device-commands': `/devices/${id('d0', 7)}/commands`,
  'device-events': `/devices/${id('d0', 7)}/events`,
  'device-history': `/devices/${id('d0', 7)}/history`,
  'device-codes': `/devices/${id('d0', 7)}/settings/confirm-user-actions`,
  'device-remote': `/devices/${id('d0', 7)}/settings/connection-data`,
  policies: '/policies',
  policy: `/policies/${id('b0', 1)}`,
  'policy-settings': `/policies/${id('b0', 0)}/settings/remote`,
  'policy-codes': `/policies/${id('b0', 0)}/settings/confirm-user-actions`,
  'policy-revisions': `/policies/${id('b0', 0)}/revisions`,
  users: '/users',
  person: `/users/${id('9b', 3)}`,
  'person-hostile': `/users/${id('9b', 2)}`,
  invitations: '/invitations',
  selections: '/selections',
  groups: '/groups',
  rules: '/moving-rules',
  tokens: '/enrolment-tokens',
  commands: '/commands',
  events: '/events',
  codes: '/codes',
  notifications: '/notifications',
  administrators: '/administrators',
  roles: '/roles',
  'api-tokens': '/api-tokens',
  audit: '/audit',
  server: '/server',
  profile: '/profile',
};

/** Signs in with a password and the code of an authenticator app. */
export async function signIn(page, login, password, code) {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Digit 1').click();
  await page.keyboard.type(code);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}
