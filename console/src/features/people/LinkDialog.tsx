import { Button, Modal } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Copyable } from '../../ui/Copy';
import { Notice } from '../../ui/Status';

/** The link of an invitation and its QR code, to be handed over. */
export function LinkDialog({ link, qrPng, close }: { link: string; qrPng: string; close: () => void }) {
  const { t } = useTranslation();
  const picture = `data:image/png;base64,${qrPng}`;
  return (
    <Modal opened onClose={close} title={t('invitation.linkTitle')}>
      <div className="stack">
        <Notice tone="warn">{t('invitation.linkHelp')}</Notice>
        <div className="qr-card">
          <img src={picture} alt={t('invitation.qr')} />
        </div>
        <Copyable text={link} />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button
            component="a"
            variant="default"
            href={picture}
            download="phone-connection.png"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('invitation.savePicture')}
          </Button>
          <Button onClick={close}>{t('common.done')}</Button>
        </div>
      </div>
    </Modal>
  );
}
