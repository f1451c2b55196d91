import { Checkbox, Radio, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Policy, PolicyInput } from '../../api/types';
import { GroupPicker } from '../groups/GroupPicker';

/** Name, group, status and inheritance of a policy. */
export function PolicyProperties({
  input,
  set,
  readOnly,
  errors,
}: {
  input: PolicyInput;
  set: (change: Partial<PolicyInput>) => void;
  readOnly: boolean;
  errors: Record<string, string>;
}) {
  const { t } = useTranslation();
  return (
    <fieldset disabled={readOnly} className="card pad stack" style={{ maxWidth: 640, margin: 0 }}>
      <TextInput
        label={t('policy.name')}
        maxLength={100}
        value={input.name}
        error={errors.name}
        onChange={(e) => set({ name: e.currentTarget.value })}
      />
      <GroupPicker label={t('device.group')} value={input.groupId} onChange={(g) => g && set({ groupId: g })} />
      <Radio.Group
        label={t('device.status')}
        value={input.status}
        onChange={(s) => set({ status: s as Policy['status'] })}
      >
        <div className="stack" style={{ gap: 8, marginTop: 8 }}>
          {(['active', 'inactive', 'out-of-office'] as const).map((s) => (
            <Radio key={s} value={s} label={t(`policyStatus.${s}`)} description={t(`policyStatusHelp.${s}`)} />
          ))}
        </div>
      </Radio.Group>
      <Checkbox
        label={t('policy.inherit')}
        description={t('policy.inheritHelp')}
        checked={input.inherit}
        disabled={input.status === 'out-of-office'}
        onChange={(e) => set({ inherit: e.currentTarget.checked })}
      />
      <Checkbox
        label={t('policy.force')}
        description={t('policy.forceHelp')}
        checked={input.force}
        disabled={input.status === 'out-of-office'}
        onChange={(e) => set({ force: e.currentTarget.checked })}
      />
    </fieldset>
  );
}
