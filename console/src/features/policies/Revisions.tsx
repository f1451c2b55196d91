import { Button, Modal, Textarea } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Page, PolicyDetail, Revision, SettingChange } from '../../api/types';
import { catalogueQuery, queryClient } from '../../app/queries';
import { Confirm } from '../../ui/Confirm';
import { type Column, DataTable } from '../../ui/DataTable';
import { clean } from '../../ui/hostile';
import { inLanguage } from '../../ui/Status';
import { Empty, Failed, Lines } from '../../ui/states';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { ChangeTable } from '../settings/Changes';

interface Comparison {
  changes: SettingChange[];
  locks: { added: string[]; removed: string[] };
  properties: SettingChange[];
}

/** Every save of a policy: compare with the present one, go back to it. */
export function Revisions({
  detail,
  can,
}: {
  detail: { policy: Pick<PolicyDetail['policy'], 'id' | 'revision'> };
  can: boolean;
}) {
  const { t } = useTranslation();
  const id = detail.policy.id;
  const now = detail.policy.revision;
  const [compare, setCompare] = useState<number | null>(null);
  const [back, setBack] = useState<number | null>(null);
  const [comment, setComment] = useState('');
  const catalogue = useQuery(catalogueQuery).data;
  const list = useQuery({
    queryKey: ['policies', id, 'revisions', now],
    queryFn: () => api.get<Page<Revision>>(`/policies/${id}/revisions`),
  });
  const diff = useQuery({
    queryKey: ['policies', id, 'compare', compare, now],
    enabled: compare !== null,
    queryFn: () => api.get<Comparison>(`/policies/${id}/compare`, { from: compare, to: now }),
  });
  const blocks = new Map(
    catalogue?.sections.flatMap((s) =>
      s.blocks.map((b) => [b.id, `${inLanguage(s.title)} › ${inLanguage(b.title)}`] as const),
    ),
  );
  const columns: Column<Revision>[] = [
    {
      id: 'n',
      header: t('revision.number'),
      width: '120px',
      phone: true,
      render: (r) => (
        <>
          {r.revision}
          {r.revision === now && <span className="muted"> · {t('revision.now')}</span>}
        </>
      ),
    },
    { id: 'at', header: t('common.time'), width: '130px', phone: true, render: (r) => <When at={r.at} /> },
    { id: 'actor', header: t('common.by'), width: 'minmax(140px,1fr)', render: (r) => <bdi>{clean(r.actor, 60)}</bdi> },
    {
      id: 'address',
      header: t('common.from'),
      width: '130px',
      render: (r) => <span className="mono muted">{clean(r.actorAddress, 60)}</span>,
    },
    {
      id: 'comment',
      header: t('revision.comment'),
      width: 'minmax(160px,2fr)',
      render: (r) => <bdi>{clean(r.comment, 200)}</bdi>,
    },
    {
      id: 'do',
      header: t('common.actions'),
      width: '260px',
      right: true,
      render: (r) =>
        r.revision !== now && (
          <div className="row nowrap" style={{ justifyContent: 'flex-end' }}>
            <Button size="compact-sm" variant="default" onClick={() => setCompare(r.revision)}>
              {t('revision.compare')}
            </Button>
            {can && (
              <Button size="compact-sm" variant="default" onClick={() => setBack(r.revision)}>
                {t('revision.back')}
              </Button>
            )}
          </div>
        ),
    },
  ];
  const roll = async () => {
    await api.post(`/policies/${id}/rollback`, { revision: back, comment });
    queryClient.invalidateQueries({ queryKey: ['policies'] });
    toast.ok(t('revision.done', { revision: back }));
  };
  if (list.error)
    return (
      <div className="card">
        <Failed error={list.error} retry={list.refetch} />
      </div>
    );
  return (
    <>
      <DataTable
        label={t('revision.title')}
        columns={columns}
        rows={list.data?.items ?? []}
        rowId={(r) => String(r.revision)}
        loading={list.isLoading}
        empty={<Empty icon={IconHistory} title={t('revision.title')} />}
      />
      {compare !== null && (
        <Modal
          opened
          onClose={() => setCompare(null)}
          size="xl"
          title={t('revision.compareTitle', { from: compare, to: now })}
        >
          {diff.isLoading && <Lines />}
          {diff.error && <Failed error={diff.error} />}
          {diff.data && (
            <div className="stack">
              {diff.data.changes.length + diff.data.properties.length === 0 ? (
                <span className="muted">{t('revision.same')}</span>
              ) : (
                <ChangeTable
                  catalogue={catalogue}
                  changes={[...diff.data.properties, ...diff.data.changes]}
                  heads={[t('revision.n', { n: compare }), t('revision.n', { n: now })]}
                />
              )}
              {diff.data.locks.added.length > 0 && (
                <div>
                  {t('revision.locked')} {diff.data.locks.added.map((b) => blocks.get(b) ?? b).join(', ')}
                </div>
              )}
              {diff.data.locks.removed.length > 0 && (
                <div>
                  {t('revision.unlocked')} {diff.data.locks.removed.map((b) => blocks.get(b) ?? b).join(', ')}
                </div>
              )}
            </div>
          )}
        </Modal>
      )}
      {back !== null && (
        <Confirm
          title={t('revision.backTitle', { n: back })}
          button={t('revision.back')}
          run={roll}
          close={() => setBack(null)}
        >
          <span>{t('revision.backHelp')}</span>
          <Textarea
            label={t('revision.comment')}
            data-autofocus
            maxLength={500}
            value={comment}
            onChange={(e) => setComment(e.currentTarget.value)}
          />
        </Confirm>
      )}
    </>
  );
}
