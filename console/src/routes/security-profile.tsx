import { Button, Menu, Modal } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../api/client';
import type { Catalogue, CatSetting, DryRun, EffectiveValue, ProfileDetail, ProfileInput } from '../api/types';
import { catalogueQuery, queryClient, useMay } from '../app/queries';
import { Revisions } from '../features/policies/Revisions';
import { Assignment } from '../features/profiles/Assignment';
import { ChangeTable, ConflictDialog, SaveBar } from '../features/settings/Changes';
import type { Subject } from '../features/settings/model';
import { same } from '../features/settings/model';
import { SectionNav, SettingsForm } from '../features/settings/SettingsForm';
import { focusFirst, useBaseRevision, useDraft } from '../features/settings/useDraft';
import { useLeaveGuard } from '../features/settings/useLeaveGuard';
import { Confirm } from '../ui/Confirm';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useGo } from '../ui/location';
import { Page } from '../ui/Page';
import { Tag } from '../ui/Status';
import { Failed, Lines, useProblemText } from '../ui/states';
import { LinkTabs } from '../ui/Tabs';
import { toast } from '../ui/toast';
import { NewProfile, settingsRights } from './security-profiles';

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
  const problem = useProblemText();
  const p = saved.profile;
  const everything = useQuery(catalogueQuery).data;
  const catalogue = useMemo(() => ofPhones(everything), [everything]);
  const d = useDraft(catalogue, saved.values);
  const [locks, setLocks] = useState<Set<string> | null>(null);
  const [props, setProps] = useState<Partial<Properties>>({});
  const [conflict, setConflict] = useState<ProfileDetail | null>(null);
  const [dialog, setDialog] = useState<'what' | 'copy' | 'delete' | null>(null);
  const [busy, setBusy] = useState(false);
  const savedLocks = new Set(saved.locks);
  const nowLocks = locks ?? savedLocks;
  const input: ProfileInput = {
    ...propertiesOf(saved),
    ...props,
    values: d.values,
    locks: [...nowLocks].sort(),
  };
  const lockChanges = [...new Set([...nowLocks, ...savedLocks])].filter(
    (b) => nowLocks.has(b) !== savedLocks.has(b),
  ).length;
  const propChanges = (Object.keys(props) as (keyof Properties)[]).filter(
    (k) => !same(props[k], propertiesOf(saved)[k]),
  ).length;
  const count = d.changed.length + lockChanges + propChanges;
  const base = useBaseRevision(count > 0, p.revision) ?? p.revision;
  useLeaveGuard(count > 0, `/security-profiles/${p.id}`);
  const wrong = Object.keys(d.errors).length;
  const dry = useQuery({
    queryKey: ['dry-run', p.id, p.revision, d.settled, [...nowLocks].sort(), props],
    enabled: count > 0 && wrong === 0,
    retry: false,
    queryFn: async () =>
      (
        await api.put<{ dryRun: DryRun | null }>(`/security-profiles/${p.id}`, {
          ...input,
          revision: p.revision,
          dryRun: true,
        })
      ).dryRun,
  });
  const reset = () => {
    d.reset();
    setLocks(null);
    setProps({});
  };
  const save = async (revision = base) => {
    setBusy(true);
    try {
      const done = await api.put<{ profile: ProfileDetail }>(`/security-profiles/${p.id}`, { ...input, revision });
      queryClient.setQueryData(['security-profiles', p.id], done.profile);
      queryClient.invalidateQueries({ queryKey: ['security-profiles'] });
      reset();
      setConflict(null);
      toast.ok(t('policy.saved', { revision: done.profile.profile.revision }));
    } catch (e) {
      if (e instanceof ApiError && e.status === 409)
        setConflict(
          (e.problem.current as ProfileDetail) ?? (await api.get<ProfileDetail>(`/security-profiles/${p.id}`)),
        );
      else if (e instanceof ApiError && e.status === 422 && Object.keys(e.fields).length) d.setRefused(e.fields);
      else toast.failed(problem(e));
    } finally {
      setBusy(false);
    }
  };
  const remove = async () => {
    await api.delete(`/security-profiles/${p.id}`);
    queryClient.invalidateQueries({ queryKey: ['security-profiles'] });
    go('/security-profiles');
  };
  const section = catalogue?.sections.find((s) => s.id === sectionId) ?? catalogue?.sections[0];
  const weaker = (s: CatSetting): EffectiveValue =>
    saved.inherited.values[s.key] ?? { value: s.default, origin: { kind: 'default' } };
  const subject: Subject = {
    level: 'policy',
    draft: d.values,
    saved: saved.values,
    base: weaker,
    lockedBy: saved.inherited.locked,
    locks: nowLocks,
    savedLocks,
    errors: d.errors,
    may: (r) => may(r),
    set: d.set,
    lock: (block, on) => setLocks(new Set(on ? [...nowLocks, block] : [...nowLocks].filter((b) => b !== block))),
  };
  const can = settingsRights.some((r) => may(r));
  const effect = dry.data
    ? dry.data.changed
      ? t('profiles.effect', {
          changed: formatNumber(dry.data.changed),
          devices: formatNumber(dry.data.devices),
        })
      : t('profiles.nobody')
    : dry.error
      ? problem(dry.error)
      : input.status === 'inactive' && p.status === 'inactive' && !dry.isFetching
        ? t('profiles.inactive')
        : t('save.counting');
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
        <Assignment
          saved={saved}
          input={input}
          set={(c) => setProps({ ...props, ...c })}
          readOnly={!can}
          errors={d.errors}
        />
      )}
      {tab === 'revisions' && <Revisions detail={{ policy: p }} can={can} />}
      {count > 0 && (
        <SaveBar
          count={count}
          errors={wrong}
          effect={effect}
          busy={busy}
          save={() => save()}
          discard={reset}
          firstError={() => focusFirst(d.errors)}
          more={dry.data?.changes.length ? () => setDialog('what') : undefined}
        />
      )}
      {dialog === 'what' && dry.data && (
        <Modal opened onClose={() => setDialog(null)} size="xl" title={t('save.what')}>
          <div className="stack">
            <span>{effect}</span>
            <ChangeTable catalogue={catalogue} changes={dry.data.changes} />
          </div>
        </Modal>
      )}
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
      {conflict && (
        <ConflictDialog
          catalogue={catalogue}
          mine={d.values}
          theirs={conflict.values}
          locks={{ mine: input.locks, theirs: conflict.locks }}
          close={() => setConflict(null)}
          keepMine={() => save(conflict.profile.revision)}
          takeTheirs={() => {
            queryClient.setQueryData(['security-profiles', p.id], conflict);
            reset();
            setConflict(null);
          }}
        />
      )}
    </Page>
  );
}
