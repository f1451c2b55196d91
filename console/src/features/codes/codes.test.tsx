import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterContextProvider } from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Device, Lookup, Policy } from '../../api/types';
import { queryClient } from '../../app/queries';
import { router } from '../../app/router';
import Palette from '../search/Palette';
import { carryCode } from './carry';
import { DeviceCodes } from './DeviceCodes';
import EnterCode from './EnterCode';
import { PolicyCodes } from './PolicyCodes';

const CODE = '053300-121563-541463-103441';
const device = { id: 'd1', name: 'KZN-01', groupId: 'g1' } as Device;
const policy = { id: 'p1', name: 'Baseline', groupId: 'g1', groupPath: ['Managed devices'], devices: 3 } as Policy;
const ok: Lookup = {
  state: 'ok',
  groups: [1, 2, 3, 4].map((index) => ({ index, state: 'ok' })),
  problem: null,
  action: 'reset',
  epoch: 1,
  device: { id: 'd1', name: 'KZN-01', group: 'g1', groupName: 'Kazan', online: false, lastSeen: null },
  page: 'device',
  policy: null,
  genuine: true,
  details: null,
  repeat: false,
};

let lookup: Lookup;
let refusal: { status: number; code: string } | null;
const calls: { method: string; path: string; body: unknown }[] = [];

const answers = (path: string): unknown => {
  if (path === '/me')
    return { rights: ['codes.device', 'codes.certificate'].map((right) => ({ right, groupId: null })) };
  if (path === '/catalogue') return { version: 1, sections: [] };
  if (path === '/codes/lookup') return lookup;
  if (path.endsWith('/confirmations')) return { items: [], next: null, total: 0, code: '133094-698412-681473' };
  if (path.endsWith('/certificate-codes')) return { code: '133094-698412-681473', key: 'current', repeat: false };
  return { items: [], next: null, total: 0 };
};

beforeEach(() => {
  lookup = ok;
  refusal = null;
  calls.length = 0;
  queryClient.clear();
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1', '').replace(/\?.*/, '');
    calls.push({
      method: init.method ?? 'GET',
      path: url,
      body: init.body ? JSON.parse(String(init.body)) : undefined,
    });
    if (refusal && init.method === 'POST' && path !== '/codes/lookup')
      return new Response(JSON.stringify({ code: refusal.code, detail: 'refused for a test' }), {
        status: refusal.status,
      });
    return new Response(JSON.stringify(answers(path)), { status: 200 });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const draw = (page: ReactNode) =>
  render(
    <MantineProvider>
      <QueryClientProvider client={queryClient}>
        <RouterContextProvider router={router}>{page}</RouterContextProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
const enter = async (code: string) =>
  fireEvent.paste(await screen.findByLabelText('Group 1 of 4'), { clipboardData: { getData: () => code } });
const addresses = () => calls.map((c) => c.path).join(' ') + window.location.href;

test('a complete code is asked about and answered with a reason, and never stands in an address', async () => {
  draw(<DeviceCodes device={device} />);
  await enter(CODE);
  fireEvent.change(await screen.findByLabelText(/Reason/), { target: { value: 'ticket 4711' } });
  fireEvent.click(screen.getByRole('button', { name: 'Generate confirmation code' }));
  await screen.findByText('133094');
  expect(calls.find((c) => c.path.endsWith('/devices/d1/confirmations') && c.method === 'POST')?.body).toEqual({
    request: CODE,
    reason: 'ticket 4711',
  });
  expect(addresses()).not.toContain('053300');
});

test('a wrong group is marked while typing and nothing is asked', async () => {
  draw(<DeviceCodes device={device} />);
  await enter('053300-121563-541464-103441');
  await screen.findByText(/Group 3 is wrong/);
  expect(screen.getByLabelText('Group 3 of 4').getAttribute('aria-invalid')).toBe('true');
  expect(calls.some((c) => c.path.includes('lookup'))).toBe(false);
});

test('no code without a reason', async () => {
  draw(<DeviceCodes device={device} />);
  await enter(CODE);
  const button = await screen.findByRole('button', { name: 'Generate confirmation code' });
  expect((button as HTMLButtonElement).disabled).toBe(true);
});

test('a request for a certificate on a device page leads to the policy and gives no code', async () => {
  lookup = { ...ok, action: 'certificate', page: 'policy', policy: { id: 'p1', name: 'Baseline' } };
  draw(<DeviceCodes device={device} />);
  await enter(CODE);
  await screen.findByRole('button', { name: 'Open the policy with this code' });
  expect(screen.queryByRole('button', { name: 'Generate confirmation code' })).toBeNull();
});

test("another device's code leads to that device", async () => {
  lookup = { ...ok, device: ok.device && { ...ok.device, id: 'd2', name: 'RIX-02' } };
  draw(<DeviceCodes device={device} />);
  await enter(CODE);
  await screen.findByText(/RIX-02/);
  expect(screen.queryByRole('button', { name: 'Generate confirmation code' })).toBeNull();
});

test('what the server says of a code that nobody can answer is shown', async () => {
  lookup = { ...ok, state: 'wrong', device: null, page: null, problem: 'the key of this code is too old' };
  draw(<DeviceCodes device={device} />);
  await enter(CODE);
  await screen.findByText('The key of this code is too old');
});

test('a stranger between device and server is called one, and there is no code', async () => {
  lookup = { ...ok, action: 'certificate', page: 'policy', policy: { id: 'p1', name: 'Baseline' }, genuine: false };
  draw(<PolicyCodes policy={policy} />);
  await enter(CODE);
  await screen.findByText("The device sees a certificate that is not this server's");
  expect(screen.queryByRole('button', { name: 'Generate certificate replacement code' })).toBeNull();
});

test('a stranger that the server finds when the code is made is called one, too', async () => {
  lookup = { ...ok, action: 'certificate', page: 'policy', policy: { id: 'p1', name: 'Baseline' }, genuine: null };
  refusal = { status: 409, code: 'stranger' };
  draw(<PolicyCodes policy={policy} />);
  await enter(CODE);
  fireEvent.change(await screen.findByLabelText(/Reason/), { target: { value: 'lost' } });
  fireEvent.click(screen.getByRole('button', { name: 'Generate certificate replacement code' }));
  await screen.findByText("The device sees a certificate that is not this server's");
  expect(screen.queryByText('133094')).toBeNull();
});

test('a carried code is taken once, by its page alone', async () => {
  carryCode(CODE, '/policies/p1/settings/confirm-user-actions');
  draw(<DeviceCodes device={device} />);
  expect(((await screen.findByLabelText('Group 1 of 4')) as HTMLInputElement).value).toBe('');
  cleanup();
  draw(<PolicyCodes policy={policy} />);
  await waitFor(async () =>
    expect(((await screen.findByLabelText('Group 1 of 4')) as HTMLInputElement).value).toBe('053300'),
  );
  cleanup();
  draw(<PolicyCodes policy={policy} />);
  expect(((await screen.findByLabelText('Group 1 of 4')) as HTMLInputElement).value).toBe('');
});

test('a code typed into the search goes to the code dialog, not to the search', async () => {
  const enterCode = vi.fn();
  draw(<Palette close={() => {}} enterCode={enterCode} />);
  fireEvent.change(await screen.findByRole('combobox'), { target: { value: CODE } });
  fireEvent.click(await screen.findByRole('option', { name: /Enter request code/ }));
  expect(enterCode).toHaveBeenCalledWith(CODE);
  await new Promise((done) => setTimeout(done, 200));
  expect(addresses()).not.toContain('053300');
});

test('the dialog finds the device from the code alone', async () => {
  const close = vi.fn();
  draw(<EnterCode initial={CODE} close={close} />);
  await screen.findByText('KZN-01');
  fireEvent.click(screen.getByRole('button', { name: 'Open the device with this code' }));
  expect(close).toHaveBeenCalled();
  await waitFor(() => expect(router.history.location.href).toBe('/devices/d1/settings/confirm-user-actions'));
});
