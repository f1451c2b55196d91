import { Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Query } from '../../api/client';
import type { IssuedCode } from '../../api/types';
import { A } from '../../ui/A';
import { type Column, DataTable } from '../../ui/DataTable';
import { clean } from '../../ui/hostile';
import { Tag, type Tone } from '../../ui/Status';
import { Empty, Failed } from '../../ui/states';
import { When } from '../../ui/Text';
import { CONFIRM } from '../settings/SettingsForm';
import { useIssued } from './api';

const toneOf = (c: IssuedCode): Tone =>
  !c.issuedAt ? 'crit' : !c.usedAt ? 'info' : c.result === 'failed' ? 'warn' : 'ok';

/** Codes that were given and what became of them; a code that was used and never given stands out. */
export function IssuedTable({
  path,
  query,
  withDevice,
  fill,
  empty,
}: {
  path: string;
  query?: Query;
  withDevice?: boolean;
  fill?: boolean;
  empty?: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  const list = useIssued(path, query);
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const stateOf = (c: IssuedCode) =>
    !c.issuedAt
      ? t('codes.state.neverIssued')
      : !c.usedAt
        ? t('codes.state.unused')
        : c.result && i18n.exists(`codes.result.${c.result}`)
          ? t(`codes.result.${c.result}`)
          : t('codes.state.used');
  const columns: Column<IssuedCode>[] = [
    {
      id: 'action',
      header: t('codes.action'),
      width: 'minmax(216px,1.6fr)',
      phone: true,
      render: (c) => (
        <div className="clip">
          {t(`codes.actions.${c.action}`)}
          {c.repeatCount > 0 && <span className="muted"> · {t('codes.asked', { count: c.repeatCount + 1 })}</span>}
          {phone && (
            <div className="small muted clip">
              {withDevice && c.deviceName ? `${clean(c.deviceName, 40)} · ` : ''}
              <When at={c.usedAt ?? c.issuedAt} />
            </div>
          )}
        </div>
      ),
    },
    ...(withDevice
      ? [
          {
            id: 'device',
            header: t('codes.device'),
            width: 'minmax(140px,1fr)',
            render: (c: IssuedCode) =>
              c.deviceId ? (
                <A href={`/devices/${c.deviceId}/settings/${CONFIRM}`} tabIndex={-1}>
                  <bdi>{clean(c.deviceName, 60)}</bdi>
                </A>
              ) : (
                <span className="muted">{t('codes.wholeGroup')}</span>
              ),
          },
        ]
      : []),
    {
      id: 'state',
      header: t('codes.outcome'),
      width: '214px',
      phone: true,
      render: (c) => (
        <Tooltip label={clean(c.resultReason, 300)} disabled={!c.resultReason}>
          <span>
            <Tag tone={toneOf(c)}>{stateOf(c)}</Tag>
          </span>
        </Tooltip>
      ),
    },
    { id: 'issued', header: t('codes.issued'), width: '110px', render: (c) => <When at={c.issuedAt} /> },
    { id: 'by', header: t('codes.by'), width: 'minmax(110px,0.8fr)', render: (c) => clean(c.issuedBy, 60) },
    {
      id: 'reason',
      header: t('codes.reason'),
      width: 'minmax(120px,1fr)',
      render: (c) => <bdi>{clean(c.reason, 160)}</bdi>,
    },
    { id: 'used', header: t('codes.used'), width: '110px', render: (c) => <When at={c.usedAt} /> },
  ];
  if (list.error && rows.length === 0)
    return (
      <div className="card">
        <Failed error={list.error} retry={list.refetch} />
      </div>
    );
  return (
    <DataTable
      fill={fill}
      label={t('codes.history')}
      columns={columns}
      rows={rows}
      rowId={(c) => c.id}
      loading={list.isLoading}
      more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
      empty={
        empty ?? (
          <Empty icon={IconShieldCheck} title={t('codes.historyEmptyTitle')}>
            {t('codes.historyEmpty')}
          </Empty>
        )
      }
    />
  );
}
