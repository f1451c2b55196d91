import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Catalogue, SettingChange } from '../../api/types';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { inLanguage } from '../../ui/Status';
import { settingsOf, shownValue } from './model';

export function useShownValue(catalogue: Catalogue | undefined): (key: string, value: unknown) => string {
  const { t } = useTranslation();
  const all = new Map(catalogue ? settingsOf(catalogue).map((s) => [s.key, s]) : []);
  const words = {
    on: t('setting.on'),
    off: t('setting.off'),
    none: t('setting.empty'),
    set: t('setting.secretSet'),
    entries: (count: number) => t('setting.entries', { count }),
  };
  return (key, value) => clean(shownValue(all.get(key), value, words), 200);
}

/** Settings before and after, by their names; with how many devices each touches where that is known. */
export function ChangeTable({
  catalogue,
  changes,
  heads,
}: {
  catalogue?: Catalogue;
  changes: (SettingChange & { devices?: number })[];
  heads?: [string, string];
}) {
  const { t } = useTranslation();
  const show = useShownValue(catalogue);
  const places = new Map(
    catalogue?.sections.flatMap((s) =>
      s.blocks.flatMap((b) =>
        b.settings.map((x) => [x.key, `${inLanguage(s.title)} › ${inLanguage(x.title)}`] as const),
      ),
    ),
  );
  const counted = changes.some((c) => c.devices !== undefined);
  return (
    <table className="diff">
      <thead>
        <tr>
          <th>{t('setting.one')}</th>
          <th>{heads?.[0] ?? t('setting.before')}</th>
          <th>{heads?.[1] ?? t('setting.after')}</th>
          {counted && <th>{t('setting.devices')}</th>}
        </tr>
      </thead>
      <tbody>
        {changes.map((c) => (
          <tr key={c.key}>
            <td>{places.get(c.key) ?? clean(c.key)}</td>
            <td className="was">
              <bdi>{show(c.key, c.from)}</bdi>
            </td>
            <td>
              <bdi>{show(c.key, c.to)}</bdi>
            </td>
            {counted && <td>{c.devices !== undefined ? formatNumber(c.devices) : ''}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the other person saved meanwhile, beside one's own; nothing is lost whichever way one goes. */
export function ConflictDialog({
  catalogue,
  mine,
  theirs,
  locks,
  keepMine,
  takeTheirs,
  close,
}: {
  catalogue?: Catalogue;
  mine: Record<string, unknown>;
  theirs: Record<string, unknown>;
  locks?: { mine: string[]; theirs: string[] };
  keepMine: () => void;
  takeTheirs: () => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const blocks = new Map(
    catalogue?.sections.flatMap((x) =>
      x.blocks.map((b) => [b.id, `${inLanguage(x.title)} › ${inLanguage(b.title)}`] as const),
    ),
  );
  const lockDiff = locks
    ? [...new Set([...locks.mine, ...locks.theirs])].filter((b) => locks.mine.includes(b) !== locks.theirs.includes(b))
    : [];
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter(
    (k) => JSON.stringify(mine[k]) !== JSON.stringify(theirs[k]),
  );
  return (
    <Modal opened onClose={close} size="xl" title={t('conflict.title')}>
      <div className="stack">
        <span>{t('conflict.help')}</span>
        <ChangeTable
          catalogue={catalogue}
          changes={keys.map((key) => ({ key, from: theirs[key], to: mine[key] }))}
          heads={[t('conflict.theirs'), t('conflict.mine')]}
        />
        {lockDiff.length > 0 && (
          <table className="diff">
            <thead>
              <tr>
                <th>{t('setting.enforced')}</th>
                <th>{t('conflict.theirs')}</th>
                <th>{t('conflict.mine')}</th>
              </tr>
            </thead>
            <tbody>
              {lockDiff.map((b) => (
                <tr key={b}>
                  <td>{blocks.get(b) ?? b}</td>
                  <td className="was">{t(locks?.theirs.includes(b) ? 'common.yes' : 'common.no')}</td>
                  <td>{t(locks?.mine.includes(b) ? 'common.yes' : 'common.no')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={takeTheirs}>
            {t('conflict.takeTheirs')}
          </Button>
          <Button onClick={keepMine}>{t('conflict.keepMine')}</Button>
        </div>
      </div>
    </Modal>
  );
}

/** What is not saved yet, what saving would do, and the ways out. */
export function SaveBar({
  count,
  errors,
  effect,
  more,
  busy,
  save,
  discard,
  firstError,
}: {
  count: number;
  errors: number;
  effect?: ReactNode;
  more?: () => void;
  busy: boolean;
  save: () => void;
  discard: () => void;
  firstError?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="save-bar" aria-label={t('save.bar')}>
      <div className="grow" aria-live="polite">
        <b>{t('save.changed', { count })}</b>
        <div className="small muted">{effect}</div>
      </div>
      {errors > 0 && (
        <Button variant="subtle" color="red.8" size="compact-sm" onClick={firstError}>
          {t('save.errors', { count: errors })}
        </Button>
      )}
      {more && (
        <Button variant="default" onClick={more}>
          {t('save.what')}
        </Button>
      )}
      <Button variant="default" onClick={discard}>
        {t('save.discard')}
      </Button>
      <Button onClick={save} loading={busy} disabled={errors > 0}>
        {t('common.save')}
      </Button>
    </section>
  );
}
