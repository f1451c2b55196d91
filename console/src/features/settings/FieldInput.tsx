import { Button, NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { language } from '../../i18n';
import { type AnyField, isSecretSet } from './model';

interface Props {
  field: AnyField;
  id: string;
  value: unknown;
  onChange: (value: unknown) => void;
  disabled?: boolean;
  error?: string;
  label: string;
}

/** One input for one typed value of the catalogue. */
export function FieldInput({ field, id, value, onChange, disabled, error, label }: Props) {
  const { t } = useTranslation();
  const [replacing, setReplacing] = useState(false);
  const common = { id, 'aria-label': label, disabled, error };
  const text = typeof value === 'string' ? value : '';
  switch (field.type) {
    case 'boolean':
      return (
        <Switch
          {...common}
          checked={value === true}
          onChange={(e) => onChange(e.currentTarget.checked)}
          label={t(value === true ? 'setting.on' : 'setting.off')}
        />
      );
    case 'integer':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : ''}
          onChange={(v) => onChange(v === '' ? null : v)}
          allowDecimal={false}
          clampBehavior="none"
          maw={240}
          min={field.min}
          max={field.max}
          suffix={'unit' in field && field.unit ? ` ${field.unit[language()]}` : undefined}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={field.options?.map((o) => ({ value: o.value, label: o.title[language()] })) ?? []}
          value={text || null}
          onChange={(v) => v !== null && onChange(v)}
          allowDeselect={false}
          searchable={(field.options?.length ?? 0) > 8}
          maw={360}
          comboboxProps={{ transitionProps: { duration: 90 } }}
        />
      );
    case 'secret':
      if (isSecretSet(value) && !replacing)
        return (
          <div className="row">
            <span className="mono" aria-hidden>
              ••••••••
            </span>
            <span className="muted">{t('setting.secretSet')}</span>
            {!disabled && (
              <Button size="compact-xs" variant="default" onClick={() => setReplacing(true)}>
                {t('setting.secretReplace')}
              </Button>
            )}
            {!disabled && (
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange('')}>
                {t('setting.secretRemove')}
              </Button>
            )}
          </div>
        );
      return (
        <PasswordInput
          {...common}
          maw={360}
          autoComplete="new-password"
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
      );
    case 'certificate':
      return (
        <Textarea
          {...common}
          classNames={{ input: 'mono' }}
          minRows={3}
          maxRows={6}
          autosize
          value={text}
          placeholder="-----BEGIN CERTIFICATE-----"
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      );
    default:
      if ('maxLines' in field && (field.maxLines ?? 1) > 1)
        return (
          <Textarea
            {...common}
            autosize
            minRows={2}
            maxRows={field.maxLines}
            value={text}
            onChange={(e) => onChange(e.currentTarget.value)}
            maw={560}
          />
        );
      return (
        <TextInput
          {...common}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
          maw={field.type === 'url' ? 560 : 360}
          classNames={['host', 'address'].includes(field.type) ? { input: 'mono' } : undefined}
        />
      );
  }
}
