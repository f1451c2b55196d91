import { ActionIcon, Button, FileButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronDown, IconPlus, IconTrash, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatField, CatSetting } from '../../api/types';
import { clean } from '../../ui/hostile';
import { inLanguage } from '../../ui/Status';
import { FieldInput } from './FieldInput';
import { itemFields } from './model';

interface Props {
  setting: CatSetting;
  value: unknown[];
  onChange: (value: unknown[]) => void;
  disabled?: boolean;
  errors: Record<string, string>;
}

type Entry = Record<string, unknown>;

async function pemOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text.trim();
  const base64 = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----`;
}

const held = (f: CatField, entry: Entry) => ((f.key as string) in entry ? entry[f.key as string] : f.default);

/** Whether a field means anything with what the others say; what it depends on has to mean something itself. */
function counts(field: CatField, fields: CatField[], entry: Entry): boolean {
  const when = field.shownWhen;
  const other = when && fields.find((f) => f.key === when.key);
  return !when || !other || (counts(other, fields, entry) && when.in.includes(held(other, entry)));
}

function RecordFields({
  fields,
  entry,
  prefix,
  set,
  disabled,
  errors,
}: {
  fields: CatField[];
  entry: Entry;
  prefix: string;
  set: (e: Entry) => void;
  disabled?: boolean;
  errors: Record<string, string>;
}) {
  return (
    <div className="entry-fields">
      {fields
        .filter((f) => counts(f, fields, entry))
        .map((f) => {
          const key = f.key as string;
          const title = inLanguage(f.title) || key;
          return (
            <div key={key}>
              <label className="entry-label" htmlFor={`${prefix}.${key}`}>
                {title}
                {f.required && ' *'}
              </label>
              <FieldInput
                id={`${prefix}.${key}`}
                label={title}
                field={f}
                value={key in entry ? entry[key] : f.default}
                onChange={(v) => set({ ...entry, [key]: v })}
                disabled={disabled}
                error={errors[`${prefix}.${key}`]}
              />
              {f.help && (
                <div className="small muted" style={{ marginTop: 4 }}>
                  {inLanguage(f.help)}
                </div>
              )}
            </div>
          );
        })}
    </div>
  );
}

/** A list of plain values or of records, in the order that counts. */
export function ListField({ setting, value, onChange, disabled, errors }: Props) {
  const { t } = useTranslation();
  const { plain, fields } = itemFields(setting);
  const [open, setOpen] = useState<number | null>(null);
  const change = (i: number, v: unknown) => onChange(value.map((x, j) => (j === i ? v : x)));
  const move = (i: number, by: number) => {
    const next = [...value];
    [next[i], next[i + by]] = [next[i + by], next[i]];
    onChange(next);
  };
  const add = () => {
    const fresh = plain
      ? plain.type === 'choice'
        ? (plain.options?.find((o) => !value.includes(o.value))?.value ?? '')
        : ''
      : Object.fromEntries(fields.filter((f) => f.default !== undefined).map((f) => [f.key as string, f.default]));
    onChange([...value, fresh]);
    setOpen(value.length);
  };
  const full = setting.maxItems !== undefined && value.length >= setting.maxItems;
  const names = fields.filter((f) => f.type === 'text' || f.type === 'host').slice(0, 2);
  const certificate = plain?.type === 'certificate';
  return (
    <div className="stack" style={{ gap: 8 }}>
      {value.length === 0 && <span className="muted">{t('setting.noEntries')}</span>}
      {value.map((entry, i) => {
        const prefix = `${setting.key}[${i}]`;
        const title = plain
          ? t('setting.entry', { n: i + 1 })
          : names
              .map((f) => (entry as Entry)[f.key as string])
              .filter(Boolean)
              .map((x) => clean(x, 60))
              .join(' · ') || t('setting.newEntry');
        const wrong = Object.keys(errors).some((k) => k.startsWith(prefix));
        const tools = !disabled && (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={i === 0}
              aria-label={t('setting.up', { name: title })}
              onClick={() => move(i, -1)}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={i === value.length - 1}
              aria-label={t('setting.down', { name: title })}
              onClick={() => move(i, 1)}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('setting.remove', { name: title })}
              onClick={() => onChange(value.filter((_, j) => j !== i))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </>
        );
        if (plain)
          return (
            <div key={i} className="row nowrap" style={{ alignItems: 'flex-start' }}>
              <div className="grow" style={{ maxWidth: certificate ? 640 : 360 }}>
                <FieldInput
                  id={prefix}
                  label={`${inLanguage(setting.title)}: ${title}`}
                  field={plain}
                  value={entry}
                  onChange={(v) => change(i, v)}
                  disabled={disabled}
                  error={errors[prefix]}
                />
              </div>
              {tools}
            </div>
          );
        return (
          <div key={i} className={`entry ${wrong ? 'wrong' : ''}`}>
            <div className="row nowrap">
              <button
                type="button"
                className="entry-head grow"
                aria-expanded={open === i}
                onClick={() => setOpen(open === i ? null : i)}
              >
                <IconChevronDown
                  size={16}
                  aria-hidden
                  style={{ transform: open === i ? undefined : 'rotate(-90deg)' }}
                />
                <bdi className="clip">{title}</bdi>
                {wrong && <span className="fg-crit small">{t('setting.needsAttention')}</span>}
              </button>
              {tools}
            </div>
            {open === i && (
              <RecordFields
                fields={fields}
                entry={entry as Entry}
                prefix={prefix}
                set={(e) => change(i, e)}
                disabled={disabled}
                errors={errors}
              />
            )}
          </div>
        );
      })}
      {!disabled && (
        <div className="row">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={full}
            onClick={add}
          >
            {t('setting.add')}
          </Button>
          {certificate && (
            <FileButton
              accept=".pem,.crt,.cer,.der"
              multiple
              onChange={async (files) => onChange([...value, ...(await Promise.all(files.map(pemOf)))])}
            >
              {(props) => (
                <Button
                  {...props}
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconUpload size={14} aria-hidden />}
                >
                  {t('setting.upload')}
                </Button>
              )}
            </FileButton>
          )}
          {setting.maxItems !== undefined && (
            <span className="small muted">
              {t('setting.entriesOf', { count: value.length, max: setting.maxItems })}
            </span>
          )}
        </div>
      )}
      {errors[setting.key] && (
        <span className="fg-crit small" role="alert">
          {errors[setting.key]}
        </span>
      )}
    </div>
  );
}
