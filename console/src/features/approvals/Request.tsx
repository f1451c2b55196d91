import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Approval } from '../../api/types';
import { A } from '../../ui/A';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { refresh } from './refresh';

/** One request, and the decision on it. */
export function Request({ of, close }: { of: Approval; close: () => void }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [answer, setAnswer] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const decide = async (what: 'approve' | 'refuse' | 'withdraw') => {
    setBusy(true);
    try {
      await api.post(`/approvals/${of.id}/${what}`, what === 'withdraw' ? undefined : { answer });
      toast.ok(t(`approval.done.${what}`));
      close();
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
      refresh();
    }
  };
  const kind = t(`command.kind.${of.kind}`);
  return (
    <Modal opened onClose={close} title={t('approval.title', { kind, count: of.deviceCount })} size="lg">
      <div className="stack">
        <dl className="dl">
          <dt>{t('approval.asked')}</dt>
          <dd>
            <bdi>{clean(of.askedBy, 80)}</bdi> · <When at={of.askedAt} />
          </dd>
          <dt>{t('command.reason')}</dt>
          <dd>{clean(of.reason, 500) || '—'}</dd>
          <dt>{t('approval.what')}</dt>
          <dd>{t(`command.what.${of.kind}`)}</dd>
          {of.decidedBy && (
            <>
              <dt>{t(`approval.states.${of.state}`)}</dt>
              <dd>
                <bdi>{clean(of.decidedBy, 80)}</bdi> · <When at={of.decidedAt} />
                {of.answer && <>: {clean(of.answer, 500)}</>}
              </dd>
            </>
          )}
        </dl>
        <div>
          <h3 className="block-title">{t('approval.devices', { count: of.deviceCount })}</h3>
          <ul className="scroll-list">
            {of.devices.map((d) => (
              <li key={d.id}>
                <A href={`/devices/${d.id}`}>
                  <bdi>{clean(d.name, 80)}</bdi>
                </A>{' '}
                <span className="muted">{t(`platform.${d.platform}`, { defaultValue: d.platform })}</span>
              </li>
            ))}
            {of.deviceCount > of.devices.length && (
              <li className="muted">{t('approval.moreDevices', { count: of.deviceCount - of.devices.length })}</li>
            )}
          </ul>
        </div>
        {of.state === 'waiting' && of.mine && <Notice tone="info">{t('approval.mine')}</Notice>}
        {of.state === 'waiting' && !of.mine && (
          <Textarea
            label={t('approval.answer')}
            description={t('approval.answerHelp')}
            maxLength={500}
            autosize
            minRows={2}
            value={answer}
            onChange={(e) => setAnswer(e.currentTarget.value)}
          />
        )}
        {error && (
          <Notice tone="crit" role="alert">
            {error}
          </Notice>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('common.close')}
          </Button>
          {of.state === 'waiting' && of.mine && (
            <Button color="red.8" loading={busy} onClick={() => decide('withdraw')}>
              {t('approval.withdraw')}
            </Button>
          )}
          {of.state === 'waiting' && !of.mine && (
            <>
              <Button variant="default" loading={busy} disabled={!answer.trim()} onClick={() => decide('refuse')}>
                {t('approval.refuse')}
              </Button>
              <Button color="red.8" loading={busy} onClick={() => decide('approve')}>
                {t('approval.approve', { count: of.deviceCount })}
              </Button>
            </>
          )}
        </div>
      </div>
    </Modal>
  );
}
