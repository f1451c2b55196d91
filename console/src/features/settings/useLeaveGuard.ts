import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** Asks before unsaved changes are left behind; moving within the place that keeps them is free. */
export function useLeaveGuard(unsaved: boolean, within: string): void {
  const { t } = useTranslation();
  useBlocker({
    shouldBlockFn: ({ next }) => unsaved && !next.pathname.startsWith(within) && !window.confirm(t('save.leave')),
    enableBeforeUnload: () => unsaved,
  });
}
