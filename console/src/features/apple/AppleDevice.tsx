import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { queryClient, useMay } from '../../app/queries';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { LevelIcon, Notice } from '../../ui/Status';
import { Failed, Lines, useProblemText } from '../../ui/states';
import { Foreign, Until, When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import {
  type AppleSheet,
  applications,
  certificates,
  type Declaration,
  declarations,
  facts,
  profiles,
  updateState,
} from './sheet';
import { isKnown, marks, type Shown, shown } from './words';

const SHOWN = 200;

/** What an iPhone or iPad says of itself: how it is managed, its declarations, profiles, certificates and apps. */
export function AppleDevice({ id, groupId }: { id: string; groupId: string | null }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['device', id, 'apple'],
    queryFn: () => api.get<AppleSheet>(`/devices/${id}/apple`),
  });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  if (!data) return <Lines />;
  return (
    <div className="stack">
      {data.claims.map((claim) => (
        <Claim key={claim.enrolment} id={id} groupId={groupId} claim={claim} />
      ))}
      <Glance sheet={data} />
      <div className="grid2" style={{ alignItems: 'start' }}>
        <div className="stack">
          <Management sheet={data} />
          <Card title={t('iphone.information')} at={data.answers.DeviceInformation?.at}>
            <Facts
              values={facts(
                data.answers.DeviceInformation?.content.QueryResponses ?? data.answers.DeviceInformation?.content,
              )}
            />
          </Card>
        </div>
        <div className="stack">
          <Card title={t('iphone.security')} at={data.answers.SecurityInfo?.at}>
            <Facts values={facts(data.answers.SecurityInfo?.content.SecurityInfo)} />
          </Card>
          <Declarations sheet={data} />
        </div>
      </div>
      <Card title={t('iphone.profiles')} at={data.answers.ProfileList?.at}>
        <Rows
          head={[t('iphone.name'), t('iphone.identifier'), t('iphone.managedByUs')]}
          rows={profiles(data).map((p) => [p.name, p.identifier, p.managed ? t('iphone.yes') : t('iphone.no')])}
        />
      </Card>
      <Card title={t('iphone.certificates')} at={data.answers.CertificateList?.at}>
        <Rows
          head={[t('iphone.name'), t('iphone.isIdentity')]}
          rows={certificates(data).map((c) => [c.name, c.identity ? t('iphone.yes') : t('iphone.no')])}
        />
      </Card>
      <Apps sheet={data} />
    </div>
  );
}

function Claim({ id, groupId, claim }: { id: string; groupId: string | null; claim: AppleSheet['claims'][number] }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const can = useMay()('devices', groupId);
  const person = useQuery({
    queryKey: ['person', claim.person],
    queryFn: () => api.get<{ person: { name: string } }>(`/people/${claim.person}`),
    retry: false,
  }).data;
  const decide = (accept: boolean) =>
    api.post(`/devices/${id}/apple/claims/${claim.enrolment}`, { accept }).then(
      () => {
        toast.ok(t(accept ? 'iphone.claimed' : 'iphone.refused'));
        queryClient.invalidateQueries({ queryKey: ['device', id] });
      },
      (e) => toast.failed(problem(e)),
    );
  return (
    <Notice tone="warn">
      <div className="stack">
        <span>{t('iphone.claim')}</span>
        <span>
          {t('iphone.claimWho')}: <bdi>{clean(person?.person?.name ?? claim.person, 80)}</bdi> ·{' '}
          <When at={claim.since} />
        </span>
        {can && (
          <div className="row">
            <Button onClick={() => decide(true)}>{t('iphone.claimAccept')}</Button>
            <Button variant="default" onClick={() => decide(false)}>
              {t('iphone.claimRefuse')}
            </Button>
          </div>
        )}
      </div>
    </Notice>
  );
}

function Card({ title, at, children }: { title: string; at?: string | null; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className="card pad stack" aria-label={title}>
      <h2 className="block-title">{title}</h2>
      {at === undefined ? (
        <span className="muted">{t('iphone.none')}</span>
      ) : (
        <>
          {children}
          {at && (
            <span className="small muted">
              {t('iphone.asOf')} <When at={at} />
            </span>
          )}
        </>
      )}
    </section>
  );
}

function Management({ sheet }: { sheet: AppleSheet }) {
  const { t } = useTranslation();
  const yes = (value: boolean) => (value ? t('iphone.yes') : t('iphone.no'));
  return (
    <Card title={t('iphone.management')} at={null}>
      <dl className="dl">
        <dt>{t('iphone.stateTitle')}</dt>
        <dd className="row tight">
          <LevelIcon level={sheet.state === 'active' ? 'ok' : 'warning'} size={16} />
          {t(`iphone.state.${sheet.state}`)}
        </dd>
        {sheet.endedAt && (
          <>
            <dt>{t('iphone.ended')}</dt>
            <dd>
              <When at={sheet.endedAt} /> <span className="muted">{clean(sheet.endReason, 120)}</span>
            </dd>
          </>
        )}
        {sheet.unreachableSince && (
          <>
            <dt>{t('iphone.unreachable')}</dt>
            <dd>
              <When at={sheet.unreachableSince} />
            </dd>
          </>
        )}
        <dt>{t('iphone.supervised')}</dt>
        <dd>{yes(sheet.supervised)}</dd>
        <dt>{t('iphone.unlockToken')}</dt>
        <dd>{yes(sheet.unlockToken)}</dd>
        {sheet.bootstrapToken && (
          <>
            <dt>{t('iphone.bootstrapToken')}</dt>
            <dd>{yes(true)}</dd>
          </>
        )}
        {sheet.identityNotAfter && (
          <>
            <dt>{t('iphone.identity')}</dt>
            <dd>
              <Until at={sheet.identityNotAfter} />
            </dd>
          </>
        )}
        <dt>{t('iphone.lastSeen')}</dt>
        <dd>
          <When at={sheet.lastSeen} />
        </dd>
        <dt>{t('iphone.pushedAt')}</dt>
        <dd>
          <When at={sheet.pushedAt} />
        </dd>
        <dt>{t('iphone.udid')}</dt>
        <dd>
          <Foreign text={sheet.udid} mono />
        </dd>
      </dl>
    </Card>
  );
}

function Declarations({ sheet }: { sheet: AppleSheet }) {
  const { t } = useTranslation();
  const list = declarations(sheet);
  const update = updateState(sheet);
  const word = (d: Declaration) =>
    t(d.valid === 'invalid' ? 'iphone.invalid' : d.active ? 'iphone.inEffect' : 'iphone.notActive');
  return (
    <Card title={t('iphone.declarations')} at={null}>
      <Notice tone={sheet.declarations.reports === 0 ? 'info' : sheet.declarations.current ? 'ok' : 'warn'}>
        {t(
          sheet.declarations.reports === 0
            ? 'iphone.declNone'
            : sheet.declarations.current
              ? 'iphone.declCurrent'
              : 'iphone.declWaits',
        )}
      </Notice>
      {list.length > 0 && (
        <ul className="plain stack tight">
          {list.map((d) => (
            <li key={`${d.kind} ${d.identifier}`} className="row tight" style={{ alignItems: 'flex-start' }}>
              <LevelIcon level={d.valid === 'invalid' ? 'critical' : d.active ? 'ok' : 'info'} size={16} />
              <span>
                <Foreign text={d.identifier} max={64} mono />{' '}
                <span className="muted">
                  {t(`iphone.kind.${d.kind}`)}: {word(d)}
                </span>
                {d.reason && (
                  <span className="small" style={{ display: 'block' }}>
                    <Foreign text={d.reason} max={200} />
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {update.length > 0 && (
        <dl className="dl">
          {update.map(([key, value]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{t(`iphone.${key}`)}</dt>
              <dd>
                <Foreign text={value} max={120} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {sheet.declarations.reportedAt && (
        <span className="small muted">
          {t('iphone.reportedAt')} <When at={sheet.declarations.reportedAt} />
        </span>
      )}
    </Card>
  );
}

function Facts({ values }: { values: [string, string | boolean][] }) {
  const { t } = useTranslation();
  return (
    <dl className="dl">
      {values.map(([key, value]) => (
        <div key={key} style={{ display: 'contents' }}>
          <dt>{isKnown(key) ? t(`iphone.key.${key}`) : <bdi className="mono small">{clean(key, 60)}</bdi>}</dt>
          <dd>
            <Value of={shown(key, value)} mono={!isKnown(key)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** One value in the reader's words and units. */
function Value({ of, mono }: { of: Shown; mono: boolean }) {
  const { t } = useTranslation();
  switch (of.as) {
    case 'yes':
    case 'no':
      return t(`iphone.${of.as}`);
    case 'word':
      return t(`iphone.word.${of.key}`);
    case 'time':
      return <When at={of.at} />;
    case 'text':
      return <Foreign text={of.text} mono={mono} />;
    case 'percent':
      return t('iphone.percent', { number: formatNumber(Math.round(of.number * 100)) });
    default:
      return t(`iphone.${of.as}`, { number: formatNumber(Math.round(of.number * 10) / 10) });
  }
}

/** The state of security at a glance. */
function Glance({ sheet }: { sheet: AppleSheet }) {
  const { t } = useTranslation();
  return (
    <section className="card pad" aria-label={t('iphone.glance')}>
      <ul className="plain row" style={{ gap: 24, flexWrap: 'wrap' }}>
        {marks(sheet).map((m) => (
          <li key={m.key} className="row tight" style={{ alignItems: 'flex-start' }}>
            <LevelIcon level={m.level} size={18} />
            <span>
              <span className="small muted" style={{ display: 'block' }}>
                {t(`iphone.mark.${m.key}.title`)}
              </span>
              {t(`iphone.mark.${m.key}.${m.value}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rows({ head, rows }: { head: string[]; rows: string[][] }) {
  const { t } = useTranslation();
  return (
    <>
      <div style={{ overflowX: 'auto' }}>
        <table className="plain-table">
          <thead>
            <tr>
              {head.map((x) => (
                <th key={x} scope="col">
                  {x}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j}>
                    <Foreign text={cell} max={100} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > SHOWN && (
        <span className="small muted">{t('iphone.cut', { shown: formatNumber(SHOWN), count: rows.length })}</span>
      )}
    </>
  );
}

function Apps({ sheet }: { sheet: AppleSheet }) {
  const { t } = useTranslation();
  const [find, setFind] = useState('');
  const all = applications(sheet);
  const wanted = find.trim().toLowerCase();
  const rows = all.filter((a) => !wanted || `${a.name} ${a.identifier}`.toLowerCase().includes(wanted));
  const megabytes = (bytes: number) => (bytes > 0 ? `${formatNumber(Math.round(bytes / 1_048_576))} MB` : '');
  return (
    <Card title={`${t('iphone.apps')} (${formatNumber(all.length)})`} at={sheet.answers.InstalledApplicationList?.at}>
      {all.length > 15 && (
        <TextInput
          aria-label={t('iphone.find')}
          placeholder={t('iphone.find')}
          value={find}
          onChange={(e) => setFind(e.currentTarget.value)}
          style={{ maxWidth: 320 }}
        />
      )}
      <Rows
        head={[t('iphone.name'), t('iphone.version'), t('iphone.identifier'), t('iphone.size')]}
        rows={rows.map((a) => [a.name, a.version, a.identifier, megabytes(a.size)])}
      />
    </Card>
  );
}
