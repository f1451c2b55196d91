import { Button, Textarea } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client';
import type { CertificateCode, Policy } from '../../api/types';
import { useMay } from '../../app/queries';
import { Notice } from '../../ui/Status';
import { Lines, useProblemText } from '../../ui/states';
import { CONFIRM } from '../settings/SettingsForm';
import { Answer } from './Answer';
import { refreshCodes, useLookup } from './api';
import { CodeField, useCode } from './CodeField';
import { useCarriedCode } from './carry';
import { Facts } from './Facts';
import { GroupCodes } from './GroupCodes';
import { placeOf, Refusal } from './Refusal';

/** Policy > Data exchange > Confirm user actions: answers replacements of the server certificate. */
export function PolicyCodes({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const may = useMay();
  const can = may('codes.certificate', policy.groupId);
  return (
    <div className="stack">
      <div>
        <h2 className="section-title">{t('codes.title')}</h2>
        <div className="muted">{t('codes.policyHelp')}</div>
      </div>
      {can ? <OneDevice policy={policy} /> : <Notice tone="info">{t('codes.noRightCertificate')}</Notice>}
      {can && <GroupCodes policy={policy} />}
    </div>
  );
}

function OneDevice({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const { groups, set, take, clear, code } = useCode();
  const lookup = useLookup(code);
  const [reason, setReason] = useState('');
  const [made, setMade] = useState<(CertificateCode & { request: string }) | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const here = `/policies/${policy.id}/settings/${CONFIRM}`;
  useCarriedCode(here, (c) => {
    take(c);
    setMade(null);
  });
  const found = lookup.data;
  const fits = found?.state === 'ok' && (placeOf(found) === here || (found.page === 'policy' && found.policy === null));
  const stranger =
    (fits && found.genuine === false) || (error instanceof ApiError && error.problem.code === 'stranger');
  const generate = async () => {
    setBusy(true);
    setError(null);
    try {
      const done = await api.post<CertificateCode>(`/policies/${policy.id}/certificate-codes`, {
        request: code,
        reason,
      });
      setMade({ ...done, request: code ?? '' });
      refreshCodes();
    } catch (e) {
      setError(e);
    } finally {
      setBusy(false);
    }
  };
  const shown = made && made.request === code ? made : null;
  const own = shown !== null || (fits && found.genuine === true);
  return (
    <section className="card" aria-labelledby="codes-one">
      <div className="block-head">
        <div className="grow">
          <h3 id="codes-one">{t('codes.oneDevice')}</h3>
          <div className="small muted">{t('codes.oneDeviceHelp')}</div>
        </div>
      </div>
      <div className="pad stack" style={{ paddingTop: 4 }}>
        <CodeField
          value={groups}
          onChange={(g) => {
            set(g);
            setError(null);
          }}
          refused={found?.groups.filter((g) => g.state === 'wrong').map((g) => g.index)}
        />
        {lookup.isFetching && !found && <Lines count={3} />}
        {lookup.error && (
          <Notice tone="crit" role="alert">
            {problem(lookup.error)}
          </Notice>
        )}
        {found && code && !fits && <Refusal found={found} code={code} here={here} />}
        {found && fits && (
          <form
            className="stack"
            onSubmit={(e) => {
              e.preventDefault();
              generate();
            }}
          >
            <Facts found={found} />
            {own && (
              <div className="code-verdict ok" role="status">
                <IconShieldCheck size={28} stroke={1.5} aria-hidden />
                <div>
                  <b>{t(shown?.key === 'next' ? 'codes.ownNext' : 'codes.own')}</b>
                  <div>{t('codes.ownHelp')}</div>
                </div>
              </div>
            )}
            {stranger && (
              <div className="code-verdict crit" role="alert">
                <IconShieldX size={28} stroke={1.5} aria-hidden />
                <div>
                  <b>{t('codes.stranger')}</b>
                  <div>{t('codes.strangerHelp')}</div>
                </div>
              </div>
            )}
            {!shown && !stranger && (
              <>
                <Textarea
                  label={t('codes.reason')}
                  description={t('codes.reasonHelp')}
                  autosize
                  minRows={1}
                  maxRows={4}
                  maxLength={500}
                  required
                  value={reason}
                  onChange={(e) => setReason(e.currentTarget.value)}
                />
                {error !== null && (
                  <Notice tone="crit" role="alert">
                    {problem(error)}
                  </Notice>
                )}
                <div>
                  <Button type="submit" loading={busy} disabled={!reason.trim()}>
                    {t('codes.generateCertificate')}
                  </Button>
                </div>
              </>
            )}
          </form>
        )}
        {shown && (
          <Answer title={t('codes.certificateCode')} code={shown.code}>
            <div className="muted">{t('codes.readAloudCertificate')}</div>
            <div>
              <Button
                variant="default"
                onClick={() => {
                  clear();
                  setMade(null);
                  setReason('');
                }}
              >
                {t('codes.another')}
              </Button>
            </div>
          </Answer>
        )}
      </div>
    </section>
  );
}
