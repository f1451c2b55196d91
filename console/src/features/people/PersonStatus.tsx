import { IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PersonStatus } from '../../api/types';
import { LevelIcon, toneOf } from '../../ui/Status';

/** The worst of somebody's phones, or that nothing is known yet. */
export function PersonStatusMark({ status }: { status: PersonStatus }) {
  const { t } = useTranslation();
  if (status === 'no-data')
    return (
      <span className="status fg-none">
        <IconCircleDashed size={16} stroke={1.75} aria-hidden />
        {t('person.status.no-data')}
      </span>
    );
  return (
    <span className={`status fg-${toneOf(status)}`}>
      <LevelIcon level={status} />
      {t(`person.status.${status}`)}
    </span>
  );
}
