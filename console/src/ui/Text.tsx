import { Modal, Tooltip } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatDateTime, formatRelative } from './format';
import { clean } from './hostile';

/** Text from a device or another person: isolated, cleaned, bounded; the whole text opens on demand. */
export function Foreign({ text, max = 120, mono = false }: { text: unknown; max?: number; mono?: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const raw = typeof text === 'string' ? text : text === null || text === undefined ? '' : String(text);
  const long = raw.length > max;
  return (
    <>
      <bdi className={mono ? 'mono' : undefined}>{clean(raw, max)}</bdi>
      {long && (
        <button
          type="button"
          className="more-text"
          onClick={(e) => {
            e.stopPropagation();
            setOpen(true);
          }}
        >
          {t('common.showAll')}
        </button>
      )}
      {open && (
        <Modal opened onClose={() => setOpen(false)} title={t('common.fullText', { count: raw.length })} size="lg">
          <pre className="full-text">
            <bdi>{clean(raw, 20_000)}</bdi>
          </pre>
        </Modal>
      )}
    </>
  );
}

let ticking = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    ticking = Date.now();
    for (const l of listeners) l();
  }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present, moving on every 15 seconds for all who show relative times. */
export function useNow(): number {
  const now = useSyncExternalStore(subscribe, () => ticking);
  useEffect(() => {
    ticking = Math.max(ticking, Date.now() - 15_000);
  }, []);
  return now;
}

/** The day on which something ends, the exact time on hover. */
export function Until({ at }: { at: string }) {
  return (
    <Tooltip label={formatDateTime(at)}>
      <time dateTime={at} className="nowrap">
        {formatDate(at)}
      </time>
    </Tooltip>
  );
}

/** A time as people say it, the exact one on hover. */
export function When({ at, empty }: { at: string | null | undefined; empty?: string }) {
  const now = useNow();
  if (!at) return <span className="muted">{empty ?? '—'}</span>;
  return (
    <Tooltip label={formatDateTime(at)}>
      <time dateTime={at} className="nowrap">
        {formatRelative(at, Math.max(now, Math.min(Date.parse(at), Date.now())))}
      </time>
    </Tooltip>
  );
}
