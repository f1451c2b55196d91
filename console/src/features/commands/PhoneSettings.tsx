import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { AppleSheet } from '../apple/sheet';

export const switches = ['dataRoaming', 'voiceRoaming', 'personalHotspot', 'bluetooth'] as const;
export type PhoneValues = { name?: string } & Partial<Record<(typeof switches)[number], boolean>>;

/** What of an iPhone or iPad can be set by command; what this one does not take is greyed with the reason. */
export function PhoneSettings({
  device,
  values,
  change,
}: {
  device?: string;
  values: PhoneValues;
  change: (values: PhoneValues) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['device', device, 'apple'],
    queryFn: () => api.get<AppleSheet>(`/devices/${device}/apple`),
    enabled: !!device,
  });
  const information = data?.answers.DeviceInformation?.content;
  const answers = (information?.QueryResponses ?? information ?? {}) as Record<string, unknown>;
  const supervised = data === undefined || data.supervised;
  const cellular = answers.CellularTechnology !== 0;
  const why = (key: 'name' | (typeof switches)[number]) =>
    key === 'name' || key === 'bluetooth'
      ? !supervised && t('phoneSettings.supervisedOnly')
      : !cellular && t('phoneSettings.noCellular');
  return (
    <div className="stack">
      <TextInput
        label={t('phoneSettings.name')}
        description={why('name') || t('phoneSettings.nameHelp')}
        disabled={!!why('name')}
        maxLength={63}
        value={values.name ?? ''}
        onChange={(e) => change({ ...values, name: e.currentTarget.value || undefined })}
      />
      {switches.map((key) => (
        <Select
          key={key}
          label={t(`phoneSettings.${key}`)}
          description={why(key) || undefined}
          disabled={!!why(key)}
          allowDeselect={false}
          value={values[key] === undefined ? 'keep' : values[key] ? 'on' : 'off'}
          onChange={(v) => change({ ...values, [key]: v === 'on' ? true : v === 'off' ? false : undefined })}
          data={(['keep', 'on', 'off'] as const).map((value) => ({ value, label: t(`phoneSettings.${value}`) }))}
        />
      ))}
    </div>
  );
}
