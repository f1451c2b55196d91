import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client';
import type { CatSetting, Device, DeviceSettings, EffectiveValue, SettingChange } from '../../api/types';
import { catalogueQuery, queryClient, useMay } from '../../app/queries';
import { Failed, Lines, useProblemText } from '../../ui/states';
import { toast } from '../../ui/toast';
import { DeviceCodes } from '../codes/DeviceCodes';
import { ChangeTable, ConflictDialog, SaveBar } from '../settings/Changes';
import type { Subject } from '../settings/model';
import { forPlatform } from '../settings/model';
import { CONFIRM, CONNECT, SectionNav, SettingsForm } from '../settings/SettingsForm';
import { focusFirst, useBaseRevision, useDraft } from '../settings/useDraft';
import { useLeaveGuard } from '../settings/useLeaveGuard';
import { RemoteConnection } from './RemoteConnection';

interface Saved {
  settings: DeviceSettings;
  changes: SettingChange[];
}

/** Applications > settings > section of one device. */
export function DeviceSettingsTab({ device, section: id }: { device: Device; section?: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const key = ['device', device.id, 'settings'];
  const everything = useQuery(catalogueQuery);
  const known = useMemo(() => forPlatform(everything.data, device.platform), [everything.data, device.platform]);
  const catalogue = { ...everything, data: known };
  const query = useQuery({ queryKey: key, queryFn: () => api.get<DeviceSettings>(`/devices/${device.id}/settings`) });
  const saved = query.data;
  const d = useDraft(catalogue.data, saved?.own);
  const revisionSeen = useBaseRevision(d.changed.length > 0, saved?.revision);
  useLeaveGuard(d.changed.length > 0, `/devices/${device.id}/settings`);
  const [conflict, setConflict] = useState<DeviceSettings | null>(null);
  const [what, setWhat] = useState(false);
  const [busy, setBusy] = useState(false);
  const wrong = Object.keys(d.errors).length;
  const dry = useQuery({
    queryKey: ['dry-run', device.id, saved?.revision, d.settled],
    enabled: d.changed.length > 0 && wrong === 0 && !!d.settled,
    retry: false,
    queryFn: () =>
      api.put<Saved>(`/devices/${device.id}/settings`, { values: d.settled, revision: saved?.revision, dryRun: true }),
  });
  if (query.error || catalogue.error)
    return (
      <div className="card">
        <Failed error={query.error ?? catalogue.error} retry={query.refetch} />
      </div>
    );
  if (!saved || !catalogue.data)
    return (
      <div className="card pad">
        <Lines count={8} height={24} />
      </div>
    );
  const section = catalogue.data.sections.find((s) => s.id === id) ?? catalogue.data.sections[0];
  const base = (s: CatSetting): EffectiveValue => {
    const now = saved.effective[s.key];
    if (now && now.origin.kind !== 'device') return now;
    const then = dry.data?.settings.effective[s.key];
    return then && then.origin.kind !== 'device' ? then : { value: s.default, origin: { kind: 'default' } };
  };
  const subject: Subject = {
    level: 'device',
    draft: d.values,
    saved: saved.own,
    base,
    lockedBy: saved.locked,
    blocks: saved.blocks,
    states: saved.states,
    showsAll: device.platform !== 'thin-client',
    readOnly: device.platform !== 'thin-client',
    errors: d.errors,
    may: (r) => may(r, device.groupId),
    set: d.set,
  };
  const save = async (revision = revisionSeen ?? saved.revision) => {
    setBusy(true);
    try {
      const done = await api.put<Saved>(`/devices/${device.id}/settings`, { values: d.values, revision });
      queryClient.setQueryData(key, done.settings);
      queryClient.invalidateQueries({ queryKey: ['device', device.id] });
      const before = saved.own;
      d.reset();
      setConflict(null);
      toast.ok(t('save.deviceDone', { count: done.changes.length }), {
        label: t('common.undo'),
        run: () =>
          api
            .put<Saved>(`/devices/${device.id}/settings`, { values: before, revision: done.settings.revision })
            .then((x) => queryClient.setQueryData(key, x.settings)),
      });
    } catch (e) {
      if (e instanceof ApiError && e.status === 409)
        setConflict(
          (e.problem.current as DeviceSettings) ?? (await api.get<DeviceSettings>(`/devices/${device.id}/settings`)),
        );
      else if (e instanceof ApiError && e.status === 422) d.setRefused(e.fields);
      else toast.failed(problem(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div className="settings-layout">
        <SectionNav
          catalogue={catalogue.data}
          subject={subject}
          current={id === CONFIRM || id === CONNECT ? id : section.id}
          href={(s) => `/devices/${device.id}/settings/${s}`}
        />
        <div>
          {id === CONFIRM ? (
            <DeviceCodes device={device} />
          ) : id === CONNECT ? (
            <RemoteConnection key={device.id} device={device} />
          ) : (
            <SettingsForm catalogue={catalogue.data} section={section} subject={subject} />
          )}
          {d.changed.length > 0 && (
            <SaveBar
              count={d.changed.length}
              errors={wrong}
              busy={busy}
              save={() => save()}
              discard={() => d.reset()}
              firstError={() => focusFirst(d.errors)}
              more={dry.data?.changes.length ? () => setWhat(true) : undefined}
              effect={
                dry.data
                  ? dry.data.changes.length
                    ? t('save.deviceEffect', { count: dry.data.changes.length })
                    : t('save.noEffect')
                  : dry.error
                    ? problem(dry.error)
                    : t('save.counting')
              }
            />
          )}
        </div>
      </div>
      {what && dry.data && (
        <Modal opened onClose={() => setWhat(false)} size="lg" title={t('save.what')}>
          <ChangeTable catalogue={catalogue.data} changes={dry.data.changes} />
        </Modal>
      )}
      {conflict && (
        <ConflictDialog
          catalogue={catalogue.data}
          mine={d.values}
          theirs={conflict.own}
          close={() => setConflict(null)}
          keepMine={() => save(conflict.revision)}
          takeTheirs={() => {
            queryClient.setQueryData(key, conflict);
            d.reset();
            setConflict(null);
          }}
        />
      )}
    </>
  );
}
