import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgentConsequences } from '../../api/types';
import { Confirm } from '../../ui/Confirm';
import { groupHex } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';

/** What another build would bring, beside what is there now; it is taken only when that is accepted. */
export function ChangeDialog({
  consequences: c,
  run,
  close,
}: {
  consequences: AgentConsequences;
  run: (agree: string[]) => Promise<unknown>;
  close: () => void;
}) {
  const { t } = useTranslation();
  const [agreed, setAgreed] = useState(false);
  const rows = [
    { key: 'version', of: (b: AgentConsequences['to']) => `${clean(b.version, 40)} (${b.versionCode})` },
    { key: 'package', of: (b: AgentConsequences['to']) => clean(b.packageName, 200) },
    {
      key: 'signer',
      of: (b: AgentConsequences['to']) => `${clean(b.signerName, 80)}\n${groupHex(b.signer.slice(0, 32))} …`,
    },
  ];
  return (
    <Confirm
      title={t('android.changeTitle', { version: clean(c.to.version, 40) })}
      button={t('android.replace')}
      danger
      disabled={!agreed}
      run={() => run(c.risks)}
      close={close}
    >
      {c.risks.map((risk) => (
        <Notice key={risk} tone={risk === 'older' ? 'warn' : 'crit'}>
          {t(`android.risk.${risk}`)}
        </Notice>
      ))}
      {c.phones > 0 && <b>{t('android.touched', { count: c.phones })}</b>}
      <table className="change-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('android.from')}</th>
            <th scope="col">{t('android.to')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const before = c.from ? row.of(c.from) : '—';
            const then = row.of(c.to);
            return (
              <tr key={row.key} className={before === then ? 'muted' : undefined}>
                <th scope="row">{t(`android.${row.key}`)}</th>
                <td>{before}</td>
                <td>{then}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Checkbox
        label={t('android.understand')}
        checked={agreed}
        onChange={(e) => setAgreed(e.currentTarget.checked)}
        data-autofocus
      />
    </Confirm>
  );
}
