import { ActionIcon, Button, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const actions = ['message', 'block', 'lock', 'wipe-corporate'] as const;

export interface Step {
  afterMinutes: number;
  action: string;
}

/** What happens to a phone that still breaks a rule, in order. */
export function Steps({ value, set }: { value: Step[]; set: (v: Step[]) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="stack" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend style={{ fontWeight: 500 }}>{t('compliance.steps')}</legend>
      <span className="small muted">{t('compliance.stepsHelp')}</span>
      {value.map((s, i) => (
        <div className="row nowrap" key={`${i}${value.length}`} style={{ alignItems: 'flex-end' }}>
          <Select
            className="grow"
            label={i === 0 ? t('compliance.action') : undefined}
            aria-label={t('compliance.action')}
            data={actions.map((a) => ({ value: a, label: t(`compliance.actions.${a}`) }))}
            value={s.action}
            allowDeselect={false}
            comboboxProps={{ withinPortal: true }}
            onChange={(a) => set(value.map((x, j) => (j === i ? { ...x, action: a ?? x.action } : x)))}
          />
          <NumberInput
            label={i === 0 ? t('compliance.after') : undefined}
            aria-label={t('compliance.after')}
            suffix={` ${t('compliance.hours')}`}
            min={0}
            max={2160}
            decimalScale={2}
            w={150}
            value={s.afterMinutes / 60}
            onChange={(n) =>
              set(value.map((x, j) => (j === i ? { ...x, afterMinutes: Math.round(Number(n) * 60) } : x)))
            }
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('compliance.dropStep')}
            onClick={() => set(value.filter((_, j) => j !== i))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {value.length < 5 && (
        <div>
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set([...value, { afterMinutes: value.at(-1)?.afterMinutes ?? 0, action: 'lock' }])}
          >
            {t('compliance.addStep')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
