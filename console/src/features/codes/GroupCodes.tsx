import { Button, Menu } from '@mantine/core';
import { IconDots, IconUsersGroup } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { GroupCode, Page, Policy } from '../../api/types';
import { useMe } from '../../app/queries';
import { Confirm } from '../../ui/Confirm';
import { type Column, DataTable } from '../../ui/DataTable';
import { formatDate, formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Tag, type Tone } from '../../ui/Status';
import { Empty, Failed, useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { Answer } from './Answer';
import { refreshCodes } from './api';
import { AskGroupCode, Reached } from './GroupCodeDialogs';

const tones: Record<GroupCode['state'], Tone> = { waiting: 'warn', approved: 'ok', revoked: 'none', expired: 'none' };

type Dialog = { kind: 'ask' } | { kind: 'approve' | 'revoke' | 'devices'; code: GroupCode } | null;

/** Certificate replacement codes for a whole group: asked by one administrator, approved by another. */
export function GroupCodes({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const me = useMe();
  const path = `/policies/${policy.id}/group-certificate-codes`;
  const [dialog, setDialog] = useState<Dialog>(null);
  const [made, setMade] = useState<string | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['group-codes', policy.id],
    queryFn: ({ pageParam }) => api.get<Page<GroupCode>>(path, { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const problem = useProblemText();
  /** Approves, or shows once more what was approved to the two who were part of it. */
  const show = async (c: GroupCode) => {
    setMade((await api.post<{ code: string }>(`${path}/${c.id}/approve`)).code);
    refreshCodes();
  };
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const columns: Column<GroupCode>[] = [
    {
      id: 'state',
      header: t('codes.outcome'),
      width: '190px',
      phone: true,
      render: (c) => <Tag tone={tones[c.state]}>{t(`codes.groupState.${c.state}`)}</Tag>,
    },
    {
      id: 'asked',
      header: t('codes.askedBy'),
      width: 'minmax(140px,1fr)',
      render: (c) => (
        <span className="clip">
          <bdi>{clean(c.requestedBy, 60)}</bdi>, <When at={c.requestedAt} />
        </span>
      ),
    },
    { id: 'reason', header: t('codes.reason'), width: 'minmax(120px,1fr)', render: (c) => clean(c.reason, 160) },
    {
      id: 'devices',
      header: t('codes.reaches'),
      width: '130px',
      render: (c) => (
        <button type="button" className="more-text" onClick={() => setDialog({ kind: 'devices', code: c })}>
          {t('device.count', { count: c.devices, number: formatNumber(c.devices) })}
        </button>
      ),
    },
    { id: 'until', header: t('codes.until'), width: '120px', render: (c) => formatDate(c.expiresAt) },
    {
      id: 'do',
      header: t('common.actions'),
      width: '150px',
      right: true,
      phone: true,
      render: (c) => (
        <span className="row tight nowrap">
          {c.state === 'waiting' && !c.mine && (
            <Button size="compact-sm" onClick={() => setDialog({ kind: 'approve', code: c })}>
              {t('codes.approve')}
            </Button>
          )}
          {c.state === 'approved' && (c.mine || c.approvedBy === me?.name) && (
            <Button size="compact-sm" variant="default" onClick={() => show(c).catch((e) => toast.failed(problem(e)))}>
              {t('codes.show')}
            </Button>
          )}
          {c.state === 'waiting' && c.mine && <span className="small muted">{t('codes.waitsForOther')}</span>}
          {(c.state === 'waiting' || c.state === 'approved') && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('common.actionsFor', { name: clean(c.reason, 60) })}
                >
                  <IconDots size={18} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item color="red.8" onClick={() => setDialog({ kind: 'revoke', code: c })}>
                  {t('codes.revoke')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </span>
      ),
    },
  ];
  return (
    <section className="stack" aria-labelledby="codes-group">
      <div className="spread" style={{ marginTop: 8 }}>
        <div className="grow" style={{ flexBasis: 280 }}>
          <h3 className="block-title" id="codes-group">
            {t('codes.wholeGroupTitle')}
          </h3>
          <div className="small muted">{t('codes.wholeGroupHelp', { group: clean(policy.groupPath.at(-1), 60) })}</div>
        </div>
        <Button
          variant="default"
          leftSection={<IconUsersGroup size={16} aria-hidden />}
          onClick={() => setDialog({ kind: 'ask' })}
        >
          {t('codes.ask')}
        </Button>
      </div>
      {made && (
        <div className="card pad">
          <Answer title={t('codes.groupCode')} code={made}>
            <div className="muted">{t('codes.groupCodeHelp')}</div>
          </Answer>
        </div>
      )}
      {list.error && rows.length === 0 ? (
        <div className="card">
          <Failed error={list.error} retry={list.refetch} />
        </div>
      ) : (
        <DataTable
          label={t('codes.wholeGroupTitle')}
          columns={columns}
          rows={rows}
          rowId={(c) => c.id}
          loading={list.isLoading}
          more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
          empty={
            <Empty icon={IconUsersGroup} title={t('codes.noGroupCodes')}>
              {t('codes.noGroupCodesHelp')}
            </Empty>
          }
        />
      )}
      {dialog?.kind === 'ask' && <AskGroupCode policy={policy} path={path} close={() => setDialog(null)} />}
      {dialog?.kind === 'devices' && (
        <Reached path={`${path}/${dialog.code.id}/devices`} close={() => setDialog(null)} />
      )}
      {dialog?.kind === 'approve' && (
        <Confirm
          title={t('codes.approveTitle')}
          button={t('codes.approve')}
          run={() => show(dialog.code)}
          close={() => setDialog(null)}
        >
          <span>
            {t('codes.approveHelp', {
              who: clean(dialog.code.requestedBy, 60),
              count: dialog.code.devices,
              number: formatNumber(dialog.code.devices),
            })}
          </span>
          <dl className="dl">
            <dt>{t('codes.reason')}</dt>
            <dd>{clean(dialog.code.reason, 500)}</dd>
            <dt>{t('codes.key')}</dt>
            <dd>{t(`codes.keys.${dialog.code.key}`)}</dd>
            <dt>{t('codes.until')}</dt>
            <dd>{formatDate(dialog.code.expiresAt)}</dd>
          </dl>
          <span className="small muted">{me ? t('codes.approveAs', { name: clean(me.name, 60) }) : ''}</span>
        </Confirm>
      )}
      {dialog?.kind === 'revoke' && (
        <Confirm
          danger
          title={t('codes.revokeTitle')}
          button={t('codes.revoke')}
          run={() => api.post(`${path}/${dialog.code.id}/revoke`).then(refreshCodes)}
          close={() => setDialog(null)}
        >
          {t('codes.revokeHelp')}
        </Confirm>
      )}
    </section>
  );
}
