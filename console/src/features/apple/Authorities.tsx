import { Button, NumberInput, Table, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client';
import type { Page } from '../../api/types';
import { queryClient } from '../../app/queries';
import { A } from '../../ui/A';
import { Confirm } from '../../ui/Confirm';
import { clean } from '../../ui/hostile';
import { Tag } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { Until, When } from '../../ui/Text';
import { toast } from '../../ui/toast';

interface Authority {
  generation: number;
  notBefore: string;
  notAfter: string;
  issues: boolean;
  phones: number;
}

interface Holder {
  id: string;
  name: string;
  notAfter: string;
  lastSeen?: string | null;
  askedAt?: string | null;
}

interface AppleSettings {
  gatewayHost: string;
  gatewayPort: number;
  trustedRoots: string;
  identityDays: number;
  renewDays: number;
}

const key = ['apple', 'identity-authorities'];

/** The authorities that issue the identities of iPhones and iPads: which issues, who still needs an old one, rotation. */
export function Authorities() {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [dialog, setDialog] = useState<'rotate' | number | null>(null);
  const [open, setOpen] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: () => api.get<{ items: Authority[] }>('/apple/identity-authorities'),
  });
  const take = (next: { items: Authority[] }) => {
    queryClient.setQueryData(key, next);
    queryClient.invalidateQueries({ queryKey: key });
  };
  return (
    <section className="card pad stack" aria-label={t('authorities.title')}>
      <h2 className="block-title">{t('authorities.title')}</h2>
      <span className="muted">{t('authorities.help')}</span>
      {error && <span className="muted">{problem(error)}</span>}
      {data && data.items.length === 0 && <span className="muted">{t('authorities.none')}</span>}
      {data && data.items.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table verticalSpacing={6} aria-label={t('authorities.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('authorities.number')}</Table.Th>
                <Table.Th>{t('authorities.state')}</Table.Th>
                <Table.Th>{t('device.validUntil')}</Table.Th>
                <Table.Th>{t('authorities.phones')}</Table.Th>
                <Table.Th aria-label={t('device.actions')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((a) => (
                <Table.Tr key={a.generation}>
                  <Table.Td>{a.generation}</Table.Td>
                  <Table.Td>
                    <Tag tone={a.issues ? 'ok' : a.phones > 0 ? 'warn' : 'none'}>
                      {t(
                        a.issues ? 'authorities.issues' : a.phones > 0 ? 'authorities.needed' : 'authorities.unneeded',
                      )}
                    </Tag>
                  </Table.Td>
                  <Table.Td>
                    <Until at={a.notAfter} />
                  </Table.Td>
                  <Table.Td>
                    {a.phones > 0 ? (
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        aria-expanded={open === a.generation}
                        onClick={() => setOpen(open === a.generation ? null : a.generation)}
                      >
                        {t('authorities.count', { count: a.phones })}
                      </Button>
                    ) : (
                      '0'
                    )}
                  </Table.Td>
                  <Table.Td>
                    {!a.issues && a.phones === 0 && (
                      <Button size="compact-sm" variant="default" onClick={() => setDialog(a.generation)}>
                        {t('authorities.retire')}
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {open !== null && <Holders generation={open} />}
      <IdentityLife />
      <div className="row">
        <Button variant="default" onClick={() => setDialog('rotate')}>
          {t('authorities.rotate')}
        </Button>
      </div>
      {dialog === 'rotate' && (
        <Confirm
          title={t('authorities.rotate')}
          button={t('authorities.rotateNow')}
          disabled={!reason.trim()}
          run={async () => {
            take(await api.post<{ items: Authority[] }>('/apple/identity-authorities', { reason }));
            setReason('');
            toast.ok(t('authorities.rotated'));
          }}
          close={() => setDialog(null)}
        >
          <span>{t('authorities.rotateHelp')}</span>
          <TextInput
            label={t('command.reason')}
            description={t('command.reasonHelp')}
            maxLength={500}
            data-autofocus
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
        </Confirm>
      )}
      {typeof dialog === 'number' && (
        <Confirm
          title={t('authorities.retireTitle', { number: dialog })}
          button={t('authorities.retire')}
          danger
          run={async () => take(await api.delete<{ items: Authority[] }>(`/apple/identity-authorities/${dialog}`))}
          close={() => setDialog(null)}
        >
          <span>{t('authorities.retireHelp')}</span>
        </Confirm>
      )}
    </section>
  );
}

/** The phones with an identity of one authority. */
function Holders({ generation }: { generation: number }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey: [...key, generation, 'phones'],
    queryFn: ({ pageParam }) =>
      api.get<Page<Holder>>(`/apple/identity-authorities/${generation}/phones`, { limit: 50, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <div className="stack">
      <h3 className="block-title">{t('authorities.holders', { number: generation })}</h3>
      <ul className="scroll-list">
        {rows.map((h) => (
          <li key={h.id}>
            <A href={`/devices/${h.id}/apple`}>
              <bdi>{clean(h.name, 80)}</bdi>
            </A>{' '}
            <span className="small muted">
              <Until at={h.notAfter} /> · {t('authorities.seen')} <When at={h.lastSeen} />
              {h.askedAt && (
                <>
                  {' '}
                  · {t('authorities.asked')} <When at={h.askedAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button size="compact-sm" variant="default" onClick={() => list.fetchNextPage()}>
          {t('authorities.more')}
        </Button>
      )}
    </div>
  );
}

/** How long identities last and when they are renewed. */
function IdentityLife() {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [edit, setEdit] = useState<AppleSettings | null>(null);
  const [error, setError] = useState<unknown>(null);
  const saved = useQuery({
    queryKey: ['apple', 'settings'],
    queryFn: () => api.get<AppleSettings>('/apple/settings'),
  }).data;
  if (!saved) return null;
  const s = edit ?? saved;
  const fields = error instanceof ApiError ? error.fields : {};
  const save = async () => {
    try {
      queryClient.setQueryData(['apple', 'settings'], await api.put<AppleSettings>('/apple/settings', s));
      setEdit(null);
      setError(null);
      toast.ok(t('common.saved'));
    } catch (e) {
      setError(e);
      if (!(e instanceof ApiError) || Object.keys(e.fields).length === 0) toast.failed(problem(e));
    }
  };
  return (
    <div className="row" style={{ alignItems: 'flex-start' }}>
      <NumberInput
        label={t('authorities.life')}
        suffix={` ${t('authorities.days')}`}
        min={30}
        max={1825}
        allowDecimal={false}
        value={s.identityDays}
        error={fields.identityDays && clean(fields.identityDays, 200)}
        onChange={(v) => setEdit({ ...s, identityDays: Number(v) })}
      />
      <NumberInput
        label={t('authorities.ahead')}
        suffix={` ${t('authorities.days')}`}
        min={1}
        max={1824}
        allowDecimal={false}
        value={s.renewDays}
        error={fields.renewDays && clean(fields.renewDays, 200)}
        onChange={(v) => setEdit({ ...s, renewDays: Number(v) })}
      />
      {edit && (
        <Button style={{ marginTop: 24 }} onClick={save}>
          {t('common.save')}
        </Button>
      )}
    </div>
  );
}
