import { Button, NumberInput, Switch, TextInput } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../api/client';
import type { Group, Thresholds } from '../api/types';
import { queryClient, useGroups, useMay } from '../app/queries';
import { GroupPicker } from '../features/groups/GroupPicker';
import { GroupTree } from '../features/groups/GroupTree';
import { A } from '../ui/A';
import { Confirm } from '../ui/Confirm';
import { FormDialog } from '../ui/FormDialog';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { Lines, useProblemText } from '../ui/states';
import { toast } from '../ui/toast';

const limits: Exclude<keyof Thresholds, 'phones'>[] = [
  'noContactWarningMinutes',
  'noContactCriticalMinutes',
  'notAppliedWarningMinutes',
  'notAppliedCriticalMinutes',
];
type Phones = Thresholds['phones'];
type StageKey = Exclude<keyof Phones, 'minimumAndroid' | 'minimumApple'>;
const stages: StageKey[] = [
  'noContact',
  'notApplied',
  'passcode',
  'osTooOld',
  'encryption',
  'rooted',
  'management',
  'identity',
];

/** When phones become a warning and critical: hours, or days left of the identity; empty is never. */
function PhoneLimits({
  value,
  set,
  disabled,
  errors,
}: {
  value: Phones;
  set: (v: Phones) => void;
  disabled: boolean;
  errors: Record<string, string>;
}) {
  const { t } = useTranslation();
  const level = (key: StageKey, at: 'warningMinutes' | 'criticalMinutes') => {
    const unit = key === 'identity' ? 1440 : 60;
    const minutes = value[key][at];
    return (
      <NumberInput
        aria-label={`${t(`group.phone.${key}`)}: ${t(at === 'warningMinutes' ? 'status.warning' : 'status.critical')}`}
        placeholder={t('group.never')}
        suffix={` ${t(key === 'identity' ? 'group.daysLeft' : 'group.hours')}`}
        min={0}
        decimalScale={2}
        disabled={disabled}
        value={minutes === null ? '' : Math.round((minutes / unit) * 100) / 100}
        error={errors[`thresholds.phones.${key}.${at}`] ?? errors[`phones.${key}.${at}`]}
        onChange={(v) =>
          set({ ...value, [key]: { ...value[key], [at]: v === '' ? null : Math.round(Number(v) * unit) } })
        }
      />
    );
  };
  return (
    <>
      <div className="limits">
        <span />
        <b className="fg-warn">{t('status.warning')}</b>
        <b className="fg-crit">{t('status.critical')}</b>
        {stages.map((key) => (
          <div key={key} style={{ display: 'contents' }}>
            <span>{t(`group.phone.${key}`)}</span>
            {level(key, 'warningMinutes')}
            {level(key, 'criticalMinutes')}
          </div>
        ))}
      </div>
      <div className="grid2">
        {(['minimumAndroid', 'minimumApple'] as const).map((key) => (
          <TextInput
            key={key}
            label={t(`group.phone.${key}`)}
            placeholder={t('group.anyVersion')}
            disabled={disabled}
            value={value[key]}
            error={errors[`thresholds.phones.${key}`] ?? errors[`phones.${key}`]}
            onChange={(e) => set({ ...value, [key]: e.currentTarget.value })}
          />
        ))}
      </div>
    </>
  );
}

const refresh = () => queryClient.invalidateQueries({ queryKey: ['groups'] });

function GroupCard({ group }: { group: Group }) {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const can = may('devices', group.id);
  const root = group.parentId === null;
  const [name, setName] = useState(group.name);
  const [parentId, setParent] = useState(group.parentId);
  const [own, setOwn] = useState(group.thresholds !== null);
  const [values, setValues] = useState<Thresholds>(group.effectiveThresholds);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const changed =
    name !== group.name ||
    parentId !== group.parentId ||
    own !== (group.thresholds !== null) ||
    ((own || root) && JSON.stringify(values) !== JSON.stringify(group.effectiveThresholds));
  const save = async () => {
    try {
      await api.patch(`/groups/${group.id}`, {
        ...(name !== group.name ? { name } : {}),
        ...(parentId !== group.parentId ? { parentId } : {}),
        thresholds: own || root ? values : null,
        ...(!own && !root && group.thresholds ? { inheritThresholds: true } : {}),
      });
      await refresh();
      toast.ok(t('common.saved'));
    } catch (e) {
      if (e instanceof ApiError) setErrors(e.fields);
      toast.failed(problem(e));
    }
  };
  return (
    <div className="stack" style={{ maxWidth: 640 }}>
      <section className="card pad stack">
        <div className="row" style={{ gap: 20 }}>
          <A href={`/devices?group=${group.id}`}>
            {t('device.count', { count: group.devicesInSubtree, number: formatNumber(group.devicesInSubtree) })}
          </A>
          <A href={`/policies?group=${group.id}`}>{t('nav.policies')}</A>
          {group.critical > 0 && (
            <A className="fg-crit" href={`/devices?group=${group.id}&status=critical`}>
              {t('status.critical')}: {formatNumber(group.critical)}
            </A>
          )}
          {group.warning > 0 && (
            <A className="fg-warn" href={`/devices?group=${group.id}&status=warning`}>
              {t('status.warning')}: {formatNumber(group.warning)}
            </A>
          )}
        </div>
        <TextInput
          label={t('device.name')}
          maxLength={100}
          value={name}
          disabled={!can || root}
          error={errors.name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        {!root && can && (
          <GroupPicker
            label={t('group.parent')}
            description={t('group.parentHelp')}
            value={parentId}
            exclude={group.id}
            onChange={setParent}
            error={errors.parentId}
          />
        )}
      </section>
      <section className="card pad stack">
        <div>
          <h2 className="block-title">{t('group.thresholds')}</h2>
          <span className="muted">{t('group.thresholdsHelp')}</span>
        </div>
        {!root && (
          <Switch
            label={t('group.ownThresholds')}
            checked={own}
            disabled={!can}
            onChange={(e) => setOwn(e.currentTarget.checked)}
          />
        )}
        <div className="grid2">
          {limits.map((k) => (
            <NumberInput
              key={k}
              label={t(`group.limit.${k}`)}
              suffix={` ${t('group.minutes')}`}
              min={1}
              max={525_600}
              allowDecimal={false}
              disabled={!can || !(own || root)}
              value={values[k]}
              error={errors[`thresholds.${k}`]}
              onChange={(v) => setValues({ ...values, [k]: Number(v) })}
            />
          ))}
        </div>
        <div>
          <h3 className="block-title">{t('group.phones')}</h3>
          <span className="muted">{t('group.phonesHelp')}</span>
        </div>
        <PhoneLimits
          value={values.phones}
          set={(phones) => setValues({ ...values, phones })}
          disabled={!can || !(own || root)}
          errors={errors}
        />
      </section>
      {changed && can && (
        <div className="row">
          <Button onClick={save}>{t('common.save')}</Button>
        </div>
      )}
    </div>
  );
}

export default function Groups() {
  const { t } = useTranslation();
  const groups = useGroups();
  const may = useMay();
  const [params, set] = useParamsOfAddress();
  const [dialog, setDialog] = useState<'add' | 'delete' | null>(null);
  const group = groups.find((g) => g.id === params.group) ?? groups.find((g) => !g.parentId);
  const can = may('devices', group?.id);
  return (
    <Page
      title={t('nav.groups')}
      name={t('nav.groups')}
      answer={t('group.pageAnswer')}
      actions={
        can &&
        group && (
          <>
            {group.parentId && (
              <Button variant="default" color="red.8" onClick={() => setDialog('delete')}>
                {t('common.delete')}
              </Button>
            )}
            <Button leftSection={<IconFolderPlus size={16} aria-hidden />} onClick={() => setDialog('add')}>
              {t('group.add')}
            </Button>
          </>
        )
      }
    >
      <div className="split groups-split">
        <GroupTree value={group?.id} onPick={(id) => set({ group: id }, true)} />
        {group ? (
          <GroupCard key={`${group.id}${group.name}${group.parentId}`} group={group} />
        ) : (
          <div className="card pad">
            <Lines />
          </div>
        )}
      </div>
      {dialog === 'add' && group && (
        <FormDialog
          title={t('group.add')}
          button={t('common.create')}
          initial={{ name: '', parentId: group.id }}
          fields={[
            { key: 'name', label: t('device.name'), kind: 'text', max: 100 },
            { key: 'parentId', label: t('group.parent'), kind: 'group' },
          ]}
          close={() => setDialog(null)}
          run={async (v) => {
            const made = await api.post<Group>('/groups', v);
            await refresh();
            set({ group: made.id });
          }}
        />
      )}
      {dialog === 'delete' && group && (
        <Confirm
          danger
          title={t('group.deleteTitle', { name: clean(group.name, 60) })}
          button={t('common.delete')}
          close={() => setDialog(null)}
          run={async () => {
            await api.delete(`/groups/${group.id}`);
            set({ group: group.parentId });
            await refresh();
          }}
        >
          {t('group.deleteHelp')}
        </Confirm>
      )}
    </Page>
  );
}
