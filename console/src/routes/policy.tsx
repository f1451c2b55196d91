import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, BASE } from '../api/client';
import type { PolicyDetail, PolicyInput } from '../api/types';
import { catalogueQuery, queryClient, useMay } from '../app/queries';
import { PolicyCodes } from '../features/codes/PolicyCodes';
import { NewPolicy } from '../features/policies/NewPolicy';
import { PolicyProperties } from '../features/policies/PolicyProperties';
import { Revisions } from '../features/policies/Revisions';
import { settingsRights } from '../features/policies/rights';
import { Unsaved } from '../features/policies/Unsaved';
import { usePolicyDraft } from '../features/policies/usePolicyDraft';
import type { Subject } from '../features/settings/model';
import { forPlatform } from '../features/settings/model';
import { CONFIRM, SectionNav, SettingsForm } from '../features/settings/SettingsForm';
import { A } from '../ui/A';
import { Confirm } from '../ui/Confirm';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useGo } from '../ui/location';
import { Page } from '../ui/Page';
import { Notice, Tag } from '../ui/Status';
import { Failed, Lines } from '../ui/states';
import { LinkTabs } from '../ui/Tabs';
import { toast } from '../ui/toast';
import { policyTone } from './policies';

type Properties = Omit<PolicyInput, 'values' | 'locks'>;
const propertiesOf = ({ policy: p }: PolicyDetail): Properties => ({
  name: p.name,
  groupId: p.groupId,
  platform: p.platform,
  status: p.status,
  inherit: p.inherit,
  force: p.force,
});

export default function PolicyPage() {
  const { t } = useTranslation();
  const {
    id,
    tab = 'settings',
    section,
  } = useParams({ strict: false }) as { id: string; tab?: string; section?: string };
  const query = useQuery({ queryKey: ['policies', id], queryFn: () => api.get<PolicyDetail>(`/policies/${id}`) });
  const name = t('policy.one');
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

function Editor({ saved, tab, sectionId }: { saved: PolicyDetail; tab: string; sectionId?: string }) {
  const { t } = useTranslation();
  const go = useGo();
  const may = useMay();
  const p = saved.policy;
  const everything = useQuery(catalogueQuery).data;
  const catalogue = useMemo(() => forPlatform(everything, p.platform), [everything, p.platform]);
  const draft = usePolicyDraft({
    ...{ at: 'policies', under: 'policy', saved, catalogue },
    record: (detail) => detail.policy,
    properties: propertiesOf,
    inherits: (properties) => properties.inherit,
    done: (detail) => {
      queryClient.invalidateQueries({ queryKey: ['overview'] });
      toast.ok(t('policy.saved', { revision: detail.policy.revision }), {
        label: t('common.undo'),
        run: () =>
          api
            .post(`/policies/${p.id}/rollback`, { revision: p.revision })
            .then(() => queryClient.invalidateQueries({ queryKey: ['policies'] })),
      });
    },
  });
  const [dialog, setDialog] = useState<'copy' | 'delete' | null>(null);
  const remove = async () => {
    await api.delete(`/policies/${p.id}`);
    queryClient.invalidateQueries({ queryKey: ['policies'] });
    go('/policies');
  };
  const section = catalogue?.sections.find((s) => s.id === sectionId) ?? catalogue?.sections[0];
  const subject: Subject = {
    ...draft.subject,
    readOnly: !!saved.forcedByParent,
    may: (r) => may(r, p.groupId),
  };
  const can = settingsRights.some((r) => may(r, p.groupId));
  const would = draft.dry.data;
  const effect = would
    ? t('save.policyEffect', {
        changed: formatNumber(would.changed),
        devices: formatNumber(would.devices),
        groups: would.groups.length,
      })
    : !draft.dry.error && draft.wrong === 0 && p.status === 'inactive' && !draft.dry.isFetching
      ? t('save.inactive')
      : draft.unknown;
  const answer =
    p.status === 'inactive'
      ? t('policy.touchesNone')
      : t('policy.touches', { count: p.devices, number: formatNumber(p.devices), applied: formatNumber(p.applied) });
  return (
    <Page
      title={<bdi>{clean(p.name, 80)}</bdi>}
      name={p.name}
      crumbs={[
        { label: t('nav.policies'), href: '/policies' },
        ...p.groupPath.map((label, i) => ({
          label,
          href: i === p.groupPath.length - 1 ? `/policies?group=${p.groupId}` : undefined,
        })),
      ]}
      answer={
        <span className="row">
          <Tag tone={policyTone[p.status]}>{t(`policyStatus.${p.status}`)}</Tag>
          <span>{answer}</span>
          {p.failed > 0 && p.status !== 'inactive' && (
            <A href={`/devices?settings=failed&group=${p.groupId}`} className="fg-crit">
              {t('policy.failedOn', { count: p.failed })}
            </A>
          )}
        </span>
      }
      actions={
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
              {t('device.actions')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item component="a" href={`${BASE}/policies/${p.id}/export`} download>
              {t('policy.export')}
            </Menu.Item>
            {can && <Menu.Item onClick={() => setDialog('copy')}>{t('policy.copy')}</Menu.Item>}
            {can && (
              <Menu.Item color="red.8" onClick={() => setDialog('delete')}>
                {t('common.delete')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      }
    >
      {saved.forcedByParent && (
        <div style={{ marginBottom: 16 }}>
          <Notice tone="info">{t('policy.forcedBy', { policy: clean(saved.forcedByParent.policyName, 60) })}</Notice>
        </div>
      )}
      <LinkTabs
        label={t('policy.tabs')}
        current={tab}
        tabs={['settings', 'properties', 'revisions'].map((x) => ({
          id: x,
          href: x === 'settings' ? `/policies/${p.id}` : `/policies/${p.id}/${x}`,
          title: t(`policy.tab.${x}`),
          note: x === 'revisions' ? String(p.revision) : undefined,
        }))}
      />
      {tab === 'settings' && catalogue && section && (
        <div className="settings-layout">
          <SectionNav
            catalogue={catalogue}
            subject={subject}
            current={sectionId === CONFIRM ? CONFIRM : section.id}
            href={(s) => `/policies/${p.id}/settings/${s}`}
          />
          {sectionId === CONFIRM ? (
            <PolicyCodes policy={p} />
          ) : (
            <SettingsForm catalogue={catalogue} section={section} subject={subject} />
          )}
        </div>
      )}
      {tab === 'settings' && !catalogue && (
        <div className="card pad">
          <Lines />
        </div>
      )}
      {tab === 'properties' && (
        <PolicyProperties input={draft.input} set={draft.set} readOnly={!can} errors={draft.errors} />
      )}
      {tab === 'revisions' && <Revisions detail={saved} can={can} />}
      <Unsaved draft={draft} catalogue={catalogue} effect={effect}>
        {would && would.groups.length > 0 && (
          <table className="diff">
            <thead>
              <tr>
                <th>{t('device.group')}</th>
                <th>{t('setting.devices')}</th>
              </tr>
            </thead>
            <tbody>
              {would.groups.map((g) => (
                <tr key={g.groupId}>
                  <td>
                    <bdi>{g.path.map((x) => clean(x, 40)).join(' / ')}</bdi>
                  </td>
                  <td>{formatNumber(g.devices)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Unsaved>
      {dialog === 'copy' && <NewPolicy copyOf={p} close={() => setDialog(null)} />}
      {dialog === 'delete' && (
        <Confirm
          danger
          title={t('policy.deleteTitle', { name: clean(p.name, 60) })}
          button={t('common.delete')}
          type={p.status === 'active' && p.devices > 10 ? p.name : undefined}
          run={remove}
          close={() => setDialog(null)}
        >
          {t('policy.deleteHelp', { devices: formatNumber(p.devices) })}
        </Confirm>
      )}
    </Page>
  );
}
