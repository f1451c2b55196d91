import { Button, FileButton, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { ImportResult } from '../../api/types';
import { language } from '../../i18n';
import { clean } from '../../ui/hostile';
import { Notice, Tag, type Tone } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { pathOf, refreshPeople, usePeopleGroups } from './usePeople';

type Item = ImportResult['items'][number];

const tones: Record<Item['result'], Tone> = { added: 'ok', exists: 'info', 'listed-twice': 'none', invalid: 'warn' };

/** Adds many people in three steps: enter, check, send instructions. */
export function AddPeople({
  group,
  close,
  send,
}: {
  group?: string;
  close: () => void;
  send: (ids: string[]) => void;
}) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const groups = usePeopleGroups();
  const [text, setText] = useState('');
  const [csv, setCsv] = useState<{ name: string; text: string } | null>(null);
  const [locale, setLocale] = useState<string>(language());
  const [into, setInto] = useState<string | null>(group ?? null);
  const [names, setNames] = useState<Record<number, string>>({});
  const [seen, setSeen] = useState<ImportResult | null>(null);
  const [done, setDone] = useState<ImportResult | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const common = { locale, groups: into ? [into] : [] };
  const source = csv ? { csv: csv.text } : { text };
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError('');
    try {
      await work();
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
    }
  };
  const check = () =>
    run(async () => setSeen(await api.post<ImportResult>('/people/import', { ...source, ...common, dryRun: true })));
  const add = () =>
    run(async () => {
      const renamed = Object.keys(names).length > 0 && !csv;
      const body = renamed
        ? { entries: seen?.items.map((x, i) => ({ mail: x.mail, name: names[i] ?? x.name })) }
        : source;
      setDone(await api.post<ImportResult>('/people/import', { ...body, ...common }));
      refreshPeople();
    });
  const added = done?.items.filter((x) => x.result === 'added' && x.person && x.mail) ?? [];
  const rows = (result: ImportResult) =>
    [...result.items.map((x, i) => ({ x, i }))].sort(
      (a, b) => Number(a.x.result === 'added') - Number(b.x.result === 'added') || a.i - b.i,
    );
  const summary = (result: ImportResult) => (
    <div className="row" aria-live="polite">
      <b>{t(done ? 'person.import.added' : 'person.import.willAdd', { count: result.added })}</b>
      {result.exists > 0 && <Tag tone="info">{t('person.import.exists', { count: result.exists })}</Tag>}
      {result.listedTwice > 0 && <Tag>{t('person.import.twice', { count: result.listedTwice })}</Tag>}
      {result.invalid > 0 && <Tag tone="warn">{t('person.import.invalid', { count: result.invalid })}</Tag>}
    </div>
  );
  const table = (result: ImportResult, edit: boolean) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls
    <div className="import-table" tabIndex={0} role="region" aria-label={t('person.import.list')}>
      <table>
        <thead>
          <tr>
            <th>{t('person.mail')}</th>
            <th>{t('person.name')}</th>
            <th>{t('person.import.result')}</th>
          </tr>
        </thead>
        <tbody>
          {rows(result)
            .slice(0, 500)
            .map(({ x, i }) => (
              <tr key={`${x.line}-${i}`}>
                <td>
                  <bdi>{clean(x.mail, 80)}</bdi>
                </td>
                <td>
                  {edit && x.result === 'added' ? (
                    <TextInput
                      size="xs"
                      aria-label={t('person.import.nameOf', { mail: clean(x.mail, 60) })}
                      value={names[i] ?? x.name}
                      onChange={(e) => setNames({ ...names, [i]: e.currentTarget.value })}
                    />
                  ) : (
                    <bdi>{clean(x.name, 60)}</bdi>
                  )}
                </td>
                <td>
                  <Tag tone={tones[x.result]}>{t(`person.import.kind.${x.result}`)}</Tag>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
  return (
    <Modal opened onClose={close} title={t('person.addMany')} size="lg" closeOnClickOutside={false}>
      <div className="stack">
        {error && (
          <Notice tone="crit" role="alert">
            {error}
          </Notice>
        )}
        {!seen && !done && (
          <>
            <Textarea
              data-autofocus
              label={t('person.import.paste')}
              description={t('person.import.pasteHelp')}
              placeholder={'ann@example.org\nBob Brown <bob@example.org>'}
              minRows={6}
              maxRows={14}
              autosize
              disabled={csv !== null}
              value={csv ? '' : text}
              onChange={(e) => setText(e.currentTarget.value)}
            />
            <div className="row">
              <FileButton
                accept=".csv,.tsv,.txt,text/csv"
                onChange={async (file) => file && setCsv({ name: file.name, text: await file.text() })}
              >
                {(props) => (
                  <Button {...props} variant="default" leftSection={<IconFileSpreadsheet size={16} aria-hidden />}>
                    {t('person.import.file')}
                  </Button>
                )}
              </FileButton>
              {csv && (
                <>
                  <bdi>{clean(csv.name, 60)}</bdi>
                  <Button size="compact-sm" variant="subtle" onClick={() => setCsv(null)}>
                    {t('person.import.noFile')}
                  </Button>
                </>
              )}
            </div>
            <p className="small muted">{t('person.import.fileHelp')}</p>
            <Select
              label={t('person.language')}
              description={t('person.languageHelp')}
              value={locale}
              allowDeselect={false}
              onChange={(v) => setLocale(v ?? 'en')}
              data={[
                { value: 'en', label: 'English' },
                { value: 'ru', label: 'Русский' },
              ]}
            />
            {groups.some((g) => g.rule === null) && (
              <Select
                label={t('person.import.group')}
                value={into}
                clearable
                onChange={setInto}
                data={groups
                  .filter((g) => g.rule === null)
                  .map((g) => ({ value: g.id, label: clean(pathOf(groups, g.id).join(' / '), 120) }))}
              />
            )}
          </>
        )}
        {seen && !done && (
          <>
            {summary(seen)}
            {table(seen, !csv)}
          </>
        )}
        {done && (
          <>
            {summary(done)}
            {done.added < done.items.length && table(done, false)}
          </>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          {!seen && (
            <>
              <Button variant="default" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button onClick={check} loading={busy} disabled={!csv && !text.trim()}>
                {t('person.import.check')}
              </Button>
            </>
          )}
          {seen && !done && (
            <>
              <Button variant="default" onClick={() => setSeen(null)}>
                {t('person.import.back')}
              </Button>
              <Button onClick={add} loading={busy} disabled={seen.added === 0}>
                {t('person.import.add', { count: seen.added })}
              </Button>
            </>
          )}
          {done && (
            <>
              <Button variant="default" onClick={close}>
                {t('person.import.later')}
              </Button>
              <Button disabled={added.length === 0} onClick={() => send(added.map((x) => x.person as string))}>
                {t('invitation.send')}
              </Button>
            </>
          )}
        </div>
      </div>
    </Modal>
  );
}
