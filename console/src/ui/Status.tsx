import { Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconClockHour4,
  IconExclamationCircle,
  IconInfoCircle,
  IconMinus,
  IconXboxX,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cause, Level, SettingsState, Status, Text } from '../api/types';
import { language } from '../i18n';

export type Tone = 'ok' | 'warn' | 'crit' | 'info' | 'none' | 'accent';
type Icon = ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;

const tones: Record<string, [Tone, Icon]> = {
  ok: ['ok', IconCircleCheck],
  warning: ['warn', IconAlertTriangle],
  critical: ['crit', IconExclamationCircle],
  failure: ['crit', IconXboxX],
  info: ['info', IconInfoCircle],
  unknown: ['none', IconCircleDashed],
};

export const toneOf = (level: string): Tone => (tones[level] ?? tones.unknown)[0];

export const inLanguage = (text: Text | null | undefined): string => text?.[language()] ?? text?.en ?? '';

export function LevelIcon({ level, size = 16 }: { level: Status | Level; size?: number }) {
  const [tone, Icon] = tones[level] ?? tones.unknown;
  return (
    <span className={`fg-${tone}`} style={{ display: 'inline-flex' }}>
      <Icon size={size} stroke={1.75} aria-hidden />
    </span>
  );
}

/** A state as icon and words, with the causes on hover. */
export function StatusMark({ status, causes = [] }: { status: Status; causes?: Cause[] }) {
  const { t } = useTranslation();
  const mark = (
    <span className={`status fg-${toneOf(status)}`}>
      <LevelIcon level={status} />
      {t(`status.${status}`)}
    </span>
  );
  if (causes.length === 0) return mark;
  return <Tooltip label={causes.map((c) => inLanguage(c.text)).join('\n')}>{mark}</Tooltip>;
}

export function LevelMark({ level, bare }: { level: Level; bare?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={`status fg-${toneOf(level)}`}>
      {!bare && <LevelIcon level={level} />}
      {t(`level.${level}`)}
    </span>
  );
}

export function Online({ online, seen }: { online: boolean; seen?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <span className="status">
      <span className={`dot ${online ? 'on' : 'off'}`} />
      {online ? t('device.online') : (seen ?? t('device.offline'))}
    </span>
  );
}

const stateTone: Record<SettingsState['state'], [Tone, Icon]> = {
  applied: ['ok', IconCircleCheck],
  pending: ['info', IconClockHour4],
  failed: ['crit', IconXboxX],
  none: ['none', IconMinus],
};

export function SettingsStateMark({ state }: { state: SettingsState['state'] }) {
  const { t } = useTranslation();
  const [tone, Icon] = stateTone[state] ?? stateTone.none;
  return (
    <span className={`status fg-${tone}`}>
      {state !== 'none' && <Icon size={16} stroke={1.75} aria-hidden />}
      {t(`settingsState.${state}`)}
    </span>
  );
}

export function Tag({ tone = 'none', icon: Icon, children }: { tone?: Tone; icon?: Icon; children: ReactNode }) {
  return (
    <span className={`tag ${tone}`}>
      {Icon && <Icon size={14} stroke={2} aria-hidden />}
      <span className="clip">{children}</span>
    </span>
  );
}

const noticeIcons: Record<string, Icon> = {
  ok: IconCircleCheck,
  warn: IconAlertTriangle,
  crit: IconExclamationCircle,
  info: IconInfoCircle,
};

export function Notice({
  tone = 'info',
  children,
  role,
}: {
  tone?: 'ok' | 'warn' | 'crit' | 'info';
  children: ReactNode;
  role?: string;
}) {
  const Icon = noticeIcons[tone];
  return (
    <div className={`notice ${tone}`} role={role}>
      <Icon size={18} stroke={1.75} aria-hidden />
      <div className="grow">{children}</div>
    </div>
  );
}
