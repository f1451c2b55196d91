import { Button, Modal, NumberInput, Radio, Textarea } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Page, Policy, ReachedDevice, ServerKeys } from '../../api/types';
import { A } from '../../ui/A';
import { DataTable } from '../../ui/DataTable';
import { formatNumber, groupHex } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { Empty, Failed, useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { refreshCodes } from './api';

/** Asks for one code for the whole group; another administrator has to approve it. */
export function AskGroupCode({ policy, path, close }: { policy: Policy; path: string; close: () => void }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const keys = useQuery({
    queryKey: ['server-keys'],
    queryFn: () => api.get<ServerKeys>('/server/certificates'),
  }).data;
  const [key, setKey] = useState('current');
  const [days, setDays] = useState<number | string>(7);
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const inside = typeof days === 'number' && days >= 1 && days <= 30;
  const ask = async () => {
    setBusy(true);
    try {
      await api.post(path, { key, days, reason });
      refreshCodes();
      close();
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t('codes.askTitle')} size="lg">
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          ask();
        }}
      >
        <span>
          {t('codes.askHelp', {
            group: clean(policy.groupPath.at(-1), 60),
            count: policy.devices,
            number: formatNumber(policy.devices),
          })}
        </span>
        <Radio.Group label={t('codes.key')} value={key} onChange={setKey}>
          <div className="stack" style={{ gap: 8, marginTop: 8 }}>
            {(['current', 'next'] as const).map((k) => (
              <Radio
                key={k}
                value={k}
                label={t(`codes.keys.${k}`)}
                description={keys && <span className="mono wrap">{groupHex(keys[k].fingerprint)}</span>}
              />
            ))}
          </div>
        </Radio.Group>
        <NumberInput
          label={t('codes.days')}
          description={t('codes.daysHelp')}
          min={1}
          max={30}
          clampBehavior="none"
          allowDecimal={false}
          value={days}
          onChange={setDays}
          error={inside ? undefined : t('codes.daysWrong')}
        />
        <Textarea
          label={t('codes.reason')}
          required
          autosize
          minRows={1}
          maxRows={4}
          maxLength={500}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
        <Notice tone="info">{t('codes.secondPerson')}</Notice>
        {key === 'next' && (keys?.devicesNotReady ?? 0) > 0 && (
          <Notice tone="info">{t('codes.notReady', { count: keys?.devicesNotReady ?? 0 })}</Notice>
        )}
        {error && (
          <Notice tone="crit" role="alert">
            {error}
          </Notice>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={!reason.trim() || !inside}>
            {t('codes.ask')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** The devices that hold the secret behind a group's code. */
export function Reached({ path, close }: { path: string; close: () => void }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey: ['group-codes', path],
    queryFn: ({ pageParam }) => api.get<Page<ReachedDevice>>(path, { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <Modal opened onClose={close} title={t('codes.reachesTitle')} size="lg">
      <div className="stack">
        <span className="muted">{t('codes.reachesHelp')}</span>
        {list.error && rows.length === 0 ? (
          <Failed error={list.error} retry={list.refetch} />
        ) : (
          <div className="code-devices">
            <DataTable
              label={t('codes.reachesTitle')}
              columns={[
                {
                  id: 'name',
                  header: t('device.name'),
                  width: 'minmax(160px,1fr)',
                  render: (d) => (
                    <A href={`/devices/${d.id}`}>
                      <bdi>{clean(d.name, 80)}</bdi>
                    </A>
                  ),
                },
                {
                  id: 'seen',
                  header: t('device.contact'),
                  width: '140px',
                  phone: true,
                  render: (d) => (d.online ? t('device.online') : <When at={d.lastSeenAt} empty={t('common.never')} />),
                },
              ]}
              rows={rows}
              rowId={(d) => d.id}
              loading={list.isLoading}
              empty={<Empty icon={IconUsersGroup} title={t('codes.reachesNone')} />}
            />
          </div>
        )}
        {list.hasNextPage && (
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
      </div>
    </Modal>
  );
}
