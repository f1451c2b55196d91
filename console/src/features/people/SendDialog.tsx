import { Button, Checkbox, Modal, NumberInput, Radio, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Made } from '../../api/types';
import { useMay } from '../../app/queries';
import { A } from '../../ui/A';
import { CopyButton } from '../../ui/Copy';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { refreshPeople, useReadiness } from './usePeople';

export interface Addressee {
  id: string;
  name: string;
  mail: string;
}

const lives = ['1', '24', '168', '720', '2160'] as const;

/** Sends instructions to people, or makes links to hand over; says beforehand who gets none and why. */
export function SendDialog({ people, close }: { people: Addressee[]; close: () => void }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const may = useMay();
  const ready = useReadiness();
  const [devices, setDevices] = useState<number>(1);
  const [hours, setHours] = useState('168');
  const [replace, setReplace] = useState(true);
  const [way, setWay] = useState('mail');
  const [made, setMade] = useState<Made[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const without = people.filter((p) => !p.mail);
  const count = way === 'mail' ? people.length - without.length : people.length;
  const go = async () => {
    setBusy(true);
    setError('');
    try {
      const answer = await api.post<{ items: Made[] }>('/invitations', {
        personIds: people.map((p) => p.id),
        devices,
        hours: Number(hours),
        replace,
        mail: way === 'mail',
      });
      setMade(answer.items);
      refreshPeople();
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
    }
  };
  const nameOf = (id: string) => clean(people.find((p) => p.id === id)?.name ?? '', 60);
  const links = made?.filter((m) => m.link) ?? [];
  return (
    <Modal opened onClose={close} title={t('invitation.sendTitle', { count: people.length })} size="lg">
      <div className="stack">
        {error && (
          <Notice tone="crit" role="alert">
            {error}
          </Notice>
        )}
        {!made && (
          <>
            {ready && !ready.mail && way === 'mail' && (
              <Notice tone="warn">
                {t('invitation.noMailServer')}{' '}
                {may('administration') && <A href="/server">{t('invitation.setUpMail')}</A>}
              </Notice>
            )}
            {ready?.mailsLeftToday != null && way === 'mail' && ready.mailsLeftToday < count && (
              <Notice>
                {ready.mailsLeftToday === 0
                  ? t('invitation.noneToday')
                  : t('invitation.leftToday', { count: ready.mailsLeftToday })}
              </Notice>
            )}
            {ready && ready.apple !== 'ready' && <Notice>{t(`invitation.apple.${ready.apple}`)}</Notice>}
            {ready && !ready.android && <Notice>{t('invitation.noAndroid')}</Notice>}
            <Radio.Group label={t('invitation.way')} value={way} onChange={setWay}>
              <div className="stack" style={{ gap: 8, marginTop: 8 }}>
                <Radio value="mail" label={t('invitation.byMail')} />
                <Radio value="link" label={t('invitation.byLink')} description={t('invitation.byLinkHelp')} />
              </div>
            </Radio.Group>
            {way === 'mail' && without.length > 0 && (
              <Notice tone="warn">
                {t('invitation.without', { count: without.length })}{' '}
                <bdi>
                  {without
                    .slice(0, 5)
                    .map((p) => clean(p.name, 40))
                    .join(', ')}
                  {without.length > 5 && '…'}
                </bdi>
              </Notice>
            )}
            <div className="row" style={{ alignItems: 'flex-start' }}>
              <NumberInput
                label={t('invitation.devices')}
                description={t('invitation.devicesHelp')}
                value={devices}
                min={1}
                max={100}
                allowDecimal={false}
                onChange={(v) => setDevices(typeof v === 'number' ? v : 1)}
                style={{ flex: 1 }}
              />
              <Select
                label={t('invitation.life')}
                description={t('invitation.lifeHelp')}
                value={hours}
                allowDeselect={false}
                onChange={(v) => setHours(v ?? '168')}
                data={lives.map((value) => ({ value, label: t(`invitation.lives.${value}`) }))}
                style={{ flex: 1 }}
              />
            </div>
            <Checkbox
              label={t('invitation.replace')}
              description={t('invitation.replaceHelp')}
              checked={replace}
              onChange={(e) => setReplace(e.currentTarget.checked)}
            />
          </>
        )}
        {made && (
          <>
            <Notice tone="ok" role="status">
              {t(way === 'mail' ? 'invitation.queued' : 'invitation.ready', { count: links.length })}
            </Notice>
            {made.length > links.length && (
              <Notice tone="warn">
                {t('invitation.notMade', { count: made.length - links.length })}{' '}
                <bdi>
                  {made
                    .filter((m) => m.refusal)
                    .slice(0, 5)
                    .map((m) => `${nameOf(m.personId)}: ${t(`invitation.refusal.${m.refusal}`)}`)
                    .join(', ')}
                </bdi>
              </Notice>
            )}
            {way === 'link' && (
              <div className="import-table">
                <table>
                  <tbody>
                    {links.map((m) => (
                      <tr key={m.personId}>
                        <td>
                          <bdi>{nameOf(m.personId)}</bdi>
                        </td>
                        <td className="mono">{m.link}</td>
                        <td>
                          <CopyButton text={m.link as string} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          {made ? (
            <>
              <A href="/invitations" onClick={close}>
                {t('invitation.follow')}
              </A>
              <Button onClick={close}>{t('common.done')}</Button>
            </>
          ) : (
            <>
              <Button variant="default" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button onClick={go} loading={busy} disabled={count === 0}>
                {t(way === 'mail' ? 'invitation.sendTo' : 'invitation.makeLinks', { count })}
              </Button>
            </>
          )}
        </div>
      </div>
    </Modal>
  );
}
