import { Button, CloseButton } from '@mantine/core';
import { IconCircleCheck, IconExclamationCircle } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

interface Toast {
  id: number;
  tone: 'ok' | 'crit';
  text: string;
  action?: { label: string; run: () => void };
}

let toasts: Toast[] = [];
let counter = 0;
const listeners = new Set<() => void>();

function change(next: Toast[]): void {
  toasts = next;
  for (const l of listeners) l();
}

const close = (id: number): void => change(toasts.filter((x) => x.id !== id));

function show(tone: Toast['tone'], text: string, action?: Toast['action']): void {
  const id = ++counter;
  change([...toasts.slice(-3), { id, tone, text, action }]);
  setTimeout(() => close(id), tone === 'crit' || action ? 12_000 : 5_000);
}

export const toast = {
  ok: (text: string, action?: Toast['action']) => show('ok', text, action),
  failed: (text: string) => show('crit', text),
};

export function Toasts() {
  const { t } = useTranslation();
  const list = useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="region" aria-live="polite" aria-label={t('common.messages')}>
      {list.map((x) => (
        <div key={x.id} className="toast">
          {x.tone === 'ok' ? (
            <IconCircleCheck size={18} className="fg-ok" aria-hidden />
          ) : (
            <IconExclamationCircle size={18} className="fg-crit" aria-hidden />
          )}
          <span className="grow">{x.text}</span>
          {x.action && (
            <Button
              size="compact-xs"
              variant="light"
              onClick={() => {
                x.action?.run();
                close(x.id);
              }}
            >
              {x.action.label}
            </Button>
          )}
          <CloseButton size="sm" aria-label={t('common.close')} onClick={() => close(x.id)} />
        </div>
      ))}
    </div>
  );
}
