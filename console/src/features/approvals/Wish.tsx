import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { ApprovalSettings } from '../../api/types';
import { useMay } from '../../app/queries';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { Until } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { refresh } from './refresh';

type Limits = Pick<ApprovalSettings, 'devicesPerCommand' | 'devicesInWindow' | 'windowMinutes'>;

/** When a second administrator is needed, in a sentence. */
export function useLimitsText() {
  const { t } = useTranslation();
  return (limits: Limits) =>
    limits.devicesPerCommand === null && limits.devicesInWindow === null
      ? t('approval.off')
      : [
          limits.devicesPerCommand !== null && t('approval.onCommand', { count: limits.devicesPerCommand }),
          limits.devicesInWindow !== null &&
            t('approval.onWindow', { count: limits.devicesInWindow, minutes: formatNumber(limits.windowMinutes) }),
        ]
          .filter(Boolean)
          .join(' ');
}

/** A change that would mean less approval, and the decision on it. */
export function Wish({ of }: { of: NonNullable<ApprovalSettings['wish']> }) {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const text = useLimitsText();
  const [busy, setBusy] = useState(false);
  const decide = async (what: 'approve' | 'refuse') => {
    setBusy(true);
    try {
      await api.post(`/approvals/settings/${what}`);
      toast.ok(t(`approval.wish.done.${of.mine && what === 'refuse' ? 'withdraw' : what}`));
    } catch (e) {
      toast.failed(problem(e));
    } finally {
      setBusy(false);
      refresh();
    }
  };
  return (
    <Notice tone="warn">
      <b>{t('approval.wish.title', { who: clean(of.askedBy, 80) })}</b>
      <div>{text(of)}</div>
      <div className="row" style={{ marginTop: 8 }}>
        {may('administration') && !of.mine && (
          <Button size="compact-sm" color="red.8" loading={busy} onClick={() => decide('approve')}>
            {t('approval.wish.approve')}
          </Button>
        )}
        {may('administration') && (
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => decide('refuse')}>
            {t(of.mine ? 'approval.withdraw' : 'approval.refuse')}
          </Button>
        )}
        <span className="muted">
          {of.mine && <>{t('approval.mine')} </>}
          {t('approval.wish.until')} <Until at={of.expiresAt} />
        </span>
      </div>
    </Notice>
  );
}
