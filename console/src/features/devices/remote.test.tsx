import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterContextProvider } from '@tanstack/react-router';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConnectionData, Device, ManagedDevice } from '../../api/types';
import { queryClient } from '../../app/queries';
import { router } from '../../app/router';
import { RemoteConnection } from './RemoteConnection';
import { RemoteVisit } from './RemoteVisit';
import { RemoteVisits } from './RemoteVisits';

const PASSWORD = 'Kd7mWq2Zr9HtLb4x';
const device = { id: 'd1', name: 'KZN-01', groupId: 'g1', online: true } as Device;
const visit: ManagedDevice['visit'] = {
  id: 'v1',
  phase: 'screen',
  user: 'support',
  address: '10.0.0.9',
  client: 'DESK',
  administrator: 'Ann Admin',
  since: '2026-11-21T10:00:00Z',
};
const reachable: ConnectionData = {
  known: true,
  open: true,
  online: true,
  address: '10.0.0.7',
  addresses: ['10.0.0.7', 'fd12::7'],
  port: 3390,
  user: 'support',
  certificate: 'ab'.repeat(32),
  changedAt: '2026-11-21T09:00:00Z',
  shownTo: '',
  shownAt: null,
  visit: null,
};

let data: ConnectionData;
let visits: ManagedDevice[];
let rights: string[];
let refusal: { status: number; code: string } | null;
const calls: { method: string; path: string }[] = [];

const answers = (path: string): unknown => {
  if (path === '/me') return { rights: rights.map((right) => ({ right, groupId: null })) };
  if (path === '/groups') return { items: [] };
  if (path === '/remote/visits') return { items: visits };
  if (path.endsWith('/remote/reveal')) return { password: PASSWORD };
  return data;
};

beforeEach(() => {
  data = reachable;
  visits = [];
  rights = ['remote.credentials'];
  refusal = null;
  calls.length = 0;
  queryClient.clear();
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1', '').replace(/\?.*/, '');
    calls.push({ method: init.method ?? 'GET', path });
    if (refusal && init.method === 'POST')
      return new Response(JSON.stringify({ code: refusal.code, detail: 'refused for a test' }), {
        status: refusal.status,
      });
    return new Response(JSON.stringify(answers(path)), { status: 200 });
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const show = (node: ReactNode) =>
  render(
    <MantineProvider>
      <QueryClientProvider client={queryClient}>
        <RouterContextProvider router={router}>{node}</RouterContextProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );

test('the password is masked until it is asked for, and masked again after a minute', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  show(<RemoteConnection device={device} />);
  await screen.findByText('10.0.0.7:3390');
  expect(screen.getByText('[fd12::7]:3390')).toBeTruthy();
  expect(screen.queryByText(PASSWORD)).toBeNull();
  expect(calls.some((c) => c.path.endsWith('/reveal'))).toBe(false);
  fireEvent.click(await screen.findByRole('button', { name: 'Show' }));
  await screen.findByText(PASSWORD);
  act(() => {
    vi.advanceTimersByTime(59_000);
  });
  expect(screen.getByText(PASSWORD)).toBeTruthy();
  act(() => {
    vi.advanceTimersByTime(1_500);
  });
  await waitFor(() => expect(screen.queryByText(PASSWORD)).toBeNull());
});

test('when the device makes another password, the one on the screen goes', async () => {
  show(<RemoteConnection device={device} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Show' }));
  await screen.findByText(PASSWORD);
  data = { ...reachable, changedAt: '2026-11-21T09:05:00Z' };
  queryClient.invalidateQueries({ queryKey: ['device', 'd1', 'remote'] });
  await waitFor(() => expect(screen.queryByText(PASSWORD)).toBeNull());
});

test('without the right there is no button and no file', async () => {
  rights = ['view'];
  show(<RemoteConnection device={device} />);
  await screen.findByText('You have no right to see this password.');
  expect(screen.queryByRole('button', { name: 'Show' })).toBeNull();
  expect(screen.queryByText('Download .rdp file')).toBeNull();
});

test('a refusal is said in words', async () => {
  refusal = { status: 409, code: 'conflict' };
  show(<RemoteConnection device={device} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Show' }));
  expect(await screen.findByRole('alert')).toBeTruthy();
});

test('a device that lets nobody in says why', async () => {
  data = { ...reachable, open: false, addresses: [], address: '' };
  show(<RemoteConnection device={device} />);
  await screen.findByText(/lets no administrator in/);
});

test.each([
  ['asking', /Ann Admin \(support\) waits for the user’s permission/],
  ['screen', /Ann Admin \(support\) manages this device/],
  ['private', /the user’s session is hidden/],
  ['paused', /the user has paused the sharing/],
] as const)('who manages the device is said, and how far it is: %s', async (phase, words) => {
  data = { ...reachable, visit: { ...visit, phase } };
  show(<RemoteVisit device={device} />);
  await screen.findByText(words);
});

test('a visit that nobody in the console is behind names the RDP user alone', async () => {
  data = { ...reachable, visit: { ...visit, administrator: '' } };
  show(<RemoteVisit device={device} />);
  await screen.findByText('support manages this device');
});

test('the list of visits leads to each device and ends each', async () => {
  visits = [
    { device: 'd1', name: 'KZN-01', groupId: 'g1', visit },
    { device: 'd2', name: 'MSK-02', groupId: null, visit: { ...visit, id: 'v2', phase: 'asking', administrator: '' } },
  ];
  show(<RemoteVisits />);
  const link = await screen.findByRole('link', { name: 'MSK-02' });
  expect(link.getAttribute('href')).toBe('/devices/d2');
  fireEvent.click(await screen.findByRole('button', { name: 'End the connection to MSK-02' }));
  await waitFor(() => expect(calls).toContainEqual({ method: 'POST', path: '/devices/d2/remote/end' }));
});

test('the list is not there while nobody manages anything, and has no buttons without the right', async () => {
  const { container } = show(<RemoteVisits />);
  await waitFor(() => expect(calls.some((c) => c.path === '/remote/visits')).toBe(true));
  expect(container.querySelector('section')).toBeNull();
  cleanup();
  queryClient.clear();
  rights = ['view'];
  visits = [{ device: 'd1', name: 'KZN-01', groupId: 'g1', visit }];
  show(<RemoteVisits />);
  await screen.findByText(/manages this device/);
  expect(screen.queryByRole('button')).toBeNull();
});
