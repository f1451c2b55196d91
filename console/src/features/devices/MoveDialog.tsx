import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { MoveResult } from '../../api/types';
import { queryClient, useGroups } from '../../app/queries';
import { Confirm } from '../../ui/Confirm';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { Lines } from '../../ui/states';
import { toast } from '../../ui/toast';
import { GroupPicker } from '../groups/GroupPicker';

export type Targets = { ids: string[] } | { filter: string };

/** Chooses a group, says what the move would change, moves, and offers to undo. */
export function MoveDialog({
  targets,
  count,
  from,
  approve,
  close,
}: {
  targets: Targets;
  count: number;
  from?: string | null;
  approve?: boolean;
  close: () => void;
}) {
  const { t } = useTranslation();
  const groups = useGroups();
  const [groupId, setGroup] = useState<string | null>(null);
  const dry = useQuery({
    queryKey: ['move', targets, groupId],
    enabled: !!groupId,
    queryFn: () => api.post<MoveResult>('/devices/move', { ...targets, groupId, dryRun: true }),
  });
  const refresh = () => {
    for (const k of ['devices', 'groups', 'overview', 'device']) queryClient.invalidateQueries({ queryKey: [k] });
  };
  const run = async () => {
    const done = await api.post<MoveResult>('/devices/move', { ...targets, groupId });
    refresh();
    const undo =
      'ids' in targets && from !== undefined
        ? { label: t('common.undo'), run: () => api.post('/devices/move', { ...targets, groupId: from }).then(refresh) }
        : undefined;
    toast.ok(t('move.done', { count: done.moved, group: clean(groups.find((g) => g.id === groupId)?.name, 40) }), undo);
  };
  return (
    <Confirm
      title={t(approve ? 'move.approveTitle' : 'move.title', { count })}
      button={t(approve ? 'move.approve' : 'move.button', { count })}
      disabled={!groupId || !dry.data}
      run={run}
      close={close}
    >
      {approve && <span className="muted">{t('move.approveHelp')}</span>}
      <GroupPicker label={t('move.into')} value={groupId} onChange={setGroup} />
      {groupId && dry.isLoading && <Lines count={1} />}
      {dry.data && (
        <Notice tone={dry.data.refused.length ? 'warn' : 'info'}>
          {t('move.dry', { total: formatNumber(dry.data.total), changes: formatNumber(dry.data.changes) })}
          {dry.data.refused.slice(0, 5).map((r) => (
            <div key={r.id}>
              {clean(r.name, 60)}: {clean(r.reason)}
            </div>
          ))}
        </Notice>
      )}
    </Confirm>
  );
}
