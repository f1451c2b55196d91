import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Change, useLive } from './live';
import { queryClient } from './queries';

class Stream extends EventTarget {
  static last: Stream;
  close = vi.fn();
  constructor() {
    super();
    Stream.last = this;
  }
  tell(change: Change) {
    act(() => {
      this.dispatchEvent(new MessageEvent('change', { data: JSON.stringify(change) }));
      vi.advanceTimersByTime(2000);
    });
  }
}

const stale = (key: unknown[]) => queryClient.getQueryState(key)?.isInvalidated;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  for (const id of ['one', 'two']) queryClient.setQueryData(['device', id], {});
  queryClient.setQueryData(['overview'], {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  queryClient.clear();
});

test('a named device is refreshed, and no other', () => {
  renderHook(() => useLive());
  Stream.last.tell({ devices: ['one'], overview: [] });
  expect([stale(['device', 'one']), stale(['device', 'two']), stale(['overview'])]).toEqual([true, false, true]);
});

test('when many have changed every device that is shown is refreshed', () => {
  renderHook(() => useLive());
  Stream.last.tell({ devices: [] });
  expect([stale(['device', 'one']), stale(['device', 'two'])]).toEqual([true, true]);
});

test('a change of something else leaves devices alone', () => {
  renderHook(() => useLive());
  Stream.last.tell({ events: [] });
  expect([stale(['device', 'one']), stale(['overview'])]).toEqual([false, false]);
});
