import { useTranslation } from 'react-i18next';
import type { Simulation } from '../../api/types';
import { A } from '../../ui/A';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import type { Step } from './Steps';

/** Whom a rule would meet now. */
export function Found({ of, steps }: { of: Simulation; steps: Step[] }) {
  const { t } = useTranslation();
  return (
    <Notice tone={of.broken > 0 ? 'warn' : 'ok'}>
      <b>
        {t('compliance.found', {
          count: of.broken,
          number: formatNumber(of.broken),
          phones: formatNumber(of.phones),
        })}
      </b>
      {of.unknown > 0 && <div>{t('compliance.unknown', { count: of.unknown, number: formatNumber(of.unknown) })}</div>}
      {of.broken > 0 && steps.some((s) => s.action === 'wipe-corporate') && <div>{t('compliance.wouldWipe')}</div>}
      {of.devices.length > 0 && (
        <ul className="scroll-list">
          {of.devices.map((d) => (
            <li key={d.id}>
              <A href={`/devices/${d.id}`}>
                <bdi>{clean(d.name, 60)}</bdi>
              </A>{' '}
              <span className="muted">{t(`platform.${d.platform}`, { defaultValue: d.platform })}</span>
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
