import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lookup } from '../../api/types';
import { A } from '../../ui/A';
import { clean } from '../../ui/hostile';
import { Notice, Online } from '../../ui/Status';
import { When } from '../../ui/Text';

/** What a request code asks for: which device, what will happen there, with what. */
export function Facts({ found, more }: { found: Lookup; more?: ReactNode }) {
  const { t, i18n } = useTranslation();
  const d = found.device;
  const details = Object.entries(found.details ?? {}).filter(([, v]) => v);
  return (
    <div className="stack">
      <dl className="dl">
        {d && (
          <>
            <dt>{t('codes.device')}</dt>
            <dd>
              <A href={`/devices/${d.id}`}>
                <bdi>{clean(d.name, 80)}</bdi>
              </A>
              {d.groupName && <span className="muted"> · {clean(d.groupName, 60)}</span>}
            </dd>
            <dt>{t('device.contact')}</dt>
            <dd>
              <Online
                online={d.online}
                seen={
                  <>
                    {t('device.lastSeen')} <When at={d.lastSeen} empty={t('common.never')} />
                  </>
                }
              />
            </dd>
          </>
        )}
        {found.action && (
          <>
            <dt>{t('codes.action')}</dt>
            <dd>
              <b>{t(`codes.actions.${found.action}`)}</b>
              <div className="muted">{t(`codes.effects.${found.action}`)}</div>
            </dd>
          </>
        )}
        {details.map(([k, v]) => (
          <div key={k} style={{ display: 'contents' }}>
            <dt>{i18n.exists(`codes.details.${k}`) ? t(`codes.details.${k}`) : clean(k, 40)}</dt>
            <dd>
              <bdi className="mono">{clean(v, 200)}</bdi>
            </dd>
          </div>
        ))}
        {more}
      </dl>
      {details.length === 0 && found.action !== 'certificate' && found.action !== 'reset' && (
        <Notice tone="info">{t('codes.noDetails')}</Notice>
      )}
      {found.repeat && <Notice tone="info">{t('codes.repeat')}</Notice>}
    </div>
  );
}
