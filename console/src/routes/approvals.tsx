import { Button, Modal, NumberInput, Switch, Textarea } from '@mantine/core';
import { IconSettings, IconUserCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../api/client';
import type { Approval, ApprovalSettings, Page as PageOf } from '../api/types';
import { queryClient, useMay } from '../app/queries';
import { Chips } from '../features/devices/Filters';
import { A } from '../ui/A';
import { DataTable } from '../ui/DataTable';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { Notice, Tag, type Tone } from '../ui/Status';
import { Empty, Failed, Lines, useProblemText } from '../ui/states';
import { Until, When } from '../ui/Text';
import { toast } from '../ui/toast';

const tones: Record<Approval['state'], Tone> = {
  waiting: 'warn',
  approved: 'ok',
  refused: 'crit',
  withdrawn: 'none',
  expired: 'none',
};

const refresh = () => {
  for (const key of ['approvals', 'commands', 'deletions']) queryClient.invalidateQueries({ queryKey: [key] });
};

function Settings({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const { data } = useQuery({
    queryKey: ['approvals', 'settings'],
    queryFn: () => api.get<ApprovalSettings>('/approvals/settings'),
  });
  const [draft, setDraft] = useState<ApprovalSettings | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const now = draft ?? data;
  if (!now) return null;
  const set = (part: Partial<ApprovalSettings>) => setDraft({ ...now, ...part });
  const number = (key: 'devicesPerCommand' | 'devicesInWindow' | 'windowMinutes' | 'answerHours', max: number) => (
    <NumberInput
      label={t(`approval.${key}`)}
      min={1}
      max={max}
      allowDecimal={false}
      value={now[key] ?? ''}
      error={errors[key]}
      onChange={(v) => set({ [key]: v === '' ? null : Number(v) })}
    />
  );
  const save = async () => {
    try {
      await api.put('/approvals/settings', now);
      refresh();
      toast.ok(t('common.saved'));
      close();
    } catch (e) {
      if (e instanceof ApiError) setErrors(e.fields);
      toast.failed(problem(e));
    }
  };
  return (
    <Modal opened onClose={close} title={t('approval.settings')}>
      <div className="stack">
        <span className="muted">{t('approval.settingsHelp')}</span>
        <Switch
          label={t('approval.byCommand')}
          checked={now.devicesPerCommand !== null}
          onChange={(e) => set({ devicesPerCommand: e.currentTarget.checked ? 10 : null })}
        />
        {now.devicesPerCommand !== null && number('devicesPerCommand', 100_000)}
        <Switch
          label={t('approval.byWindow')}
          checked={now.devicesInWindow !== null}
          onChange={(e) => set({ devicesInWindow: e.currentTarget.checked ? 20 : null })}
        />
        {now.devicesInWindow !== null && (
          <div className="grid2">
            {number('devicesInWindow', 100_000)}
            {number('windowMinutes', 43_200)}
          </div>
        )}
        {number('answerHours', 720)}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button onClick={save}>{t('common.save')}</Button>
        </div>
      </div>
    </Modal>
  );
}

function Request({ of, close }: { of: Approval; close: () => void }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [answer, setAnswer] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const decide = async (what: 'approve' | 'refuse' | 'withdraw') => {
    setBusy(true);
    try {
      await api.post(`/approvals/${of.id}/${what}`, what === 'withdraw' ? undefined : { answer });
      toast.ok(t(`approval.done.${what}`));
      close();
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
      refresh();
    }
  };
  const kind = t(`command.kind.${of.kind}`);
  return (
    <Modal opened onClose={close} title={t('approval.title', { kind, count: of.deviceCount })} size="lg">
      <div className="stack">
        <dl className="dl">
          <dt>{t('approval.asked')}</dt>
          <dd>
            <bdi>{clean(of.askedBy, 80)}</bdi> · <When at={of.askedAt} />
          </dd>
          <dt>{t('command.reason')}</dt>
          <dd>{clean(of.reason, 500) || '—'}</dd>
          <dt>{t('approval.what')}</dt>
          <dd>{t(`command.what.${of.kind}`)}</dd>
          {of.decidedBy && (
            <>
              <dt>{t(`approval.states.${of.state}`)}</dt>
              <dd>
                <bdi>{clean(of.decidedBy, 80)}</bdi> · <When at={of.decidedAt} />
                {of.answer && <>: {clean(of.answer, 500)}</>}
              </dd>
            </>
          )}
        </dl>
        <div>
          <h3 className="block-title">{t('approval.devices', { count: of.deviceCount })}</h3>
          <ul className="scroll-list">
            {of.devices.map((d) => (
              <li key={d.id}>
                <A href={`/devices/${d.id}`}>
                  <bdi>{clean(d.name, 80)}</bdi>
                </A>{' '}
                <span className="muted">{t(`platform.${d.platform}`, { defaultValue: d.platform })}</span>
              </li>
            ))}
            {of.deviceCount > of.devices.length && (
              <li className="muted">{t('approval.moreDevices', { count: of.deviceCount - of.devices.length })}</li>
            )}
          </ul>
        </div>
        {of.state === 'waiting' && of.mine && <Notice tone="info">{t('approval.mine')}</Notice>}
        {of.state === 'waiting' && !of.mine && (
          <Textarea
            label={t('approval.answer')}
            description={t('approval.answerHelp')}
            maxLength={500}
            autosize
            minRows={2}
            value={answer}
            onChange={(e) => setAnswer(e.currentTarget.value)}
          />
        )}
        {error && (
          <Notice tone="crit" role="alert">
            {error}
          </Notice>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('common.close')}
          </Button>
          {of.state === 'waiting' && of.mine && (
            <Button color="red.8" loading={busy} onClick={() => decide('withdraw')}>
              {t('approval.withdraw')}
            </Button>
          )}
          {of.state === 'waiting' && !of.mine && (
            <>
              <Button variant="default" loading={busy} disabled={!answer.trim()} onClick={() => decide('refuse')}>
                {t('approval.refuse')}
              </Button>
              <Button color="red.8" loading={busy} onClick={() => decide('approve')}>
                {t('approval.approve', { count: of.deviceCount })}
              </Button>
            </>
          )}
        </div>
      </div>
    </Modal>
  );
}

/** Commands that wait for a second administrator, and what became of earlier ones. */
export default function Approvals() {
  const { t } = useTranslation();
  const may = useMay();
  const [params, set] = useParamsOfAddress();
  const [open, setOpen] = useState<Approval | null>(null);
  const [settings, setSettings] = useState(false);
  const filter = { state: params.state };
  const list = useInfiniteQuery({
    queryKey: ['approvals', filter],
    queryFn: ({ pageParam }) => api.get<PageOf<Approval>>('/approvals', { ...filter, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const rules = useQuery({
    queryKey: ['approvals', 'settings'],
    queryFn: () => api.get<ApprovalSettings>('/approvals/settings'),
  }).data;
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const answer =
    !rules || (rules.devicesPerCommand === null && rules.devicesInWindow === null)
      ? t('approval.off')
      : [
          rules.devicesPerCommand !== null && t('approval.onCommand', { count: rules.devicesPerCommand }),
          rules.devicesInWindow !== null &&
            t('approval.onWindow', { count: rules.devicesInWindow, minutes: formatNumber(rules.windowMinutes) }),
        ]
          .filter(Boolean)
          .join(' ');
  return (
    <Page
      fill
      title={t('nav.approvals')}
      name={t('nav.approvals')}
      answer={rules ? answer : undefined}
      actions={
        may('administration') && (
          <Button
            variant="default"
            leftSection={<IconSettings size={16} aria-hidden />}
            onClick={() => setSettings(true)}
          >
            {t('approval.settings')}
          </Button>
        )
      }
    >
      <div className="split-main grow">
        <Chips
          params={params}
          set={set}
          choices={[
            {
              key: 'state',
              values: ['waiting', 'approved', 'refused', 'withdrawn', 'expired'],
              label: (v: string) => t(`approval.states.${v}`),
            },
          ]}
          title={(k) => t(`filter.${k}`)}
        />
        {list.error && rows.length === 0 ? (
          <div className="card">
            <Failed error={list.error} retry={list.refetch} />
          </div>
        ) : list.isLoading ? (
          <div className="card pad">
            <Lines />
          </div>
        ) : (
          <DataTable
            fill
            label={t('nav.approvals')}
            columns={[
              {
                id: 'state',
                header: t('command.state'),
                width: '140px',
                phone: true,
                render: (a) => <Tag tone={tones[a.state]}>{t(`approval.states.${a.state}`)}</Tag>,
              },
              {
                id: 'kind',
                header: t('command.command'),
                width: 'minmax(180px,1fr)',
                phone: true,
                render: (a) => t('approval.title', { kind: t(`command.kind.${a.kind}`), count: a.deviceCount }),
              },
              {
                id: 'origin',
                header: t('approval.origin'),
                width: '130px',
                render: (a) => t(`approval.origins.${a.origin}`),
              },
              {
                id: 'reason',
                header: t('command.reason'),
                width: 'minmax(160px,1.5fr)',
                render: (a) => <span className="muted clip">{clean(a.reason, 120)}</span>,
              },
              {
                id: 'by',
                header: t('approval.asked'),
                width: '150px',
                render: (a) => <bdi className="clip">{clean(a.askedBy, 60)}</bdi>,
              },
              {
                id: 'until',
                header: t('approval.until'),
                width: '150px',
                render: (a) => (a.state === 'waiting' ? <Until at={a.expiresAt} /> : <When at={a.decidedAt} />),
              },
            ]}
            rows={rows}
            rowId={(a) => a.id}
            onOpen={setOpen}
            more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
            empty={
              <Empty icon={IconUserCheck} title={t('approval.emptyTitle')}>
                {t('approval.empty')}
              </Empty>
            }
          />
        )}
      </div>
      {open && <Request key={open.id} of={open} close={() => setOpen(null)} />}
      {settings && <Settings close={() => setSettings(false)} />}
    </Page>
  );
}
