import { Button, Skeleton } from '@mantine/core';
import { IconCloudOff, IconFileUnknown, IconLock, IconRefresh } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';
import { A } from './A';

type Icon = ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;

/** What an empty place is for, with the button that fills it. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
  tone,
}: {
  icon: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  tone?: 'crit';
}) {
  return (
    <div className="empty">
      <div className={`empty-icon ${tone ?? ''}`}>
        <Icon size={24} stroke={1.5} aria-hidden />
      </div>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** Says what went wrong in one sentence and offers the next step. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
    const { code, status, detail, title } = error.problem;
    if (code && i18n.exists(`problem.code.${code}`)) return t(`problem.code.${code}`);
    if (status === 0) return t('problem.unreachable');
    if (status >= 500) return t('problem.server');
    if (status === 403) return t('problem.denied');
    if (status === 404) return t('problem.notFound');
    if (status === 429) return t('problem.slow');
    const text = detail || title;
    return text ? text.charAt(0).toUpperCase() + text.slice(1) : t('problem.server');
  };
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const status = error instanceof ApiError ? error.status : 500;
  if (status === 403)
    return (
      <Empty icon={IconLock} title={t('problem.deniedTitle')}>
        {t('problem.denied')}
      </Empty>
    );
  if (status === 404)
    return (
      <Empty icon={IconFileUnknown} title={t('problem.notFoundTitle')} action={<A href="/">{t('nav.overview')}</A>}>
        {t('problem.notFound')}
      </Empty>
    );
  return (
    <Empty
      icon={IconCloudOff}
      tone="crit"
      title={t('problem.loadTitle')}
      action={
        retry && (
          <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={retry}>
            {t('common.retry')}
          </Button>
        )
      }
    >
      {text(error)}
    </Empty>
  );
}

const widths = [72, 58, 84, 64, 78, 52, 88, 60];

export function Lines({ count = 6, height = 16 }: { count?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status" aria-label={t('common.loading')}>
      {widths.slice(0, count).map((w) => (
        <Skeleton key={w} height={height} width={`${w}%`} radius="sm" />
      ))}
    </div>
  );
}
