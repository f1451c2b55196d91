import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Confirmation, Device } from '../../api/types';
import { useMay } from '../../app/queries';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { Lines, useProblemText } from '../../ui/states';
import { CONFIRM } from '../settings/SettingsForm';
import { Answer } from './Answer';
import { refreshCodes, useLookup } from './api';
import { CodeField, useCode } from './CodeField';
import { useCarriedCode } from './carry';
import { Facts } from './Facts';
import { IssuedTable } from './IssuedTable';
import { placeOf, Refusal } from './Refusal';

/** Device > Data exchange > Confirm user actions: answers changes of the connection and resets. */
export function DeviceCodes({ device }: { device: Device }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className="stack">
      <div>
        <h2 className="section-title">{t('codes.title')}</h2>
        <div className="muted">{t('codes.deviceHelp')}</div>
      </div>
      {device.groupId === null ? (
        <Notice tone="info">{t('codes.unassigned')}</Notice>
      ) : may('codes.device', device.groupId) ? (
        <Form device={device} />
      ) : (
        <Notice tone="info">{t('codes.noRight')}</Notice>
      )}
      <h3 className="block-title">{t('codes.history')}</h3>
      <IssuedTable path={`/devices/${device.id}/confirmations`} />
    </div>
  );
}

function Form({ device }: { device: Device }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const { groups, set, take, clear, code } = useCode();
  const lookup = useLookup(code);
  const [reason, setReason] = useState('');
  const [made, setMade] = useState<(Confirmation & { request: string }) | null>(null);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const here = `/devices/${device.id}/settings/${CONFIRM}`;
  useCarriedCode(here, (c) => {
    take(c);
    setMade(null);
  });
  const found = lookup.data;
  const fits = found?.state === 'ok' && found.genuine !== false && placeOf(found) === here;
  const generate = async () => {
    setBusy(true);
    setError('');
    try {
      const done = await api.post<Confirmation>(`/devices/${device.id}/confirmations`, { request: code, reason });
      setMade({ ...done, request: code ?? '' });
      refreshCodes();
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
    }
  };
  const shown = made && made.request === code ? made : null;
  return (
    <section className="card pad stack" aria-label={t('codes.title')}>
      <CodeField
        value={groups}
        onChange={(g) => {
          set(g);
          setError('');
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
          {!shown && (
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
              {error && (
                <Notice tone="crit" role="alert">
                  {error}
                </Notice>
              )}
              <div>
                <Button type="submit" loading={busy} disabled={!reason.trim()}>
                  {t('codes.generate')}
                </Button>
              </div>
            </>
          )}
        </form>
      )}
      {shown && (
        <Answer title={t('codes.confirmationCode')} code={shown.code}>
          <div className="muted">{t('codes.readAloud', { device: clean(device.name, 60) })}</div>
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
    </section>
  );
}
