import { Button, TagsInput } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { ComplianceRule, PeopleGroup, Simulation } from '../api/types';
import { useMay } from '../app/queries';
import { Broken } from '../features/compliance/Broken';
import { Found } from '../features/compliance/Found';
import { type Step, Steps } from '../features/compliance/Steps';
import type { FormField } from '../ui/FormDialog';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { ResourcePage } from '../ui/ResourcePage';
import { Notice, Tag } from '../ui/Status';
import { useProblemText } from '../ui/states';

const criteria = [
  'no-passcode',
  'os-below',
  'not-encrypted',
  'rooted',
  'silent',
  'patch-before',
  'app-absent',
  'app-present',
  'management-lost',
] as const;
type Values = Record<string, unknown>;

const body = (v: Values, x?: ComplianceRule) => ({
  ...v,
  peopleGroupId: v.peopleGroupId === '' ? null : v.peopleGroupId,
  graceMinutes: Math.round(Number(v.graceHours) * 60),
  graceHours: undefined,
  simulate: undefined,
  revision: x?.revision,
});

/** Rules that phones must keep: with time to mend, notices and steps, and a look at whom they would meet. */
export default function Compliance() {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const [found, setFound] = useState<Simulation | null>(null);
  const [fault, setFault] = useState('');
  const [shown, setShown] = useState<ComplianceRule | null>(null);
  const [steps, setSteps] = useState<Step[]>([]);
  const people = useQuery({
    queryKey: ['people', 'groups'],
    queryFn: () => api.get<{ items: PeopleGroup[] }>('/people-groups'),
    enabled: may('people') || may('view'),
  }).data;
  const simulate = async (v: Values) => {
    setFault('');
    try {
      setFound(await api.post<Simulation>('/compliance-rules/simulate', body({ ...v, name: v.name || 'x' })));
      setSteps((v.steps as Step[]) ?? []);
    } catch (e) {
      setFound(null);
      setFault(problem(e));
    }
  };
  const is =
    (...wanted: string[]) =>
    (v: Values) =>
      wanted.includes(String(v.criterion));
  const fields: FormField[] = [
    { key: 'name', label: t('device.name'), kind: 'text', max: 100 },
    { key: 'enabled', label: t('compliance.enabled'), kind: 'switch' },
    {
      key: 'criterion',
      label: t('compliance.criterion'),
      kind: 'select',
      options: criteria.map((c) => ({ value: c, label: t(`compliance.criteria.${c}`) })),
    },
    {
      key: 'minimumAndroid',
      label: t('compliance.minimumAndroid'),
      kind: 'text',
      optional: true,
      show: is('os-below'),
    },
    { key: 'minimumApple', label: t('compliance.minimumApple'), kind: 'text', optional: true, show: is('os-below') },
    { key: 'days', label: t('compliance.days'), kind: 'number', show: is('silent', 'patch-before') },
    {
      key: 'apps',
      label: t('compliance.apps'),
      kind: 'custom',
      show: is('app-absent', 'app-present'),
      draw: (value, set, error) => (
        <TagsInput
          label={t('compliance.apps')}
          description={t('compliance.appsHelp')}
          value={(value as string[]) ?? []}
          onChange={set}
          maxTags={50}
          error={error}
        />
      ),
    },
    {
      key: 'platforms',
      label: t('compliance.platforms'),
      kind: 'many',
      optional: true,
      help: t('compliance.platformsHelp'),
      options: ['android', 'ios', 'ipados'].map((p) => ({ value: p, label: t(`platform.${p}`, { defaultValue: p }) })),
    },
    { key: 'groupId', label: t('compliance.group'), kind: 'group', everywhere: t('compliance.allGroups') },
    {
      key: 'peopleGroupId',
      label: t('compliance.peopleGroup'),
      kind: 'select',
      optional: true,
      options: [
        { value: '', label: t('compliance.everybody') },
        ...(people?.items ?? []).map((g) => ({ value: g.id, label: clean(g.name, 60) })),
      ],
    },
    { key: 'graceHours', label: t('compliance.grace'), kind: 'number', help: t('compliance.graceHelp') },
    { key: 'notifyAdministrators', label: t('compliance.notifyAdministrators'), kind: 'switch' },
    { key: 'mailUser', label: t('compliance.mailUser'), kind: 'switch' },
    { key: 'messageUser', label: t('compliance.messageUser'), kind: 'switch' },
    {
      key: 'steps',
      label: t('compliance.steps'),
      kind: 'custom',
      draw: (value, set, error) => (
        <>
          <Steps value={(value as Step[]) ?? []} set={set} />
          {error && <Notice tone="crit">{error}</Notice>}
        </>
      ),
    },
    {
      key: 'simulate',
      label: '',
      kind: 'custom',
      draw: (_value, _set, _error, values) => (
        <div className="stack">
          <div>
            <Button variant="default" onClick={() => simulate(values)}>
              {t('compliance.simulate')}
            </Button>
          </div>
          {fault && <Notice tone="crit">{fault}</Notice>}
          {found && <Found of={found} steps={steps} />}
        </div>
      ),
    },
  ];
  const initial: Values = {
    name: '',
    enabled: false,
    criterion: 'no-passcode',
    minimumAndroid: '',
    minimumApple: '',
    days: 14,
    apps: [],
    platforms: [],
    groupId: null,
    peopleGroupId: '',
    graceHours: 24,
    notifyAdministrators: true,
    mailUser: true,
    messageUser: true,
    steps: [{ afterMinutes: 0, action: 'lock' }],
  };
  const input = (x: ComplianceRule): Values => ({
    name: x.name,
    enabled: x.enabled,
    criterion: x.criterion,
    minimumAndroid: x.minimumAndroid,
    minimumApple: x.minimumApple,
    days: x.days,
    apps: x.apps,
    platforms: x.platforms,
    groupId: x.groupId,
    peopleGroupId: x.peopleGroupId ?? '',
    graceHours: x.graceMinutes / 60,
    notifyAdministrators: x.notifyAdministrators,
    mailUser: x.mailUser,
    messageUser: x.messageUser,
    steps: x.steps,
  });
  return (
    <>
      <ResourcePage<ComplianceRule>
        path="/compliance-rules"
        title={t('nav.compliance')}
        answer={t('compliance.answer')}
        icon={IconChecklist}
        can={may('devices')}
        empty={{ title: t('compliance.emptyTitle'), text: t('compliance.empty') }}
        nameOf={(x) => x.name}
        columns={[
          {
            id: 'name',
            header: t('device.name'),
            width: 'minmax(160px,1.2fr)',
            phone: true,
            render: (x) => <bdi className="clip">{clean(x.name, 100)}</bdi>,
          },
          {
            id: 'criterion',
            header: t('compliance.criterion'),
            width: 'minmax(180px,1.2fr)',
            render: (x) => t(`compliance.criteria.${x.criterion}`),
          },
          {
            id: 'grace',
            header: t('compliance.graceShort'),
            width: '130px',
            render: (x) => t('compliance.hoursOf', { count: Math.round(x.graceMinutes / 6) / 10 }),
          },
          {
            id: 'steps',
            header: t('compliance.stepsShort'),
            width: 'minmax(160px,1.4fr)',
            render: (x) =>
              x.steps.map((s) => t(`compliance.actions.${s.action}`)).join(' → ') || (
                <span className="muted">{t('compliance.onlyNotices')}</span>
              ),
          },
          {
            id: 'broken',
            header: t('compliance.violations'),
            width: '120px',
            phone: true,
            render: (x) =>
              x.violations > 0 ? (
                <Button size="compact-sm" variant="subtle" color="red.8" onClick={() => setShown(x)}>
                  {formatNumber(x.violations)}
                </Button>
              ) : (
                <span className="muted">0</span>
              ),
          },
          {
            id: 'state',
            header: t('command.state'),
            width: '110px',
            render: (x) => <Tag tone={x.enabled ? 'ok' : 'none'}>{t(x.enabled ? 'rule.on' : 'notification.off')}</Tag>,
          },
        ]}
        add={{ title: t('compliance.add'), fields, initial, body: (v) => body(v) }}
        edit={{ title: t('compliance.edit'), fields, method: 'put', initial: input, body: (v, x) => body(v, x) }}
        remove={{
          button: t('common.delete'),
          title: (name) => t('compliance.deleteTitle', { name }),
          help: t('compliance.deleteHelp'),
        }}
      />
      {shown && <Broken rule={shown} close={() => setShown(null)} />}
    </>
  );
}
