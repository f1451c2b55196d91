import { Button } from '@mantine/core';
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../api/client';
import { createPasskey, passkeysSupported } from '../api/webauthn';
import { queryClient } from '../app/queries';
import { AddTotp } from '../features/access/AddTotp';
import { Gate } from '../features/access/Gate';
import { RecoveryCodes } from '../features/access/RecoveryCodes';
import { useGo } from '../ui/location';
import { Notice } from '../ui/Status';
import { useProblemText } from '../ui/states';

export default function Enrol() {
  const { t } = useTranslation();
  const go = useGo();
  const problem = useProblemText();
  const [way, setWay] = useState<'choose' | 'totp' | 'codes'>('choose');
  const [codes, setCodes] = useState<string[]>([]);
  const [error, setError] = useState('');
  const finish = () => {
    queryClient.clear();
    go('/', true);
  };
  const got = (list: string[]) => {
    setCodes(list);
    list.length ? setWay('codes') : finish();
  };
  const passkey = async () => {
    try {
      const credential = await createPasskey(await api.post('/me/passkeys/options'));
      got(
        (await api.post<{ recoveryCodes: string[] | null }>('/me/passkeys', { name: t('passkey.first'), credential }))
          .recoveryCodes ?? [],
      );
    } catch (e) {
      setError(e instanceof ApiError ? problem(e) : t('passkey.failed'));
    }
  };
  const title = t(way === 'codes' ? 'recovery.title' : 'enrol.title');
  return (
    <Gate title={title} wide>
      <div className="stack">
        <div>
          <h1>{title}</h1>
          {way !== 'codes' && <span className="muted">{t('enrol.lead')}</span>}
        </div>
        {error && (
          <Notice tone="crit" role="alert">
            {error}
          </Notice>
        )}
        {way === 'choose' && (
          <>
            {passkeysSupported() && (
              <Button size="md" leftSection={<IconFingerprint size={20} aria-hidden />} onClick={passkey}>
                {t('enrol.passkey')}
              </Button>
            )}
            <Button
              size="md"
              variant={passkeysSupported() ? 'default' : 'filled'}
              leftSection={<IconDeviceMobile size={20} aria-hidden />}
              onClick={() => setWay('totp')}
            >
              {t('enrol.totp')}
            </Button>
            <span className="small muted">{t('enrol.help')}</span>
          </>
        )}
        {way === 'totp' && <AddTotp done={got} />}
        {way === 'codes' && <RecoveryCodes codes={codes} done={finish} />}
      </div>
    </Gate>
  );
}
