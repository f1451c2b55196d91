import { ActionIcon, Avatar, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconLogout,
  IconMenu2,
  IconMoon,
  IconPasswordMobilePhone,
  IconSearch,
  IconSun,
  IconSunMoon,
  IconUser,
  IconWifiOff,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, onSession } from '../api/client';
import type { Approval, Me, Overview, Page as PageOf } from '../api/types';
import { PushBanner } from '../features/apple/PushBanner';
import { type Language, language, setLanguage } from '../i18n';
import { A } from '../ui/A';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { Mark } from '../ui/Icon';
import { useGo, usePath } from '../ui/location';
import { Lines } from '../ui/states';
import { useLive } from './live';
import { navigation, seen } from './navigation';
import { queryClient, useMay, useMe } from './queries';

const loadPalette = () => import('../features/search/Palette');
const Palette = lazy(loadPalette);
const EnterCode = lazy(() => import('../features/codes/EnterCode'));

const inside = (path: string, href: string) =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);

function Navigation() {
  const { t } = useTranslation();
  const path = usePath();
  const may = useMay();
  const { data } = useQuery({ queryKey: ['overview'], queryFn: () => api.get<Overview>('/overview') });
  const waiting = useQuery({
    queryKey: ['approvals', 'waiting'],
    queryFn: () => api.get<PageOf<Approval>>('/approvals', { state: 'waiting', limit: 100 }),
    enabled: may('devices'),
  }).data?.items.length;
  const counts: Record<string, number | undefined> = {
    approvals: waiting || undefined,
    managed: data?.devices.managed,
    unassigned: data?.devices.unassigned,
  };
  return (
    <nav className="shell-nav" aria-label={t('nav.main')}>
      {navigation.map(({ key, places }) => {
        const shown = places.filter((p) => seen(p, may));
        if (shown.length === 0) return null;
        return (
          <div key={key}>
            {key && <div className="nav-head">{t(`nav.group.${key}`)}</div>}
            {shown.map((p) => (
              <A
                key={p.key}
                href={p.href}
                className="nav-link"
                aria-current={inside(path, p.href) ? 'page' : undefined}
              >
                <p.icon size={18} stroke={1.75} aria-hidden />
                <span className="clip">{t(`nav.${p.key}`)}</span>
                {counts[p.key] !== undefined && (
                  <span className={p.key === 'approvals' ? 'nav-count calls' : 'nav-count'}>
                    {formatNumber(counts[p.key] as number)}
                  </span>
                )}
              </A>
            ))}
          </div>
        );
      })}
    </nav>
  );
}

export const themes = { auto: IconSunMoon, light: IconSun, dark: IconMoon };

function Person({ me }: { me: Me }) {
  const { t } = useTranslation();
  const go = useGo();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const remember = (change: Partial<Me>) =>
    api
      .patch<Me>('/me', change)
      .then((m) => queryClient.setQueryData(['me'], m))
      .catch(() => {});
  const leave = async () => {
    await api.delete('/session').catch(() => {});
    queryClient.clear();
    go('/sign-in');
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton>
          <span className="sr">{t('nav.account', { name: clean(me.name, 60) })}</span>
          <span aria-hidden="true">
            <Avatar size={32} color="brand" radius="xl" name={clean(me.name, 60)} />
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {clean(me.name, 60)} · {clean(me.workspace.name, 60)}
        </Menu.Label>
        <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => go('/profile')}>
          {t('nav.profile')}
        </Menu.Item>
        <Menu.Divider />
        {(['auto', 'light', 'dark'] as const).map((mode) => {
          const Icon = themes[mode];
          return (
            <Menu.Item
              key={mode}
              leftSection={<Icon size={16} aria-hidden />}
              rightSection={colorScheme === mode ? '✓' : null}
              onClick={() => {
                setColorScheme(mode);
                remember({ theme: mode });
              }}
            >
              {t(`theme.${mode}`)}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        {(['en', 'ru'] as Language[]).map((l) => (
          <Menu.Item
            key={l}
            lang={l}
            rightSection={language() === l ? '✓' : null}
            onClick={() => {
              setLanguage(l);
              remember({ locale: l });
            }}
          >
            {l === 'en' ? 'English' : 'Русский'}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
          {t('nav.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The signed-in frame: navigation, search, the person, and the page. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const go = useGo();
  const path = usePath();
  const live = useLive();
  const main = useRef<HTMLElement>(null);
  const [nav, setNav] = useState(false);
  const [palette, setPalette] = useState(false);
  const [entering, setEntering] = useState<string | null>(null);
  const may = useMay();
  const answers = may('codes.device') || may('codes.certificate');

  useEffect(
    () =>
      onSession({
        signedOut: () => {
          queryClient.clear();
          go('/sign-in');
        },
      }),
    [go],
  );
  useEffect(() => {
    const soon = setTimeout(loadPalette, 1500);
    return () => clearTimeout(soon);
  }, []);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.code === 'KeyK') {
        e.preventDefault();
        setPalette(true);
      }
      if (e.key === 'Escape') setNav(false);
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the place changes
  useEffect(() => {
    setNav(false);
  }, [path]);
  const { setColorScheme } = useMantineColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the person's choice is taken once
  useEffect(() => {
    if (!me) return;
    setColorScheme(me.theme);
    if (me.locale !== language()) setLanguage(me.locale);
  }, [me?.id]);

  return (
    <div className="shell" data-nav={nav ? 'open' : undefined}>
      <a
        className="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          main.current?.focus();
        }}
      >
        {t('nav.skip')}
      </a>
      <header className="shell-head">
        <A href="/" className="shell-brand">
          <Mark />
          Fairlead
        </A>
        <div className="shell-top">
          <ActionIcon
            className="burger"
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('nav.menu')}
            onClick={() => setNav(true)}
          >
            <IconMenu2 size={20} aria-hidden />
          </ActionIcon>
          <button type="button" className="search-open" onClick={() => setPalette(true)}>
            <IconSearch size={16} aria-hidden />
            <span className="clip">{t('search.open')}</span>
            <span className="kbd">Ctrl K</span>
          </button>
          <span className="grow" />
          {answers && (
            <button type="button" className="enter-code" onClick={() => setEntering('')}>
              <IconPasswordMobilePhone size={18} stroke={1.75} aria-hidden />
              <span>{t('codes.enter')}</span>
            </button>
          )}
          {live === 'lost' && (
            <Tooltip label={t('nav.liveLostHelp')}>
              <span className="tag warn">
                <IconWifiOff size={14} aria-hidden />
                {t('nav.liveLost')}
              </span>
            </Tooltip>
          )}
          {me && <Person me={me} />}
        </div>
      </header>
      <button type="button" className="nav-veil" aria-label={t('common.close')} onClick={() => setNav(false)} />
      <Navigation />
      <main id="main" className="shell-main" tabIndex={-1} ref={main}>
        {me && <PushBanner />}
        <Suspense
          fallback={
            <div className="page">
              <Lines />
            </div>
          }
        >
          <Outlet />
        </Suspense>
      </main>
      {palette && (
        <Suspense fallback={null}>
          <Palette close={() => setPalette(false)} enterCode={answers ? setEntering : undefined} />
        </Suspense>
      )}
      {entering !== null && (
        <Suspense fallback={null}>
          <EnterCode initial={entering} close={() => setEntering(null)} />
        </Suspense>
      )}
    </div>
  );
}
