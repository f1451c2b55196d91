import { Button, Checkbox } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../ui/Copy';
import { Notice } from '../../ui/Status';
import { toast } from '../../ui/toast';

/** Recovery codes, shown once: copy or download, then say that they are kept. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  const text = codes.join('\n');
  const download = () => {
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    const a = document.createElement('a');
    a.href = url;
    a.download = 'fairlead-recovery-codes.txt';
    a.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className="stack">
      <Notice tone="warn">{t('recovery.help')}</Notice>
      <ol className="mono codes" aria-label={t('recovery.title')}>
        {codes.map((c) => (
          <li key={c}>{c}</li>
        ))}
      </ol>
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={async () => (await copyText(text)) && toast.ok(t('common.copied'))}
        >
          {t('common.copy')}
        </Button>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={download}>
          {t('recovery.download')}
        </Button>
      </div>
      <Checkbox label={t('recovery.kept')} checked={kept} onChange={(e) => setKept(e.currentTarget.checked)} />
      <Button disabled={!kept} onClick={done}>
        {t('signIn.continue')}
      </Button>
    </div>
  );
}
