import { useTranslation } from 'react-i18next';
import type { Invitation, Funnel as Totals } from '../../api/types';
import { formatNumber, formatPercent } from '../../ui/format';
import { Tag } from '../../ui/Status';

/** The funnel in total: how many invitations came how far, and what stopped the others. */
export function Funnel({ of }: { of: Totals }) {
  const { t } = useTranslation();
  const all = of.invitations;
  const reached = (n: number) => ({ width: all > 0 ? `${(100 * n) / all}%` : 0 });
  const rows: [string, number][] = [
    ['made', all],
    ...of.stages
      .filter((s) => s.step !== 'queued')
      .map((s) => [s.step === 'sent' && of.withoutMail > 0 ? 'given' : s.step, s.count] as [string, number]),
  ];
  return (
    <div>
      <div className="funnel" role="table" aria-label={t('invitation.funnel')}>
        {rows.map(([step, count]) => (
          <div key={step} className="funnel-row" role="row">
            <span role="rowheader">{t(`invitation.stage.${step}`)}</span>
            <span className="funnel-bar" aria-hidden>
              <span style={reached(count)} data-empty={count === 0} />
            </span>
            <span role="cell" className="number">
              {formatNumber(count)}
            </span>
            <span role="cell" className="share">
              {all > 0 ? formatPercent(count, all) : '—'}
            </span>
          </div>
        ))}
      </div>
      <div className="row" style={{ marginTop: 16 }}>
        {of.bounced > 0 && <Tag tone="crit">{t('invitation.bounced', { count: of.bounced })}</Tag>}
        {of.deferred > 0 && <Tag tone="warn">{t('invitation.deferred', { count: of.deferred })}</Tag>}
        {Object.entries(of.blocked).map(([reason, count]) => (
          <Tag key={reason} tone="warn">
            {t(`invitation.blocked.${reason}`, { defaultValue: reason })}: {formatNumber(count)}
          </Tag>
        ))}
        {Object.entries(of.platforms).map(([platform, count]) => (
          <Tag key={platform}>
            {t(`platform.${platform}`, { defaultValue: platform })}: {formatNumber(count)}
          </Tag>
        ))}
      </div>
    </div>
  );
}

export const funnelSteps = ['queued', 'sent', 'opened', 'landed', 'fetched', 'checked-in', 'active'] as const;

/** How far one invitation came: seven steps in a line and the words for the last. */
export function Progress({ of }: { of: Invitation }) {
  const { t } = useTranslation();
  const at = funnelSteps.indexOf(of.reached as (typeof funnelSteps)[number]);
  const failed = of.state === 'open' && (of.mail.state === 'bounced' || of.blocked !== null);
  return (
    <span className="status" title={progressText(t, of)}>
      <span className="steps-line" aria-hidden>
        {funnelSteps.map((step, i) => (
          <i key={step} className={i <= at ? 'on' : i === at + 1 && failed ? 'stuck' : undefined} />
        ))}
      </span>
      <span className="two-lines">{progressText(t, of)}</span>
    </span>
  );
}

/** What happened last, or what stops it, in words. */
export function progressText(t: ReturnType<typeof useTranslation>['t'], of: Invitation): string {
  if (of.state === 'open' && of.mail.state === 'bounced') return t('invitation.mail.bounced');
  if (of.state === 'open' && of.blocked) {
    return t(`invitation.blocked.${of.blocked}`, { defaultValue: of.blocked });
  }
  if (of.mail.state === 'deferred') return t('invitation.mail.deferred');
  return of.reached ? t(`invitation.stage.${of.reached}`) : t('invitation.notOpened');
}
