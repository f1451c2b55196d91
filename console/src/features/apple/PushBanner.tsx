import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useMay } from '../../app/queries';
import { A } from '../../ui/A';
import { Notice } from '../../ui/Status';

interface PushState {
  state: 'none' | 'expired' | 'ready';
  daysLeft?: number | null;
}

/** On every page from thirty days before the end of the push certificate, for those who can renew it. */
export function PushBanner() {
  const { t } = useTranslation();
  const can = useMay()('administration');
  const view = useQuery({
    queryKey: ['apple', 'push-certificate'],
    queryFn: () => api.get<PushState>('/apple/push-certificate'),
    enabled: can,
    staleTime: 600_000,
  }).data;
  const days = view?.daysLeft ?? 366;
  if (!can || !view || view.state === 'none' || (view.state === 'ready' && days > 30)) return null;
  return (
    <div className="push-banner">
      <Notice tone={view.state === 'expired' || days <= 7 ? 'crit' : 'warn'} role="status">
        {view.state === 'expired' ? t('apple.bannerExpired') : t('apple.bannerSoon', { count: days })}{' '}
        <A href="/server">{t('apple.bannerGo')}</A>
      </Notice>
    </div>
  );
}
