import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconMailForward } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Query } from '../../api/client';
import type { Invitation, Page } from '../../api/types';
import { useMay } from '../../app/queries';
import { language } from '../../i18n';
import { A } from '../../ui/A';
import { Confirm } from '../../ui/Confirm';
import { type Column, DataTable } from '../../ui/DataTable';
import { clean } from '../../ui/hostile';
import { reasonText } from '../../ui/reasons';
import { Tag, type Tone } from '../../ui/Status';
import { Empty, Failed, useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { Progress } from './Funnel';
import { LinkDialog } from './LinkDialog';
import { Story } from './Story';
import { refreshPeople } from './usePeople';

const tones: Record<Invitation['state'], Tone> = {
  open: 'info',
  used: 'ok',
  expired: 'none',
  revoked: 'none',
  replaced: 'none',
};

/** Where a mail is: its address, or why it has not arrived and when it is tried again. */
function MailCell({ of: mail }: { of: Invitation['mail'] }) {
  const { t } = useTranslation();
  const limited = mail.error === 'daily-limit';
  const why = limited ? t('invitation.mail.limit') : clean(reasonText(mail.error, language()), 300);
  const tone = { deferred: 'fg-warn', bounced: 'fg-crit' }[mail.state as string] ?? '';
  return (
    <div className="clip">
      <bdi className={`clip ${tone}`} title={why}>
        {why || clean(mail.to, 80)}
      </bdi>
      {mail.state === 'deferred' && mail.nextAt && (
        <div className="small muted">
          {t('invitation.mail.next', { when: '' })} <When at={mail.nextAt} />
        </div>
      )}
    </div>
  );
}

/** Invitations with how far each came and what can be done: look, show the link, send again, withdraw. */
export function InvitationTable({ filter, withPerson, fill }: { filter: Query; withPerson?: boolean; fill?: boolean }) {
  const { t } = useTranslation();
  const can = useMay()('people');
  const problem = useProblemText();
  const [story, setStory] = useState<string | null>(null);
  const [link, setLink] = useState<{ link: string; qrPng: string } | null>(null);
  const [ending, setEnding] = useState<Invitation | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['invitations', 'list', filter],
    queryFn: ({ pageParam }) => api.get<Page<Invitation>>('/invitations', { ...filter, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const act = async (work: () => Promise<unknown>, said?: string) => {
    try {
      await work();
      refreshPeople();
      if (said) toast.ok(said);
    } catch (e) {
      toast.failed(problem(e));
    }
  };
  const show = (x: Invitation) =>
    act(async () => setLink(await api.post<{ link: string; qrPng: string }>(`/invitations/${x.id}/link`)));
  const again = (x: Invitation) =>
    act(() => api.post(`/invitations/${x.id}/again`, {}), t('invitation.sentAgain', { name: clean(x.personName, 60) }));
  const columns: Column<Invitation>[] = [
    ...(withPerson
      ? [
          {
            id: 'person',
            header: t('person.name'),
            width: 'minmax(130px,1fr)',
            phone: true,
            render: (x: Invitation) => (
              <A href={`/users/${x.personId}`}>
                <bdi>{clean(x.personName, 60)}</bdi>
              </A>
            ),
          },
        ]
      : []),
    {
      id: 'progress',
      header: t('invitation.progress'),
      width: 'minmax(240px,1.4fr)',
      phone: !withPerson,
      render: (x) => <Progress of={x} />,
    },
    {
      id: 'state',
      header: t('command.state'),
      width: '132px',
      phone: true,
      render: (x) => <Tag tone={tones[x.state]}>{t(`invitation.state.${x.state}`)}</Tag>,
    },
    {
      id: 'devices',
      header: t('invitation.phones'),
      width: '96px',
      render: (x) => (
        <div className="clip">
          {t('token.usedOf', { used: x.used, max: x.devices })}
          {x.platform && (
            <div className="small muted clip">{t(`platform.${x.platform}`, { defaultValue: x.platform })}</div>
          )}
        </div>
      ),
    },
    {
      id: 'mail',
      header: t('invitation.mail.title'),
      width: 'minmax(196px,1.4fr)',
      render: (x) =>
        x.mail.state === 'none' ? <span className="muted">{t('invitation.mail.none')}</span> : <MailCell of={x.mail} />,
    },
    { id: 'created', header: t('invitation.created'), width: '124px', render: (x) => <When at={x.createdAt} /> },
    { id: 'expires', header: t('token.expires'), width: '112px', render: (x) => <When at={x.expiresAt} /> },
    ...(can
      ? [
          {
            id: 'do',
            header: t('common.actions'),
            width: '88px',
            right: true,
            phone: true,
            render: (x: Invitation) => (
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('common.actionsFor', { name: clean(x.personName, 60) })}
                  >
                    <IconDots size={18} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setStory(x.id)}>{t('invitation.story')}</Menu.Item>
                  {x.state === 'open' && <Menu.Item onClick={() => show(x)}>{t('invitation.showLink')}</Menu.Item>}
                  <Menu.Item onClick={() => again(x)}>{t('invitation.again')}</Menu.Item>
                  {x.state === 'open' && (
                    <Menu.Item color="red.8" onClick={() => setEnding(x)}>
                      {t('invitation.revoke')}
                    </Menu.Item>
                  )}
                </Menu.Dropdown>
              </Menu>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      {list.error && rows.length === 0 ? (
        <div className="card">
          <Failed error={list.error} retry={list.refetch} />
        </div>
      ) : (
        <DataTable
          fill={fill}
          label={t('nav.invitations')}
          columns={columns}
          rows={rows}
          rowId={(x) => x.id}
          onOpen={(x) => setStory(x.id)}
          more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
          loading={list.isLoading}
          total={list.data?.pages[0]?.total ?? null}
          empty={
            <Empty icon={IconMailForward} title={t('invitation.emptyTitle')}>
              {t('invitation.empty')}
            </Empty>
          }
        />
      )}
      {story && <Story id={story} close={() => setStory(null)} />}
      {link && <LinkDialog {...link} close={() => setLink(null)} />}
      {ending && (
        <Confirm
          danger
          title={t('invitation.revokeTitle', { name: clean(ending.personName, 60) })}
          button={t('invitation.revoke')}
          run={() => api.post(`/invitations/${ending.id}/revoke`).then(refreshPeople)}
          close={() => setEnding(null)}
        >
          {t('invitation.revokeHelp')}
        </Confirm>
      )}
    </>
  );
}
