import { Button, Menu, Modal } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api, BASE } from '../api/client';
import type { CatSetting, DryRun, EffectiveValue, PolicyDetail, PolicyInput } from '../api/types';
import { catalogueQuery, queryClient, useMay } from '../app/queries';
import { PolicyCodes } from '../features/codes/PolicyCodes';
import { NewPolicy } from '../features/policies/NewPolicy';
import { PolicyProperties } from '../features/policies/PolicyProperties';
import { Revisions } from '../features/policies/Revisions';
import { ChangeTable, ConflictDialog, SaveBar } from '../features/settings/Changes';
import type { Subject } from '../features/settings/model';
import { forPlatform } from '../features/settings/model';
import { CONFIRM, SectionNav, SettingsForm } from '../features/settings/SettingsForm';
import { focusFirst, useBaseRevision, useDraft } from '../features/settings/useDraft';
import { useLeaveGuard } from '../features/settings/useLeaveGuard';
import { A } from '../ui/A';
import { Confirm } from '../ui/Confirm';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useGo } from '../ui/location';
import { Page } from '../ui/Page';
import { Notice, Tag } from '../ui/Status';
import { Failed, Lines, useProblemText } from '../ui/states';
import { LinkTabs } from '../ui/Tabs';
import { toast } from '../ui/toast';
import { policyTone } from './policies';

type Properties = Pick<PolicyInput, 'name' | 'groupId' | 'status' | 'inherit' | 'force'>;
const propertiesOf = ({ policy: p }: PolicyDetail): Properties => ({
  name: p.name,
  groupId: p.groupId,
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
  const problem = useProblemText();
  const p = saved.policy;
  const everything = useQuery(catalogueQuery).data;
  const catalogue = useMemo(() => forPlatform(everything, p.platform), [everything, p.platform]);
  const d = useDraft(catalogue, saved.values);
  const [locks, setLocks] = useState<Set<string> | null>(null);
  const [props, setProps] = useState<Partial<Properties>>({});
  const [conflict, setConflict] = useState<PolicyDetail | null>(null);
  const [dialog, setDialog] = useState<'what' | 'copy' | 'delete' | null>(null);
  const [busy, setBusy] = useState(false);
  const savedLocks = new Set(saved.locks);
  const nowLocks = locks ?? savedLocks;
  const input: PolicyInput = {
    ...propertiesOf(saved),
    ...props,
    platform: p.platform,
    values: d.values,
    locks: [...nowLocks].sort(),
  };
  const lockChanges = [...new Set([...nowLocks, ...savedLocks])].filter(
    (b) => nowLocks.has(b) !== savedLocks.has(b),
  ).length;
  const propChanges = (Object.keys(props) as (keyof Properties)[]).filter(
    (k) => props[k] !== propertiesOf(saved)[k],
  ).length;
  const count = d.changed.length + lockChanges + propChanges;
  const base = useBaseRevision(count > 0, p.revision) ?? p.revision;
  useLeaveGuard(count > 0, `/policies/${p.id}`);
  const wrong = Object.keys(d.errors).length;
  const dry = useQuery({
    queryKey: ['dry-run', p.id, p.revision, d.settled, [...nowLocks].sort(), props],
    enabled: count > 0 && wrong === 0,
    retry: false,
    queryFn: async () =>
      (await api.put<{ dryRun: DryRun | null }>(`/policies/${p.id}`, { ...input, revision: p.revision, dryRun: true }))
        .dryRun,
  });
  const reset = () => {
    d.reset();
    setLocks(null);
    setProps({});
  };
  const save = async (revision = base) => {
    setBusy(true);
    try {
      const done = await api.put<{ policy: PolicyDetail }>(`/policies/${p.id}`, { ...input, revision });
      queryClient.setQueryData(['policies', p.id], done.policy);
      for (const k of ['policies', 'overview']) queryClient.invalidateQueries({ queryKey: [k] });
      reset();
      setConflict(null);
      toast.ok(t('policy.saved', { revision: done.policy.policy.revision }), {
        label: t('common.undo'),
        run: () =>
          api
            .post(`/policies/${p.id}/rollback`, { revision: p.revision })
            .then(() => queryClient.invalidateQueries({ queryKey: ['policies'] })),
      });
    } catch (e) {
      if (e instanceof ApiError && e.status === 409)
        setConflict((e.problem.current as PolicyDetail) ?? (await api.get<PolicyDetail>(`/policies/${p.id}`)));
      else if (e instanceof ApiError && e.status === 422 && Object.keys(e.fields).length) d.setRefused(e.fields);
      else toast.failed(problem(e));
    } finally {
      setBusy(false);
    }
  };
  const remove = async () => {
    await api.delete(`/policies/${p.id}`);
    queryClient.invalidateQueries({ queryKey: ['policies'] });
    go('/policies');
  };
  const section = catalogue?.sections.find((s) => s.id === sectionId) ?? catalogue?.sections[0];
  const inherited = (s: CatSetting): EffectiveValue =>
    (input.inherit && saved.inherited.values[s.key]) || { value: s.default, origin: { kind: 'default' } };
  const subject: Subject = {
    level: 'policy',
    draft: d.values,
    saved: saved.values,
    base: inherited,
    lockedBy: input.inherit ? saved.inherited.locked : {},
    locks: nowLocks,
    savedLocks,
    errors: d.errors,
    readOnly: !!saved.forcedByParent,
    may: (r) => may(r, p.groupId),
    set: d.set,
    lock: (block, on) => setLocks(new Set(on ? [...nowLocks, block] : [...nowLocks].filter((b) => b !== block))),
  };
  const can = (
    ['settings.general', 'settings.connection', 'settings.system', 'settings.certificates', 'settings.data'] as const
  ).some((r) => may(r, p.groupId));
  const effect = dry.data
    ? t('save.policyEffect', {
        changed: formatNumber(dry.data.changed),
        devices: formatNumber(dry.data.devices),
        groups: dry.data.groups.length,
      })
    : dry.error
      ? problem(dry.error)
      : count > 0 && wrong === 0 && p.status === 'inactive' && !dry.isFetching
        ? t('save.inactive')
        : t('save.counting');
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
        <PolicyProperties input={input} set={(c) => setProps({ ...props, ...c })} readOnly={!can} errors={d.errors} />
      )}
      {tab === 'revisions' && <Revisions detail={saved} can={can} />}
      {count > 0 && (
        <SaveBar
          count={count}
          errors={wrong}
          effect={effect}
          busy={busy}
          save={() => save()}
          discard={reset}
          firstError={() => focusFirst(d.errors)}
          more={dry.data ? () => setDialog('what') : undefined}
        />
      )}
      {dialog === 'what' && dry.data && (
        <Modal opened onClose={() => setDialog(null)} size="xl" title={t('save.what')}>
          <div className="stack">
            <span>{effect}</span>
            <ChangeTable catalogue={catalogue} changes={dry.data.changes} />
            {dry.data.groups.length > 0 && (
              <table className="diff">
                <thead>
                  <tr>
                    <th>{t('device.group')}</th>
                    <th>{t('setting.devices')}</th>
                  </tr>
                </thead>
                <tbody>
                  {dry.data.groups.map((g) => (
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
          </div>
        </Modal>
      )}
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
      {conflict && (
        <ConflictDialog
          catalogue={catalogue}
          mine={d.values}
          theirs={conflict.values}
          locks={{ mine: input.locks, theirs: conflict.locks }}
          close={() => setConflict(null)}
          keepMine={() => save(conflict.policy.revision)}
          takeTheirs={() => {
            queryClient.setQueryData(['policies', p.id], conflict);
            reset();
            setConflict(null);
          }}
        />
      )}
    </Page>
  );
}
