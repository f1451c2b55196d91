import { Button, Textarea } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Deletion, Device, Removing, Violation } from '../../api/types';
import { queryClient, useMay } from '../../app/queries';
import { A } from '../../ui/A';
import { Confirm } from '../../ui/Confirm';
import { clean } from '../../ui/hostile';
import { useGo } from '../../ui/location';
import { Notice } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { Until, When } from '../../ui/Text';
import { toast } from '../../ui/toast';

const refresh = (id: string) => {
  for (const key of [['device', id], ['devices'], ['deletions'], ['approvals']])
    queryClient.invalidateQueries({ queryKey: key });
};

/** Deletes one device or several: says first what happens to which, and wants a reason where data are taken off phones. */
export function DeleteDialog({
  targets,
  count,
  name,
  force,
  done,
  close,
}: {
  targets: { ids: string[] } | { filter: string };
  count: number;
  name?: string;
  force?: boolean;
  done: (made: Deletion) => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { data } = useQuery({
    queryKey: ['deletions', 'dry-run', targets, force],
    queryFn: () => api.post<Deletion>('/devices/delete', { ...targets, force, dryRun: true }),
  });
  const phones = force || (data?.marked ?? 0) > 0;
  const nothing = !!data && data.deleted + data.marked === 0;
  return (
    <Confirm
      danger
      title={
        force
          ? t('deletion.forceTitle', { name: clean(name, 60) })
          : name
            ? t('device.deleteOne', { name: clean(name, 60) })
            : t('device.deleteTitle', { count })
      }
      button={force ? t('deletion.force') : name ? t('common.delete') : t('device.delete', { count })}
      type={count > 10 ? String(count) : undefined}
      disabled={!data || nothing || (phones && !reason.trim())}
      run={async () => {
        const made = await api.post<Deletion>('/devices/delete', { ...targets, force, reason });
        toast.ok(
          made.marked > 0 ? t('deletion.begun', { count: made.marked }) : t('device.deleted', { count: made.deleted }),
        );
        if (made.needsApproval) toast.ok(t('approval.sent'));
        done(made);
      }}
      close={close}
    >
      {force ? (
        <Notice tone="crit">{t('deletion.forceHelp')}</Notice>
      ) : (
        <>
          {(data?.deleted ?? 0) > 0 && (
            <span>
              {count > 1 && <b>{t('deletion.atOnce', { count: data?.deleted })} </b>}
              {t('device.deleteHelp')}
            </span>
          )}
          {(data?.marked ?? 0) > 0 && (
            <span>
              {count > 1 && <b>{t('deletion.inStages', { count: data?.marked })} </b>}
              {t('deletion.help')}
            </span>
          )}
        </>
      )}
      {data && data.refused.length > 0 && (
        <Notice tone="warn">
          <b>{t('deletion.stay', { count: data.refused.length })}</b>
          <ul className="scroll-list">
            {data.refused.slice(0, 20).map((r) => (
              <li key={r.id}>
                <bdi>{clean(r.name, 60)}</bdi>: {clean(r.reason, 240)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {phones && !nothing && (
        <Textarea
          label={t('command.reason')}
          description={t('deletion.reasonHelp')}
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
      )}
    </Confirm>
  );
}

/** How the deletion of a device stands and what can be done about it. */
export function DeletionCard({ device }: { device: Device }) {
  const { t } = useTranslation();
  const may = useMay();
  const go = useGo();
  const problem = useProblemText();
  const [force, setForce] = useState(false);
  const { data } = useQuery({
    queryKey: ['device', device.id, 'deletion', device.deletion],
    queryFn: () => api.get<Removing>(`/devices/${device.id}/deletion`),
    enabled: device.deletion !== null,
    retry: false,
  });
  if (!data || device.deletion === null) return null;
  const act = (call: Promise<unknown>, said: string) =>
    call.then(
      () => {
        toast.ok(said);
        refresh(device.id);
      },
      (e) => toast.failed(problem(e)),
    );
  const can = may('devices', device.groupId);
  return (
    <section className="card pad answer-card" aria-label={t('deletion.title')}>
      <span className={data.stage === 'stuck' ? 'fg-crit' : 'fg-info'}>
        <IconTrash size={28} stroke={1.75} aria-hidden />
      </span>
      <div className="grow">
        <h2>{t(`deletion.answer.${data.stage}`)}</h2>
        <span>
          {data.stage === 'stuck' && <>{clean(data.problem, 300)}. </>}
          <span className="muted">
            {t('deletion.by', { by: clean(data.by, 60) })} <When at={data.at} />: {clean(data.reason, 300)}
          </span>
        </span>
        {data.approvalId && data.stage === 'marked' && (
          <div>
            <A href="/approvals?state=waiting">{t('deletion.waitsApproval')}</A>
          </div>
        )}
        {can && (
          <div className="row" style={{ marginTop: 12 }}>
            {data.stage === 'stuck' && (
              <Button
                size="compact-md"
                onClick={() => act(api.post(`/devices/${device.id}/deletion/retry`), t('deletion.retried'))}
              >
                {t('deletion.retry')}
              </Button>
            )}
            <Button
              size="compact-md"
              variant="default"
              onClick={() => act(api.delete(`/devices/${device.id}/deletion`), t('deletion.kept'))}
            >
              {t('deletion.keep')}
            </Button>
            <Button size="compact-md" variant="subtle" color="red.8" onClick={() => setForce(true)}>
              {t('deletion.force')}
            </Button>
          </div>
        )}
      </div>
      {force && (
        <DeleteDialog
          force
          targets={{ ids: [device.id] }}
          count={1}
          name={device.name}
          done={() => {
            refresh(device.id);
            go('/deleted-devices');
          }}
          close={() => setForce(false)}
        />
      )}
    </section>
  );
}

/** The rules that a device breaks, and what comes next. */
export function Violations({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['device', device.id, 'violations'],
    queryFn: () => api.get<{ items: Violation[] }>(`/devices/${device.id}/violations`),
    enabled: device.causes.some((c) => c.cause === 'violation'),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section className="card pad stack tight" style={{ marginBottom: 16 }} aria-label={t('compliance.broken')}>
      <h2 className="block-title">{t('compliance.broken')}</h2>
      <ul className="plain">
        {data.items.map((v) => (
          <li key={v.ruleId}>
            <A href="/compliance">
              <bdi>{clean(v.ruleName, 100)}</bdi>
            </A>{' '}
            <span className="muted">
              · <When at={v.since} />
              {v.nextAction && v.nextAt ? (
                <>
                  {' '}
                  · {t('compliance.next', { action: t(`compliance.actions.${v.nextAction}`) })} <Until at={v.nextAt} />
                </>
              ) : null}
              {v.keptLocked && <> · {t('compliance.keptLocked')}</>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
