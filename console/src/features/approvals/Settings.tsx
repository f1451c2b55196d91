import { Button, Modal, NumberInput, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client';
import type { ApprovalSettings } from '../../api/types';
import { useProblemText } from '../../ui/states';
import { toast } from '../../ui/toast';
import { refresh } from './refresh';

/** When commands need a second administrator. */
export function Settings({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const { data } = useQuery({
    queryKey: ['approvals', 'settings'],
    queryFn: () => api.get<ApprovalSettings>('/approvals/settings'),
  });
  const [draft, setDraft] = useState<ApprovalSettings | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const now = draft ?? data;
  if (!now) return null;
  const set = (part: Partial<ApprovalSettings>) => setDraft({ ...now, ...part });
  const number = (key: 'devicesPerCommand' | 'devicesInWindow' | 'windowMinutes' | 'answerHours', max: number) => (
    <NumberInput
      label={t(`approval.${key}`)}
      min={1}
      max={max}
      allowDecimal={false}
      value={now[key] ?? ''}
      error={errors[key]}
      onChange={(v) => set({ [key]: v === '' ? null : Number(v) })}
    />
  );
  const save = async () => {
    try {
      const { revision, devicesPerCommand, devicesInWindow, windowMinutes, answerHours } = now;
      const saved = await api.put<ApprovalSettings>('/approvals/settings', {
        revision,
        devicesPerCommand,
        devicesInWindow,
        windowMinutes,
        answerHours,
      });
      refresh();
      toast.ok(t(saved.wish ? 'approval.wish.asked' : 'common.saved'));
      close();
    } catch (e) {
      if (e instanceof ApiError) setErrors(e.fields);
      toast.failed(problem(e));
    }
  };
  return (
    <Modal opened onClose={close} title={t('approval.settings')}>
      <div className="stack">
        <span className="muted">{t('approval.settingsHelp')}</span>
        <Switch
          label={t('approval.byCommand')}
          checked={now.devicesPerCommand !== null}
          onChange={(e) => set({ devicesPerCommand: e.currentTarget.checked ? 10 : null })}
        />
        {now.devicesPerCommand !== null && number('devicesPerCommand', 100_000)}
        <Switch
          label={t('approval.byWindow')}
          checked={now.devicesInWindow !== null}
          onChange={(e) => set({ devicesInWindow: e.currentTarget.checked ? 20 : null })}
        />
        {now.devicesInWindow !== null && (
          <div className="grid2">
            {number('devicesInWindow', 100_000)}
            {number('windowMinutes', 43_200)}
          </div>
        )}
        {number('answerHours', 720)}
        <span className="small muted">{t('approval.wish.help')}</span>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button onClick={save}>{t('common.save')}</Button>
        </div>
      </div>
    </Modal>
  );
}
