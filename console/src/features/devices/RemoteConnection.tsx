import { Button } from '@mantine/core';
import { IconDownload, IconEye, IconEyeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, BASE } from '../../api/client';
import type { ConnectionData, Device } from '../../api/types';
import { queryClient, useMay } from '../../app/queries';
import { CopyButton } from '../../ui/Copy';
import { groupHex } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { Failed, Lines, useProblemText } from '../../ui/states';
import { Foreign, When } from '../../ui/Text';

/** How long a password stays on the screen. */
const SHOWN_MS = 60_000;

export const remoteKey = (id: string) => ['device', id, 'remote'];

export function useRemote(id: string) {
  return useQuery({
    queryKey: remoteKey(id),
    queryFn: () => api.get<ConnectionData>(`/devices/${id}/remote`),
  });
}

/** Device > Data exchange > Thin client connection data: what an RDP client needs, the password masked. */
export function RemoteConnection({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useRemote(device.id);
  return (
    <div className="stack">
      <div>
        <h2 className="section-title">{t('remote.title')}</h2>
        <div className="muted">{t('remote.help')}</div>
      </div>
      {error && !data && (
        <div className="card">
          <Failed error={error} retry={refetch} />
        </div>
      )}
      {!data && !error && (
        <div className="card pad">
          <Lines count={5} />
        </div>
      )}
      {data && (data.open ? <Data device={device} data={data} /> : <Closed device={device} data={data} />)}
    </div>
  );
}

function Closed({ device, data }: { device: Device; data: ConnectionData }) {
  const { t } = useTranslation();
  const why = data.known ? 'remote.closed' : device.online ? 'remote.unknown' : 'remote.unknownOffline';
  return <Notice tone="info">{t(why)}</Notice>;
}

function Data({ device, data }: { device: Device; data: ConnectionData }) {
  const { t } = useTranslation();
  const may = useMay();
  const allowed = may('remote.credentials', device.groupId);
  const at = (address: string) =>
    (address.includes(':') ? `[${address}]` : address) + (data.port === 3389 ? '' : `:${data.port}`);
  return (
    <>
      {!data.online && (
        <Notice tone="warn">
          {t('remote.offline')} <When at={data.changedAt} />
        </Notice>
      )}
      <section className="card pad stack" aria-label={t('remote.title')}>
        <dl className="dl remote-data">
          <dt>{t('remote.address')}</dt>
          <dd>
            {[data.address, ...data.addresses.filter((a) => a !== data.address)].filter(Boolean).map((a) => (
              <div key={a} className="row tight">
                <Foreign text={at(a)} mono />
                <CopyButton text={at(a)} label={t('remote.copyAddress')} />
              </div>
            ))}
            {data.addresses.length === 0 && <span className="muted">{t('remote.noAddress')}</span>}
          </dd>
          <dt>{t('remote.user')}</dt>
          <dd className="row tight">
            <Foreign text={data.user} mono />
            <CopyButton text={data.user} label={t('remote.copyUser')} />
          </dd>
          <dt>{t('remote.password')}</dt>
          <dd>
            <Password device={device} data={data} allowed={allowed} />
          </dd>
          <dt>{t('remote.certificate')}</dt>
          <dd>
            <span className="mono">{groupHex(data.certificate)}</span>
            <div className="small muted">{t('remote.certificateHelp')}</div>
          </dd>
        </dl>
        {allowed && data.address && (
          <div>
            <Button
              component="a"
              variant="default"
              href={`${BASE}/devices/${device.id}/remote/file`}
              download
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t('remote.file')}
            </Button>
          </div>
        )}
      </section>
      <div className="muted small">{t('remote.rules')}</div>
    </>
  );
}

function Password({ device, data, allowed }: { device: Device; data: ConnectionData; allowed: boolean }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [shown, setShown] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the device makes another password, the one on the screen is of no use
  useEffect(() => setShown(null), [data.changedAt]);
  useEffect(() => {
    if (shown === null) return;
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  const reveal = async () => {
    setBusy(true);
    setError('');
    try {
      const { password } = await api.post<{ password: string }>(`/devices/${device.id}/remote/reveal`);
      setShown(password);
      queryClient.invalidateQueries({ queryKey: remoteKey(device.id) });
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack" style={{ gap: 6 }}>
      <div className="row tight">
        {shown === null ? (
          <>
            <span className="mono" role="img" aria-label={t('remote.masked')}>
              ••••••••••••••••
            </span>
            {allowed && (
              <Button
                size="compact-sm"
                variant="light"
                loading={busy}
                leftSection={<IconEye size={16} aria-hidden />}
                onClick={reveal}
              >
                {t('remote.reveal')}
              </Button>
            )}
          </>
        ) : (
          <>
            <span className="mono remote-password">{shown}</span>
            <CopyButton text={shown} label={t('remote.copyPassword')} />
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconEyeOff size={16} aria-hidden />}
              onClick={() => setShown(null)}
            >
              {t('remote.hide')}
            </Button>
          </>
        )}
      </div>
      {error && (
        <Notice tone="crit" role="alert">
          {error}
        </Notice>
      )}
      <div className="small muted">
        {!allowed && t('remote.noRight')}
        {allowed && !data.shownTo && t('remote.shownToNobody')}
        {data.shownTo && (
          <>
            {t('remote.shownTo', { name: clean(data.shownTo, 60) })} {data.shownAt && <When at={data.shownAt} />}
          </>
        )}
      </div>
    </div>
  );
}
