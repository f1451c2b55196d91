import { IconBrandAndroid, IconDeviceDesktop, IconDeviceIpad, IconDeviceMobile } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const icons: Record<string, typeof IconDeviceMobile> = {
  'thin-client': IconDeviceDesktop,
  android: IconBrandAndroid,
  ios: IconDeviceMobile,
  ipados: IconDeviceIpad,
};

/** What kind of device it is, read aloud in words. */
export function PlatformIcon({ platform }: { platform: string }) {
  const { t } = useTranslation();
  const Icon = icons[platform] ?? IconDeviceMobile;
  const name = t(`platform.${platform}`, { defaultValue: '' });
  return (
    <span className="platform-icon muted" role="img" aria-label={name} title={name}>
      <Icon size={16} stroke={1.75} aria-hidden />
    </span>
  );
}
