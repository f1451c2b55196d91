import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Text } from '../../api/types';
import { queryClient } from '../../app/queries';
import { Confirm } from '../../ui/Confirm';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { inLanguage, Notice } from '../../ui/Status';
import { toast } from '../../ui/toast';
import type { Targets } from '../devices/MoveDialog';
import { PhoneSettings, type PhoneValues } from './PhoneSettings';

export const commandKinds = ['synchronise', 'message', 'restart', 'shut-down', 'new-id'] as const;
export const phoneKinds = [
  'synchronise',
  'message',
  'lock',
  'locate',
  'alarm',
  'photo',
  'reset-password',
  'restart',
  'wipe-corporate',
  'wipe',
] as const;
export const appleKinds = [
  'synchronise',
  'lock',
  'clear-passcode',
  'phone-settings',
  'restart',
  'shut-down',
  'lost-mode',
  'lost-mode-sound',
  'locate',
  'end-lost-mode',
  'wipe-corporate',
  'wipe',
] as const;
/** For many devices at once; those of other platforms are refused by name. */
export const bulkKinds = [...new Set([...commandKinds, ...phoneKinds, ...appleKinds])].filter(
  (k) => k !== 'reset-password',
);
export type CommandKind = (typeof commandKinds)[number] | (typeof phoneKinds)[number] | (typeof appleKinds)[number];

/** Commands that destroy data or shut the user out: they need a reason. */
const grave: CommandKind[] = ['wipe', 'wipe-corporate', 'reset-password', 'clear-passcode'];
/** Commands that cannot be taken back at all. */
const final: CommandKind[] = ['wipe', 'wipe-corporate', 'shut-down'];

interface Answer {
  targets: number;
  refused: { id: string; name: string; reason: string }[];
  doubts: { id: string; name: string; text: Text }[];
  needsApproval: boolean;
  approvalId: string | null;
}

/** Who gets the command, who does not, who will probably refuse it, and whether a second administrator is needed. */
function DryRun({ of, count }: { of: Answer; count: number }) {
  const { t } = useTranslation();
  return (
    <>
      {count > 1 && (
        <Notice tone="info">{t('command.many', { count: of.targets, number: formatNumber(of.targets) })}</Notice>
      )}
      {of.refused.length > 0 && (
        <Notice tone="warn">
          <b>{t('command.willNotGet', { count: of.refused.length })}</b>
          <ul className="scroll-list">
            {of.refused.slice(0, 50).map((r) => (
              <li key={r.id}>
                <bdi>{clean(r.name || r.id, 60)}</bdi>: {clean(r.reason, 200)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {of.doubts.length > 0 && (
        <Notice tone="warn">
          <b>{t('command.willRefuse', { count: of.doubts.length })}</b>
          <ul className="scroll-list">
            {of.doubts.slice(0, 50).map((d) => (
              <li key={d.id}>
                <bdi>{clean(d.name, 60)}</bdi>: {inLanguage(d.text)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {of.needsApproval && <Notice tone="info">{t('approval.needed')}</Notice>}
    </>
  );
}

/** Parameters with which a command can be tried out before anything was typed. */
const sample = (kind: CommandKind): Record<string, string | boolean> =>
  kind === 'message'
    ? { text: 'x' }
    : kind === 'lost-mode'
      ? { message: 'x' }
      : kind === 'phone-settings'
        ? { dataRoaming: true }
        : kind === 'reset-password'
          ? { password: 'xxxx', reason: 'x' }
          : grave.includes(kind)
            ? { reason: 'x' }
            : {};

/** Sends one command to one device or many, after saying to how many it goes. */
export function CommandDialog({
  kind,
  targets,
  count,
  name,
  platform,
  close,
}: {
  kind: CommandKind;
  targets: Targets;
  count: number;
  name?: string;
  platform?: string;
  close: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [password, setPassword] = useState('');
  const [phone, setPhone] = useState('');
  const [expires, setExpires] = useState('1440');
  const [refused, setRefused] = useState<Answer['refused']>([]);
  const [settings, setSettings] = useState<PhoneValues>({});
  const chosen = Object.fromEntries(Object.entries(settings).filter(([, v]) => v !== undefined && v !== ''));
  const shows = kind === 'lost-mode' || (kind === 'lock' && (platform === 'ios' || platform === 'ipados'));
  const to = 'ids' in targets ? { deviceIds: targets.ids } : targets;
  const { data: dry } = useQuery({
    queryKey: ['commands', 'dry-run', kind, to],
    queryFn: () => api.post<Answer>('/commands', { kind, params: sample(kind), ...to, dryRun: true }),
    staleTime: 0,
  });
  const word = count > 10 && kind !== 'synchronise' ? String(count) : undefined;
  const run = async () => {
    const done = await api.post<Answer>('/commands', {
      kind,
      params:
        kind === 'message'
          ? { text }
          : kind === 'phone-settings'
            ? chosen
            : shows
              ? { ...(text.trim() && { message: text.trim() }), ...(phone.trim() && { phone: phone.trim() }) }
              : kind === 'reset-password'
                ? { password, reason: text }
                : grave.includes(kind)
                  ? { reason: text }
                  : {},
      ...to,
      expiresInMinutes: Number(expires),
    });
    setRefused(done.refused);
    queryClient.invalidateQueries({ queryKey: ['approvals'] });
    queryClient.invalidateQueries({ queryKey: ['commands'] });
    queryClient.invalidateQueries({ queryKey: ['device'] });
    if (done.approvalId) toast.ok(t('approval.sent'));
    else toast.ok(t('command.sent', { count: done.targets, kind: t(`command.kind.${kind}`) }));
    if (done.refused.length)
      toast.failed(t('command.refused', { count: done.refused.length, reason: clean(done.refused[0].reason) }));
  };
  return (
    <Confirm
      title={t(`command.kind.${kind}`)}
      button={t('command.send', { count })}
      danger={final.includes(kind)}
      type={word}
      disabled={
        ((kind === 'message' || grave.includes(kind)) && !text.trim()) ||
        (kind === 'phone-settings' && Object.keys(chosen).length === 0) ||
        (kind === 'lost-mode' && !text.trim() && !phone.trim()) ||
        (kind === 'reset-password' && password.length < 4) ||
        refused.length > 0 ||
        dry?.targets === 0
      }
      run={run}
      close={close}
    >
      <span>
        {name ? <bdi>{clean(name, 80)}: </bdi> : null}
        {t(`command.what.${kind}`)}
      </span>
      {(kind === 'message' || shows) && (
        <Textarea
          label={t(shows ? 'command.shown' : 'command.text')}
          data-autofocus
          autosize
          minRows={3}
          maxRows={8}
          maxLength={shows ? 250 : 1000}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          description={kind === 'message' ? t('command.textLimit', { used: text.length }) : t('command.shownHelp')}
        />
      )}
      {shows && (
        <TextInput
          label={t('command.phone')}
          description={t('command.phoneHelp')}
          type="tel"
          maxLength={250}
          value={phone}
          onChange={(e) => setPhone(e.currentTarget.value)}
        />
      )}
      {kind === 'phone-settings' && (
        <PhoneSettings
          device={'ids' in targets && targets.ids.length === 1 ? targets.ids[0] : undefined}
          values={settings}
          change={setSettings}
        />
      )}
      {kind === 'reset-password' && (
        <TextInput
          label={t('command.password')}
          description={t('command.passwordHelp')}
          data-autofocus
          autoComplete="off"
          maxLength={64}
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
        />
      )}
      {grave.includes(kind) && (
        <TextInput
          label={t('command.reason')}
          description={t('command.reasonHelp')}
          maxLength={500}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
      )}
      <Select
        label={t('command.expires')}
        value={expires}
        onChange={(v) => setExpires(v ?? '1440')}
        allowDeselect={false}
        data={[
          { value: '60', label: t('span.hour') },
          { value: '1440', label: t('span.day') },
          { value: '10080', label: t('span.week') },
        ]}
      />
      {dry && <DryRun of={dry} count={count} />}
    </Confirm>
  );
}
