import {
  Button,
  Checkbox,
  Modal,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Select,
  Switch,
  TextInput,
} from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';
import { GroupPicker } from '../features/groups/GroupPicker';
import { clean } from './hostile';
import { Notice } from './Status';
import { useProblemText } from './states';

type Values = Record<string, unknown>;
interface Option {
  value: string;
  label: string;
}

export interface FormField {
  key: string;
  label: string;
  kind: 'text' | 'number' | 'switch' | 'select' | 'many' | 'checks' | 'group' | 'password' | 'custom';
  help?: string;
  options?: Option[];
  everywhere?: string;
  optional?: boolean;
  max?: number;
  show?: (v: Values) => boolean;
  /** For kind custom: what to draw, and whether something is still missing. */
  draw?: (value: unknown, set: (value: unknown) => void, error: string | undefined, values: Values) => ReactNode;
  missing?: (value: unknown) => boolean;
}

interface Props {
  title: string;
  button: string;
  fields: FormField[];
  initial: Values;
  run: (values: Values) => Promise<unknown>;
  close: () => void;
  children?: ReactNode;
}

/** A form in a dialog, from a description of its fields; the server's word about a field stands beside it. */
export function FormDialog({ title, button, fields, initial, run, close, children }: Props) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [values, setValues] = useState<Values>(initial);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const faults = error instanceof ApiError ? error.fields : {};
  const seen = fields.filter((f) => !f.show || f.show(values));
  const missing =
    seen.some(
      (f) => !f.optional && ['text', 'select', 'password'].includes(f.kind) && !String(values[f.key] ?? '').trim(),
    ) ||
    seen.some((f) => f.kind === 'group' && !f.everywhere && !values[f.key]) ||
    seen.some((f) => f.missing?.(values[f.key]));
  const set = (key: string, value: unknown) => setValues((was) => ({ ...was, [key]: value }));
  const input = (f: FormField, i: number) => {
    const v = values[f.key];
    const common = {
      label: f.label,
      description: f.help,
      error: faults[f.key] ? clean(faults[f.key]) : undefined,
      ...(i === 0 ? { 'data-autofocus': true } : {}),
    };
    switch (f.kind) {
      case 'number':
        return (
          <NumberInput
            {...common}
            value={typeof v === 'number' ? v : ''}
            min={0}
            max={f.max}
            allowDecimal={false}
            onChange={(x) => set(f.key, x === '' ? null : x)}
          />
        );
      case 'switch':
        return (
          <Switch
            label={f.label}
            description={f.help}
            checked={v === true}
            onChange={(e) => set(f.key, e.currentTarget.checked)}
          />
        );
      case 'select':
        return (
          <Select
            {...common}
            data={f.options}
            value={String(v ?? '')}
            onChange={(x) => set(f.key, x)}
            allowDeselect={false}
          />
        );
      case 'many':
        return (
          <MultiSelect
            {...common}
            data={f.options}
            value={v as string[]}
            onChange={(x) => set(f.key, x)}
            searchable
            clearable
            hidePickedOptions
            nothingFoundMessage={t('common.nothingFound')}
          />
        );
      case 'checks':
        return (
          <Checkbox.Group {...common} value={v as string[]} onChange={(x) => set(f.key, x)}>
            <div className="stack" style={{ gap: 8, marginTop: 8 }}>
              {f.options?.map((o) => (
                <Checkbox key={o.value} value={o.value} label={o.label} />
              ))}
            </div>
          </Checkbox.Group>
        );
      case 'group':
        return (
          <GroupPicker
            label={f.label}
            description={f.help}
            error={common.error}
            everywhere={f.everywhere}
            value={(v as string) ?? null}
            onChange={(x) => set(f.key, x)}
          />
        );
      case 'custom':
        return f.draw?.(v, (x) => set(f.key, x), common.error, values);
      case 'password':
        return (
          <PasswordInput
            {...common}
            autoComplete="off"
            value={String(v ?? '')}
            onChange={(e) => set(f.key, e.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          />
        );
      default:
        return (
          <TextInput
            {...common}
            maxLength={f.max ?? 200}
            value={String(v ?? '')}
            onChange={(e) => set(f.key, e.currentTarget.value)}
          />
        );
    }
  };
  const submit = async () => {
    setBusy(true);
    setError(null);
    try {
      await run(values);
      close();
    } catch (e) {
      setError(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={title}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          submit();
        }}
      >
        {error !== null && (
          <Notice tone="crit" role="alert">
            {problem(error)}
          </Notice>
        )}
        {seen.map((f, i) => (
          <div key={f.key}>{input(f, i)}</div>
        ))}
        {children}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={missing}>
            {button}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
