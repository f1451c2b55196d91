import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { ComplianceRule, Violation } from '../../api/types';
import { A } from '../../ui/A';
import { clean } from '../../ui/hostile';
import { Lines } from '../../ui/states';
import { Until, When } from '../../ui/Text';

/** Who breaks a rule, since when, and what comes next. */
export function Broken({ rule, close }: { rule: ComplianceRule; close: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['compliance', rule.id],
    queryFn: () => api.get<{ items: Violation[] }>(`/compliance-rules/${rule.id}/violations`),
  });
  return (
    <Modal opened onClose={close} size="lg" title={clean(rule.name, 100)}>
      {!data ? (
        <Lines />
      ) : data.items.length === 0 ? (
        <span className="muted">{t('compliance.nobody')}</span>
      ) : (
        <table className="diff">
          <thead>
            <tr>
              <th>{t('event.device')}</th>
              <th>{t('compliance.since')}</th>
              <th>{t('compliance.nextStep')}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((v) => (
              <tr key={v.deviceId}>
                <td>
                  <A href={`/devices/${v.deviceId}`}>
                    <bdi>{clean(v.deviceName, 60)}</bdi>
                  </A>
                </td>
                <td>
                  <When at={v.since} />
                </td>
                <td>
                  {v.nextAction && v.nextAt ? (
                    <>
                      {t(`compliance.actions.${v.nextAction}`)} <Until at={v.nextAt} />
                    </>
                  ) : (
                    <span className="muted">
                      {v.lastAction ? t(`compliance.actions.${v.lastAction}`) : t('compliance.noMore')}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  );
}
