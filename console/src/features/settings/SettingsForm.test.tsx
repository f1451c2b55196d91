import { MantineProvider } from '@mantine/core';
import { RouterContextProvider } from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { CatSection } from '../../api/types';
import { router } from '../../app/router';
import { catalogue, subject } from '../../test/fixtures';
import type { Subject } from './model';
import { SettingsForm } from './SettingsForm';

afterEach(cleanup);

const section = (id: string) => catalogue.sections.find((s) => s.id === id) as CatSection;

const draw = (id: string, s: Subject) =>
  render(
    <MantineProvider>
      <RouterContextProvider router={router}>
        <SettingsForm catalogue={catalogue} section={section(id)} subject={s} />
      </RouterContextProvider>
    </MantineProvider>,
  );

test.each(catalogue.sections.map((s) => s.id))('the section %s can be drawn', (id) => {
  draw(id, subject());
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe(section(id).title.en);
});

test('a locked block names the policy, links to it and cannot be changed', () => {
  draw(
    'power',
    subject({
      level: 'device',
      lockedBy: {
        'power.screen': { kind: 'policy', policyId: 'p1', policyName: 'Baseline', groupName: 'Head office' },
      },
    }),
  );
  expect(screen.getByRole('link', { name: 'Baseline' }).getAttribute('href')).toBe('/policies/p1/settings/power');
  const block = screen.getByRole('heading', { name: section('power').blocks[0].title.en }).closest('section');
  for (const input of block?.querySelectorAll('input') ?? []) expect(input.disabled).toBe(true);
});

test('a block without its right is read only and says so', () => {
  draw('remote', subject({ may: (r) => r !== 'settings.data' }));
  expect(screen.getAllByText('Your role may read this block, not change it').length).toBeGreaterThan(0);
});

test('enforcing a block reports its id', () => {
  const lock = vi.fn();
  draw('power', subject({ lock }));
  fireEvent.click(screen.getAllByRole('switch')[0]);
  expect(lock).toHaveBeenCalledWith(section('power').blocks[0].id, true);
});

test('a server message stands at its field', () => {
  draw('remote', subject({ errors: { 'remote.access.port': 'Enter 65535 or less' } }));
  expect(screen.getByText('Enter 65535 or less')).toBeTruthy();
});

test('a changed value is marked and can go back to the inherited one', () => {
  const set = vi.fn();
  draw('remote', subject({ draft: { 'remote.access.port': 3390 }, set }));
  fireEvent.click(screen.getByRole('button', { name: /Use the inherited value: Port/ }));
  expect(set).toHaveBeenCalledWith('remote.access.port', undefined);
});
