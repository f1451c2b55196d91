import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const sent: Record<string, string>[] = [];
const listeners: Record<string, () => void> = {};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', (kind: string, listener: () => void) => {
    listeners[kind] = listener;
  });
  vi.stubGlobal('fetch', async (_: string, init: { headers: Record<string, string> }) => {
    sent.push(init.headers);
    return new Response('{}');
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what an unattended page fetches is marked, what a person does is not', async () => {
  const { api } = await import('./client');
  await api.get('/overview');
  vi.advanceTimersByTime(60_000);
  await api.get('/overview');
  vi.advanceTimersByTime(1);
  await api.get('/overview');
  listeners.keydown?.();
  await api.get('/overview');
  vi.advanceTimersByTime(90_000);
  await api.post('/commands');
  expect(sent.map((headers) => headers['X-Fairlead-Background'])).toEqual([
    undefined,
    undefined,
    '1',
    undefined,
    undefined,
  ]);
});
