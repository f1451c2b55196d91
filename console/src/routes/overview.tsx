import { Button, Progress, Skeleton } from '@mantine/core';
import { IconArrowRight, IconDevices2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Overview } from '../api/types';
import { RemoteVisits } from '../features/devices/RemoteVisits';
import { A } from '../ui/A';
import { formatNumber, formatPercent } from '../ui/format';
import { useGo } from '../ui/location';
import { Page } from '../ui/Page';
import { Plot } from '../ui/Plot';
import { LevelIcon } from '../ui/Status';
import { Empty, Failed } from '../ui/states';
import { Foreign, When } from '../ui/Text';

const causeLink = (cause: string, level: string): string => {
  if (cause === 'server-certificate-expires') return '/server';
  if (cause === 'settings-failed') return '/devices?settings=failed';
  if (cause === 'settings-not-applied') return '/devices?settings=pending';
  if (cause === 'no-contact') return `/devices?online=false&status=${level}`;
  return `/devices?status=${level}`;
};

function Figure({ href, value, label, tone }: { href: string; value: number; label: string; tone?: string }) {
  return (
    <A href={href} className="figure">
      <span className={`figure-value ${value > 0 && tone ? `fg-${tone}` : ''}`}>{formatNumber(value)}</span>
      <span className="muted">{label}</span>
    </A>
  );
}

const Block = ({ title, children, more }: { title: string; children: ReactNode; more?: ReactNode }) => (
  <section className="card pad">
    <div className="spread" style={{ marginBottom: 12 }}>
      <h2 className="block-title">{title}</h2>
      {more}
    </div>
    {children}
  </section>
);

function Health({ d }: { d: Overview['devices'] }) {
  const { t } = useTranslation();
  const level = d.critical > 0 ? 'critical' : d.warning > 0 ? 'warning' : 'ok';
  const sentence =
    level === 'ok'
      ? t('overview.allFine', { count: d.managed, number: formatNumber(d.managed) })
      : level === 'critical'
        ? t('overview.critical', {
            count: d.critical,
            number: formatNumber(d.critical),
            whole: formatNumber(d.managed),
          })
        : t('overview.warning', { count: d.warning, number: formatNumber(d.warning), whole: formatNumber(d.managed) });
  return (
    <section className="card pad health">
      <div className="row nowrap" style={{ gap: 12 }}>
        <LevelIcon level={level} size={28} />
        <h2 className="health-title">{sentence}</h2>
      </div>
      <div className="health-bar" aria-hidden="true">
        {(['ok', 'warning', 'critical'] as const).map((s) => (
          <span key={s} className={`bar-${s}`} style={{ flexGrow: d[s] }} />
        ))}
      </div>
      <div className="figures">
        <Figure href="/devices?status=ok" value={d.ok} label={t('overview.ok')} tone="ok" />
        <Figure href="/devices?status=warning" value={d.warning} label={t('overview.warn')} tone="warn" />
        <Figure href="/devices?status=critical" value={d.critical} label={t('overview.crit')} tone="crit" />
        <Figure href="/devices?online=true" value={d.online} label={t('overview.online')} />
        <Figure href="/devices?settings=pending" value={d.settingsPending} label={t('overview.pending')} />
        <Figure href="/devices?settings=failed" value={d.settingsFailed} label={t('overview.failed')} tone="crit" />
        <Figure href="/unassigned" value={d.unassigned} label={t('overview.unassigned')} tone="info" />
      </div>
    </section>
  );
}

export default function OverviewPage() {
  const { t } = useTranslation();
  const go = useGo();
  const { data, error, refetch } = useQuery({ queryKey: ['overview'], queryFn: () => api.get<Overview>('/overview') });
  const events = useMemo(
    () =>
      data && {
        times: data.events.map((e) => e.hour),
        series: (['info', 'warning', 'failure', 'critical'] as const).map((k) => ({
          label: t(`level.${k}`),
          values: data.events.map((e) => e[k]),
          color: { info: '--dot-info', warning: '--dot-warn', failure: '--dot-crit', critical: '--crit' }[k],
        })),
      },
    [data, t],
  );
  const online = useMemo(
    () =>
      data && {
        times: data.onlineHistory.map((x) => x.at),
        series: [{ label: t('overview.online'), values: data.onlineHistory.map((x) => x.online), color: '--accent' }],
      },
    [data, t],
  );
  const name = t('nav.overview');
  if (error && !data)
    return (
      <Page title={name} name={name}>
        <div className="card">
          <Failed error={error} retry={refetch} />
        </div>
      </Page>
    );
  if (!data || !events || !online)
    return (
      <Page title={name} name={name}>
        <div className="stack">
          <Skeleton height={180} radius="md" />
          <div className="grid2">
            <Skeleton height={260} radius="md" />
            <Skeleton height={260} radius="md" />
          </div>
        </div>
      </Page>
    );
  if (data.devices.total === 0)
    return (
      <Page title={name} name={name}>
        <div className="card">
          <Empty
            icon={IconDevices2}
            title={t('overview.emptyTitle')}
            action={<Button onClick={() => go('/enrolment-tokens?new=1')}>{t('token.add')}</Button>}
          >
            {t('overview.empty')}
          </Empty>
        </div>
      </Page>
    );
  const lag = data.syncLag;
  const lags = [
    ['under1m', lag.under1m],
    ['under15m', lag.under15m],
    ['under1h', lag.under1h],
    ['under1d', lag.under1d],
    ['over1d', lag.over1d],
  ] as const;
  const total = lags.reduce((sum, [, n]) => sum + n, 0);
  const causes = data.causes.filter((c) => c.count > 0);
  return (
    <Page title={name} name={name}>
      <div className="stack">
        <Health d={data.devices} />
        <RemoteVisits />
        <div className="grid3">
          <Block title={t('overview.causes')}>
            {causes.length === 0 && <span className="muted">{t('overview.noCauses')}</span>}
            {causes.map((c) => (
              <A key={c.cause + c.level} href={causeLink(c.cause, c.level)} className="line-link">
                <LevelIcon level={c.level} />
                <span className="grow clip">{t(`cause.${c.cause}`)}</span>
                <b>{formatNumber(c.count)}</b>
              </A>
            ))}
          </Block>
          <Block title={t('overview.lag')}>
            {lags.map(([k, n]) => (
              <div key={k} className="lag">
                <span className="muted">{t(`lag.${k}`)}</span>
                <Progress
                  value={total ? (100 * n) / total : 0}
                  size="sm"
                  radius="xl"
                  color={k === 'over1d' ? 'red.6' : k === 'under1d' ? 'yellow.6' : 'brand'}
                  aria-label={t(`lag.${k}`)}
                />
                <span className="lag-n">{formatNumber(n)}</span>
              </div>
            ))}
          </Block>
          <Block
            title={t('overview.rollouts')}
            more={
              <A href="/policies" className="small">
                {t('nav.policies')} <IconArrowRight size={12} aria-hidden />
              </A>
            }
          >
            {data.rollouts.length === 0 && <span className="muted">{t('overview.noRollouts')}</span>}
            {data.rollouts.map((r) => (
              <div key={r.policyId} style={{ marginBottom: 12 }}>
                <div className="spread">
                  <A href={`/policies/${r.policyId}`} className="clip grow">
                    <Foreign text={r.name} />
                  </A>
                  <span className="small muted">
                    <When at={r.at} />
                  </span>
                </div>
                <Progress.Root size="sm" radius="xl" my={4}>
                  <Progress.Section
                    value={r.total ? (100 * r.applied) / r.total : 100}
                    color="brand"
                    aria-label={t('overview.applied')}
                  />
                  <Progress.Section
                    value={r.total ? (100 * r.failed) / r.total : 0}
                    color="red.6"
                    aria-label={t('overview.failed')}
                  />
                </Progress.Root>
                <div className="small muted">
                  {t('overview.rollout', {
                    applied: formatNumber(r.applied),
                    total: formatNumber(r.total),
                    percent: formatPercent(r.applied, r.total),
                  })}
                  {r.failed > 0 && (
                    <span className="fg-crit"> · {t('overview.rolloutFailed', { count: r.failed })}</span>
                  )}
                </div>
              </div>
            ))}
            <div className="small">
              <A href="/commands">
                {t('overview.commands', {
                  queued: formatNumber(data.commands.queued),
                  failed: formatNumber(data.commands.failed24h),
                })}
              </A>
            </div>
          </Block>
        </div>
        <div className="grid2">
          <Block
            title={t('overview.events')}
            more={
              <A href="/events" className="small">
                {t('nav.events')} <IconArrowRight size={12} aria-hidden />
              </A>
            }
          >
            <Plot title={t('overview.events')} kind="bars" {...events} />
          </Block>
          <Block title={t('overview.onlineHistory')}>
            {online.times.length < 2 ? (
              <p className="muted">{t('overview.onlineSoon')}</p>
            ) : (
              <Plot title={t('overview.onlineHistory')} kind="area" {...online} />
            )}
          </Block>
        </div>
      </div>
    </Page>
  );
}
