import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconAddressBook,
  IconAdjustmentsHorizontal,
  IconArrowRight,
  IconBolt,
  IconDeviceDesktop,
  IconFolder,
  IconSearch,
  IconSettings,
  IconTimelineEvent,
  IconUser,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Policy } from '../../api/types';
import { navigation, seen } from '../../app/navigation';
import { catalogueQuery, useMay } from '../../app/queries';
import { clean } from '../../ui/hostile';
import { useGo } from '../../ui/location';
import { inLanguage } from '../../ui/Status';
import { looksLikeCode } from '../codes/code';

const icons = {
  device: IconDeviceDesktop,
  group: IconFolder,
  policy: IconAdjustmentsHorizontal,
  person: IconAddressBook,
  administrator: IconUser,
  event: IconTimelineEvent,
  setting: IconSettings,
  page: IconArrowRight,
  action: IconBolt,
};

const settingRights = [
  'settings.general',
  'settings.connection',
  'settings.system',
  'settings.certificates',
  'settings.data',
] as const;

interface Hit {
  kind: keyof typeof icons;
  id: string;
  title: string;
  subtitle: string;
  url: string;
  run?: () => void;
}

/** Ctrl+K: finds devices, groups, policies, settings, pages and actions. */
export default function Palette({ close, enterCode }: { close: () => void; enterCode?: (code: string) => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const may = useMay();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 150);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = useQuery({
    queryKey: ['search', q],
    enabled: q.length > 0 && !looksLikeCode(q),
    queryFn: ({ signal }) => api.get<{ items: Hit[] }>('/search', { q }, signal),
  });
  const catalogue = useQuery(catalogueQuery).data;
  const policies =
    useQuery({ queryKey: ['policies'], queryFn: () => api.get<{ items: Policy[] }>('/policies') }).data?.items ?? [];
  const policy = policies.find((p) => p.status === 'active') ?? policies[0];
  const word = text.trim().toLowerCase();
  const fits = (s: string) => s.toLowerCase().includes(word);
  const code = looksLikeCode(text);
  const enter: Hit[] = enterCode
    ? [
        {
          kind: 'action',
          id: 'enter-code',
          title: t('codes.enter'),
          subtitle: t('search.action'),
          url: '',
          run: () => enterCode(code ? text : ''),
        },
      ]
    : [];
  const actions: Hit[] = [
    ...(settingRights.some((r) => may(r)) ? [{ title: t('policy.new'), url: '/policies?new=1' }] : []),
    ...(may('devices')
      ? [
          { title: t('token.add'), url: '/enrolment-tokens?new=1' },
          { title: t('rule.add'), url: '/moving-rules?new=1' },
        ]
      : []),
    ...(may('administration') ? [{ title: t('administrator.add'), url: '/administrators?new=1' }] : []),
  ].map((x) => ({ ...x, kind: 'action' as const, id: x.url, subtitle: t('search.action') }));
  const pages: Hit[] = navigation
    .flatMap((g) => g.places)
    .filter((p) => seen(p, may))
    .map((p) => ({ kind: 'page', id: p.href, title: t(`nav.${p.key}`), subtitle: t('search.page'), url: p.href }));
  const settings: Hit[] =
    word.length < 2 || !catalogue
      ? []
      : catalogue.sections
          .flatMap((s) =>
            s.blocks.flatMap((b) =>
              b.settings
                .filter((x) => fits(inLanguage(x.title)))
                .map((x) => ({
                  kind: 'setting' as const,
                  id: x.key,
                  title: inLanguage(x.title),
                  subtitle: `${inLanguage(s.title)} › ${inLanguage(b.title)}`,
                  url: policy ? `/policies/${policy.id}/settings/${s.id}` : '/policies',
                })),
            ),
          )
          .slice(0, 6);
  const server = (found.data?.items ?? []).filter(
    (h) => h.kind !== 'page' && h.kind !== 'setting' && h.kind in icons && h.url.startsWith('/'),
  );
  const hits = [
    ...(q ? server : []),
    ...[...pages, ...enter, ...actions].filter((h) => fits(h.title)),
    ...(code ? enter : []),
    ...settings,
  ].slice(0, 24);
  const current = Math.min(at, hits.length - 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question starts at the top
  useEffect(() => setAt(0), [text]);
  useEffect(() => {
    list.current?.querySelector(`[data-hit="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const open = (h: Hit | undefined) => {
    if (h) {
      close();
      if (h.run) h.run();
      else go(h.url);
    }
  };
  const key = (e: KeyboardEvent) => {
    if (e.key === 'ArrowDown') setAt(Math.min(current + 1, hits.length - 1));
    else if (e.key === 'ArrowUp') setAt(Math.max(current - 1, 0));
    else if (e.key === 'Enter') open(hits[current]);
    else return;
    e.preventDefault();
  };
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      padding={0}
      size={640}
      centered={false}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
      aria-label={t('search.open')}
    >
      <div className="palette-field">
        <IconSearch size={20} aria-hidden />
        <input
          data-autofocus
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-hits"
          aria-activedescendant={hits[current] ? `hit-${current}` : undefined}
          aria-label={t('search.open')}
          placeholder={t('search.open')}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          onKeyDown={key}
        />
      </div>
      <div id="palette-hits" role="listbox" aria-label={t('search.results')} className="palette-hits" ref={list}>
        {hits.map((h, i) => {
          const Icon = icons[h.kind];
          return (
            <div
              key={`${h.kind}${h.id}`}
              id={`hit-${i}`}
              data-hit={i}
              role="option"
              aria-selected={i === current}
              tabIndex={-1}
              className="palette-hit"
              onMouseMove={() => setAt(i)}
              onClick={() => open(h)}
            >
              <Icon size={18} stroke={1.75} aria-hidden />
              <bdi className="clip">{clean(h.title, 80)}</bdi>
              <span className="small muted clip">{clean(h.subtitle, 80)}</span>
            </div>
          );
        })}
      </div>
      {hits.length === 0 && (
        <div className="palette-none muted">{found.isFetching ? t('common.loading') : t('common.nothingFound')}</div>
      )}
    </Modal>
  );
}
