import { Button, Modal } from '@mantine/core';
import { IconListCheck, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { AuditEntry, Page as PageOf } from '../api/types';
import { ExportMenu, SearchField } from '../features/devices/Filters';
import { DataTable } from '../ui/DataTable';
import { Detail } from '../ui/Detail';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { Notice } from '../ui/Status';
import { Empty, Failed, useProblemText } from '../ui/states';
import { When } from '../ui/Text';
import { toast } from '../ui/toast';

interface Verdict {
  ok: boolean;
  checked: number;
  firstBad: number | null;
  problem: string | null;
}

export default function Audit() {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [params, set] = useParamsOfAddress();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['audit', params],
    queryFn: ({ pageParam }) => api.get<PageOf<AuditEntry>>('/audit', { ...params, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const verify = () => {
    setBusy(true);
    api
      .post<Verdict>('/audit/verify')
      .then(setVerdict, (e) => toast.failed(problem(e)))
      .finally(() => setBusy(false));
  };
  return (
    <Page
      fill
      title={t('nav.audit')}
      name={t('nav.audit')}
      answer={t('audit.answer')}
      actions={
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconShieldCheck size={16} aria-hidden />}
          onClick={verify}
        >
          {t('audit.verify')}
        </Button>
      }
    >
      <div className="split-main grow">
        {verdict && (
          <Notice tone={verdict.ok ? 'ok' : 'crit'} role="status">
            {verdict.ok
              ? t('audit.fine', { n: formatNumber(verdict.checked) })
              : t('audit.broken', { seq: verdict.firstBad ?? '?', problem: clean(verdict.problem) })}
          </Notice>
        )}
        <div className="row">
          {(['actor', 'action', 'object'] as const).map((k) => (
            <SearchField key={k} label={t(`audit.by.${k}`)} value={params[k] ?? ''} onChange={(v) => set({ [k]: v })} />
          ))}
          <span className="grow" />
          <ExportMenu path="/audit/export" query={params} />
        </div>
        {list.error && rows.length === 0 ? (
          <div className="card grow">
            <Failed error={list.error} retry={list.refetch} />
          </div>
        ) : (
          <DataTable
            fill
            label={t('nav.audit')}
            rows={rows}
            rowId={(e) => String(e.seq)}
            onOpen={setOpen}
            loading={list.isLoading}
            more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
            empty={
              <Empty icon={IconListCheck} title={t('audit.emptyTitle')}>
                {t('audit.answer')}
              </Empty>
            }
            columns={[
              {
                id: 'action',
                header: t('audit.action'),
                width: 'minmax(150px,1fr)',
                phone: true,
                render: (e) => <span className="mono">{clean(e.action, 60)}</span>,
              },
              { id: 'at', header: t('common.time'), width: '120px', phone: true, render: (e) => <When at={e.at} /> },
              {
                id: 'actor',
                header: t('common.by'),
                width: 'minmax(130px,1fr)',
                render: (e) => <bdi>{clean(e.actor, 60)}</bdi>,
              },
              {
                id: 'object',
                header: t('audit.object'),
                width: 'minmax(150px,1.2fr)',
                render: (e) => (
                  <bdi>
                    {e.objectName ? clean(e.objectName, 80) : <span className="muted">{clean(e.objectType, 40)}</span>}
                  </bdi>
                ),
              },
              {
                id: 'detail',
                header: t('event.detail'),
                width: 'minmax(160px,1.6fr)',
                render: (e) => <Detail of={e.detail} />,
              },
              {
                id: 'address',
                header: t('common.from'),
                width: '130px',
                render: (e) => <span className="mono muted">{clean(e.actorAddress, 50)}</span>,
              },
              {
                id: 'seq',
                header: '№',
                width: '80px',
                right: true,
                render: (e) => <span className="muted">{formatNumber(e.seq)}</span>,
              },
            ]}
          />
        )}
      </div>
      {open && (
        <Modal
          opened
          onClose={() => setOpen(null)}
          size="lg"
          title={<span className="mono">{clean(open.action, 80)}</span>}
        >
          <pre className="full-text">{clean(JSON.stringify(open, null, 2), 20_000)}</pre>
        </Modal>
      )}
    </Page>
  );
}
