import { useTranslation } from 'react-i18next';
import { DeviceList } from '../features/devices/DeviceList';
import { Page } from '../ui/Page';

export default function Unassigned() {
  const { t } = useTranslation();
  return (
    <Page fill title={t('device.unassignedTitle')} name={t('device.unassignedTitle')} answer={t('unassigned.answer')}>
      <div className="split-main grow">
        <DeviceList assigned="unassigned" />
      </div>
    </Page>
  );
}
