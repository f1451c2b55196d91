import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Lookup } from '../../api/types';
import { clean } from '../../ui/hostile';
import { useGo } from '../../ui/location';
import { Notice } from '../../ui/Status';
import { CONFIRM } from '../settings/SettingsForm';
import { carryCode } from './carry';

export const placeOf = (found: Lookup): string | null =>
  found.page === 'device' && found.device
    ? `/devices/${found.device.id}/settings/${CONFIRM}`
    : found.page === 'policy' && found.policy
      ? `/policies/${found.policy.id}/settings/${CONFIRM}`
      : null;

/** A sentence of the server in the language of the console where it is a known one. */
export function useSentence(): (problem: string | null) => string {
  const { t, i18n } = useTranslation();
  return (problem) => {
    if (!problem) return '';
    if (/^[a-z-]+$/.test(problem) && i18n.exists(`codes.problem.${problem}`)) return t(`codes.problem.${problem}`);
    return clean(problem.charAt(0).toUpperCase() + problem.slice(1), 400);
  };
}

/** Why a complete code is not answered here, and the way to where it is. */
export function Refusal({ found, code, here }: { found: Lookup; code: string; here: string }) {
  const { t } = useTranslation();
  const go = useGo();
  const sentence = useSentence();
  const place = placeOf(found);
  if (place && place !== here)
    return (
      <Notice tone="warn" role="alert">
        <div className="stack" style={{ gap: 8 }}>
          <span>
            {found.page === 'policy'
              ? t('codes.goToPolicy', { policy: clean(found.policy?.name, 60) })
              : t('codes.goToDevice', { device: clean(found.device?.name, 60) })}
          </span>
          <div>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                carryCode(code, place);
                go(place);
              }}
            >
              {t(found.page === 'policy' ? 'codes.openPolicy' : 'codes.openDevice')}
            </Button>
          </div>
        </div>
      </Notice>
    );
  return (
    <Notice tone="crit" role="alert">
      {sentence(found.problem) || t('codes.nobody')}
    </Notice>
  );
}
