import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Catalogue, ProfileDetail, ProfileInput } from '../api/types';
import { catalogueQuery, queryClient, useMay } from '../app/queries';
import { Revisions } from '../features/policies/Revisions';
import { settingsRights } from '../features/policies/rights';
import { Unsaved } from '../features/policies/Unsaved';
import { usePolicyDraft } from '../features/policies/usePolicyDraft';
import { Assignment } from '../features/profiles/Assignment';
import type { Subject } from '../features/settings/model';
import { SectionNav, SettingsForm } from '../features/settings/SettingsForm';
import { Confirm } from '../ui/Confirm';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useGo } from '../ui/location';
import { Page } from '../ui/Page';
import { Tag } from '../ui/Status';
import { Failed, Lines } from '../ui/states';
import { LinkTabs } from '../ui/Tabs';
import { toast } from '../ui/toast';
import { NewProfile } from './security-profiles';

type Properties = Pick<ProfileInput, 'name' | 'status' | 'priority' | 'people' | 'groups'>;
const propertiesOf = ({ profile: p, people, groups }: ProfileDetail): Properties => ({
  name: p.name,
  status: p.status,
  priority: p.priority,
  people: people.map((x) => x.id),
  groups: groups.map((x) => x.id),
});

/** The sections that phones know. */
const ofPhones = (c: Catalogue | undefined): Catalogue | undefined =>
  c && { ...c, sections: c.sections.filter((s) => s.id === 'android' || s.id === 'ios') };

export default function SecurityProfilePage() {
  const { t } = useTranslation();
  const {
    id,
    tab = 'settings',
    section,
  } = useParams({ strict: false }) as { id: string; tab?: string; section?: string };
  const query = useQuery({
    queryKey: ['security-profiles', id],
    queryFn: () => api.get<ProfileDetail>(`/security-profiles/${id}`),
  });
  const name = t('profiles.one');
  if (query.error && !query.data)
    return (
      <Page title={name} name={name}>
        <div className="card">
          <Failed error={query.error} retry={query.refetch} />
        </div>
      </Page>
    );
  if (!query.data)
    return (
      <Page title="…" name={name}>
        <div className="card pad">
          <Lines />
        </div>
      </Page>
    );
  return <Editor key={id} saved={query.data} tab={tab} sectionId={section} />;
}

function Editor({ saved, tab, sectionId }: { saved: ProfileDetail; tab: string; sectionId?: string }) {
  const { t } = useTranslation();
  const go = useGo();
  const may = useMay();
  const p = saved.profile;
  const everything = useQuery(catalogueQuery).data;
  const catalogue = useMemo(() => ofPhones(everything), [everything]);
  const draft = usePolicyDraft({
    ...{ at: 'security-profiles', under: 'profile', saved, catalogue },
    record: (detail) => detail.profile,
    properties: propertiesOf,
    inherits: () => true,
    done: (detail) => toast.ok(t('policy.saved', { revision: detail.profile.revision })),
  });
  const [dialog, setDialog] = useState<'copy' | 'delete' | null>(null);
  const remove = async () => {
    await api.delete(`/security-profiles/${p.id}`);
    queryClient.invalidateQueries({ queryKey: ['security-profiles'] });
    go('/security-profiles');
  };
  const section = catalogue?.sections.find((s) => s.id === sectionId) ?? catalogue?.sections[0];
  const subject: Subject = { ...draft.subject, may: (r) => may(r) };
  const can = settingsRights.some((r) => may(r));
  const would = draft.dry.data;
  const effect = would
    ? would.changed
      ? t('profiles.effect', { changed: formatNumber(would.changed), devices: formatNumber(would.devices) })
      : t('profiles.nobody')
    : !draft.dry.error && draft.input.status === 'inactive' && p.status === 'inactive' && !draft.dry.isFetching
      ? t('profiles.inactive')
      : draft.unknown;
  return (
    <Page
      title={<bdi>{clean(p.name, 80)}</bdi>}
      name={p.name}
      crumbs={[{ label: t('nav.securityProfiles'), href: '/security-profiles' }]}
      answer={
        <span className="row">
          <Tag tone={p.status === 'active' ? 'ok' : 'none'}>{t(`profiles.status.${p.status}`)}</Tag>
          <span>
            {p.status === 'inactive'
              ? t('profiles.touchesNone')
              : t('profiles.touches', {
                  count: p.devices,
                  number: formatNumber(p.devices),
                  applied: formatNumber(p.applied),
                })}
          </span>
        </span>
      }
      actions={
        can && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
                {t('device.actions')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setDialog('copy')}>{t('profiles.copy')}</Menu.Item>
              {!p.everyone && (
                <Menu.Item color="red.8" onClick={() => setDialog('delete')}>
                  {t('common.delete')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )
      }
    >
      <LinkTabs
        label={t('profiles.tabs')}
        current={tab}
        tabs={['settings', 'assignment', 'revisions'].map((x) => ({
          id: x,
          href: x === 'settings' ? `/security-profiles/${p.id}` : `/security-profiles/${p.id}/${x}`,
          title: t(`profiles.tab.${x}`),
          note: x === 'revisions' ? String(p.revision) : undefined,
        }))}
      />
      {tab === 'settings' && catalogue && section && (
        <div className="settings-layout">
          <SectionNav
            catalogue={catalogue}
            subject={subject}
            current={section.id}
            href={(s) => `/security-profiles/${p.id}/settings/${s}`}
          />
          <SettingsForm catalogue={catalogue} section={section} subject={subject} />
        </div>
      )}
      {tab === 'settings' && !catalogue && (
        <div className="card pad">
          <Lines />
        </div>
      )}
      {tab === 'assignment' && (
        <Assignment saved={saved} input={draft.input} set={draft.set} readOnly={!can} errors={draft.errors} />
      )}
      {tab === 'revisions' && <Revisions detail={{ policy: p }} can={can} />}
      <Unsaved draft={draft} catalogue={catalogue} effect={effect} />
      {dialog === 'copy' && <NewProfile copyOf={p} close={() => setDialog(null)} />}
      {dialog === 'delete' && (
        <Confirm
          danger
          title={t('profiles.deleteTitle', { name: clean(p.name, 60) })}
          button={t('common.delete')}
          type={p.status === 'active' && p.devices > 10 ? p.name : undefined}
          run={remove}
          close={() => setDialog(null)}
        >
          {t('profiles.deleteHelp', { count: p.devices })}
        </Confirm>
      )}
    </Page>
  );
}
