import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceDetail } from '../../api/types';
import { formatNumber } from '../../ui/format';
import { Notice } from '../../ui/Status';
import { Foreign, When } from '../../ui/Text';

type Reports = DeviceDetail['reported'];
const SHOWN = 100;
const apart = new Set(['apps', 'appsTotal', 'appsScope']);
const day = /^20\d\d-[01]\d-[0-3]\d$/;

function Value({ of: key, value }: { of: string; value: unknown }) {
  const { t, i18n } = useTranslation();
  const known = (code: unknown) => {
    const place = `reported.${key}Is.${code}`;
    return typeof code === 'string' && /^[a-z-]{1,40}$/.test(code) && i18n.exists(place) ? t(place) : null;
  };
  if (typeof value === 'boolean') return <>{t(`reported.is.${value}`)}</>;
  if (key === 'securityPatch' && typeof value === 'string' && day.test(value) && Date.parse(value)) {
    return (
      <>
        {value} <span className="muted">(</span>
        <When at={`${value}T00:00:00Z`} />
        <span className="muted">)</span>
      </>
    );
  }
  if (Array.isArray(value)) {
    if (value.length === 0 && key === 'integrity') return <>{t('reported.integrityNone')}</>;
    return (
      <>
        {value.slice(0, 10).map((v, i) => (
          <div key={i}>{known(v) ?? <Foreign text={typeof v === 'object' ? JSON.stringify(v) : v} max={100} />}</div>
        ))}
      </>
    );
  }
  return <>{known(value) ?? <Foreign text={typeof value === 'object' ? JSON.stringify(value) : value} />}</>;
}

interface App {
  id: string;
  name: string;
  version: string;
}

/** What a phone says that it has installed; entries of other shapes are left out. */
export function appsOf(reported: Reports): App[] | null {
  if (!Array.isArray(reported.apps)) return null;
  return reported.apps.flatMap((a: unknown) => {
    const id = typeof a === 'string' ? a : (a as App | null)?.id;
    const text = (v: unknown) => (typeof v === 'string' ? v : '');
    return typeof id === 'string' && id
      ? [{ id, name: text((a as App).name) || id, version: text((a as App).version) }]
      : [];
  });
}

function Apps({ reported }: { reported: Reports }) {
  const { t } = useTranslation();
  const [find, setFind] = useState('');
  const all = appsOf(reported);
  if (!all) return null;
  const wanted = find.trim().toLowerCase();
  const rows = all.filter((a) => !wanted || `${a.name} ${a.id}`.toLowerCase().includes(wanted));
  const managed = reported.appsScope === 'managed';
  const total = typeof reported.appsTotal === 'number' ? reported.appsTotal : all.length;
  const title = `${t(managed ? 'reported.appsManaged' : 'reported.apps')} (${formatNumber(total)})`;
  return (
    <section className="card pad stack" aria-label={title}>
      <h2 className="block-title">{title}</h2>
      {managed && <Notice tone="info">{t('reported.appsPrivate')}</Notice>}
      {all.length > 15 && (
        <TextInput
          aria-label={t('iphone.find')}
          placeholder={t('iphone.find')}
          value={find}
          onChange={(e) => setFind(e.currentTarget.value)}
          style={{ maxWidth: 320 }}
        />
      )}
      {rows.length === 0 ? (
        <span className="muted">{t('reported.appsNone')}</span>
      ) : (
        <div style={{ overflowX: 'auto' }}>
          <table className="diff">
            <thead>
              <tr>
                <th>{t('iphone.name')}</th>
                <th>{t('iphone.version')}</th>
                <th>{t('iphone.identifier')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map((a) => (
                <tr key={a.id}>
                  <td>
                    <Foreign text={a.name} max={80} />
                  </td>
                  <td>
                    <Foreign text={a.version} max={40} />
                  </td>
                  <td>
                    <Foreign text={a.id} max={100} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > SHOWN && (
        <span className="small muted">{t('iphone.cut', { shown: formatNumber(SHOWN), count: rows.length })}</span>
      )}
    </section>
  );
}

/** What a device says of itself, in words where the words are known, and an Android phone's apps. */
export function Reported({ reported }: { reported: Reports }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <section className="card pad">
        <h2 className="block-title" style={{ marginBottom: 12 }}>
          {t('device.reported')}
        </h2>
        <dl className="dl">
          {Object.entries(reported)
            .filter(([k]) => !apart.has(k))
            .slice(0, 60)
            .map(([k, v]) => (
              <div key={k} style={{ display: 'contents' }}>
                <dt>
                  {/^\w{1,40}$/.test(k) && i18n.exists(`reported.${k}`) ? (
                    t(`reported.${k}`)
                  ) : (
                    <Foreign text={k} max={40} />
                  )}
                </dt>
                <dd>
                  <Value of={k} value={v} />
                </dd>
              </div>
            ))}
        </dl>
      </section>
      <Apps reported={reported} />
    </>
  );
}
